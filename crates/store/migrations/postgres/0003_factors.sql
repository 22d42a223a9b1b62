-- Security keys: which credential a row is (nobody else's, requirement WA-03) and what it counted last (WA-07).
ALTER TABLE factors ADD COLUMN credential_hash BYTEA;
ALTER TABLE factors ADD COLUMN sign_count BIGINT;
CREATE UNIQUE INDEX factors_credential ON factors (credential_hash) WHERE credential_hash IS NOT NULL;

-- How many messages went out in a stretch of time, for the whole installation (requirement SM-07). No name holds a number.
CREATE TABLE sms_budgets (
    name      TEXT NOT NULL,
    window_at BIGINT NOT NULL,
    used      BIGINT NOT NULL,
    PRIMARY KEY (name, window_at)
);
