-- What people found an alarm to be, and when, for lists and statistics; the document says the same.
ALTER TABLE alarm ADD COLUMN verdict TEXT NOT NULL DEFAULT 'unverified';
ALTER TABLE alarm ADD COLUMN cause TEXT;
ALTER TABLE alarm ADD COLUMN test BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE alarm ADD COLUMN acknowledged_by TEXT;
ALTER TABLE alarm ADD COLUMN acknowledged_ms BIGINT;
ALTER TABLE alarm ADD COLUMN verdict_ms BIGINT;
ALTER TABLE alarm ADD COLUMN returned_ms BIGINT;
ALTER TABLE alarm ADD COLUMN closed_ms BIGINT;

-- Subjects and rules that a person has put aside, whether or not an alarm of theirs is open.
CREATE TABLE shelf (
  alarm_key  TEXT PRIMARY KEY,
  until_ms   BIGINT NOT NULL,
  document   TEXT NOT NULL
);

-- How far each receiver outside has taken the events of the outbox, without a gap.
CREATE TABLE outbox_cursor (
  receiver   TEXT PRIMARY KEY,
  seq        BIGINT NOT NULL
);

-- Events that a receiver has taken ahead of its cursor.
CREATE TABLE outbox_taken (
  receiver   TEXT NOT NULL,
  seq        BIGINT NOT NULL,
  PRIMARY KEY (receiver, seq)
);

-- The readings around an alarm, kept once those after it have come; they outlast the history.
ALTER TABLE alarm ADD COLUMN evidence TEXT;
CREATE INDEX alarm_without_evidence ON alarm (raised_ms) WHERE evidence IS NULL;
