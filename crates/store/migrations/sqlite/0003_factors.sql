-- Security keys: which credential a row is (nobody else's, requirement WA-03) and what it counted last (WA-07).
ALTER TABLE factors ADD COLUMN credential_hash BLOB;
ALTER TABLE factors ADD COLUMN sign_count INTEGER;
CREATE UNIQUE INDEX factors_credential ON factors (credential_hash) WHERE credential_hash IS NOT NULL;

-- How many messages went out in a stretch of time, for the whole installation (requirement SM-07). No name holds a number.
CREATE TABLE sms_budgets (
    name      TEXT NOT NULL,
    window_at INTEGER NOT NULL,
    used      INTEGER NOT NULL,
    PRIMARY KEY (name, window_at)
) STRICT;
