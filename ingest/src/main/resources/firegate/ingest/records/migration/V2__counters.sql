-- 'registry': the last change that people made to devices, sites and tokens. 'commits': commits of the consumer 'alarms'.
CREATE TABLE counter (
  name       TEXT PRIMARY KEY,
  number     BIGINT NOT NULL
);
INSERT INTO counter (name, number) VALUES ('registry', 0), ('commits', 0);

-- The number of the change that left the row as it is, so that a server finds what commands have written beside it.
ALTER TABLE device ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device_token ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
CREATE INDEX device_revision ON device (revision);
CREATE INDEX device_token_revision ON device_token (revision);
CREATE INDEX site_revision ON site (revision);
