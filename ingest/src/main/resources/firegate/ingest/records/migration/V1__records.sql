-- The same SQL runs on SQLite and PostgreSQL. Times are epoch milliseconds (BIGINT), documents are JSON (TEXT).

CREATE TABLE site (
  id         TEXT PRIMARY KEY,
  village    TEXT,
  grid       TEXT,
  document   TEXT NOT NULL
);

CREATE TABLE device (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  site       TEXT,
  claimed    BOOLEAN NOT NULL,
  document   TEXT NOT NULL
);
CREATE INDEX device_site ON device (site);

-- Tokens are kept as SHA-256, hexadecimal.
CREATE TABLE device_token (
  hash       TEXT PRIMARY KEY,
  device     TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX device_token_device ON device_token (device);

-- Last values and the standing of each rule, written together with the cursor of the consumer 'alarms'.
CREATE TABLE device_state (
  device     TEXT PRIMARY KEY,
  document   TEXT NOT NULL
);

CREATE TABLE alarm (
  id         TEXT PRIMARY KEY,
  subject    TEXT NOT NULL,
  device     TEXT,
  site       TEXT,
  rule       TEXT NOT NULL,
  severity   INTEGER NOT NULL,
  state      TEXT NOT NULL,
  raised_ms  BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  document   TEXT NOT NULL
);
CREATE UNIQUE INDEX alarm_open ON alarm (subject, rule) WHERE state <> 'closed';
CREATE INDEX alarm_raised ON alarm (raised_ms);
CREATE INDEX alarm_device ON alarm (device, raised_ms);
CREATE INDEX alarm_site ON alarm (site, raised_ms);

-- Append-only; each hash covers the entry and the hash before it.
CREATE TABLE audit (
  seq        BIGINT PRIMARY KEY,
  time_ms    BIGINT NOT NULL,
  actor      TEXT NOT NULL,
  action     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  detail     TEXT NOT NULL,
  hash       TEXT NOT NULL
);
CREATE INDEX audit_time ON audit (time_ms);
CREATE INDEX audit_subject ON audit (subject, seq);

-- Events for receivers outside; each receiver keeps a cursor of its own.
CREATE TABLE outbox (
  seq        BIGINT PRIMARY KEY,
  time_ms    BIGINT NOT NULL,
  event      TEXT NOT NULL,
  alarm      TEXT NOT NULL,
  document   TEXT NOT NULL
);
CREATE INDEX outbox_time ON outbox (time_ms);

-- How far each consumer of the journal has come.
CREATE TABLE cursor (
  consumer   TEXT NOT NULL,
  part       INTEGER NOT NULL,
  position   BIGINT NOT NULL,
  PRIMARY KEY (consumer, part)
);

-- Fire signals that were taken ahead of the cursor of the consumer 'alarms'.
CREATE TABLE fire_ahead (
  position   BIGINT PRIMARY KEY
);

-- Readings per device and minute of receipt (epoch minutes).
CREATE TABLE ledger (
  minute      BIGINT NOT NULL,
  device      TEXT NOT NULL,
  received    BIGINT NOT NULL,
  stored      BIGINT NOT NULL,
  duplicate   BIGINT NOT NULL,
  quarantined BIGINT NOT NULL,
  PRIMARY KEY (minute, device)
);
CREATE INDEX ledger_device ON ledger (device, minute);

CREATE TABLE quarantine (
  position    BIGINT PRIMARY KEY,
  device      TEXT NOT NULL,
  received_ms BIGINT NOT NULL,
  client      TEXT NOT NULL,
  topic       TEXT NOT NULL,
  profile     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  detail      TEXT NOT NULL,
  fire        BOOLEAN NOT NULL,
  payload     ${bytes} NOT NULL
);
CREATE INDEX quarantine_time ON quarantine (received_ms);
CREATE INDEX quarantine_device ON quarantine (device, received_ms);

CREATE TABLE account (
  name          TEXT PRIMARY KEY,
  role          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_ms    BIGINT NOT NULL
);

-- Sessions of people; the cookie's SHA-256, hexadecimal.
CREATE TABLE login (
  hash       TEXT PRIMARY KEY,
  account    TEXT NOT NULL,
  expires_ms BIGINT NOT NULL
);

INSERT INTO cursor (consumer, part, position) VALUES ('alarms', 0, 0), ('history', 0, 0);
