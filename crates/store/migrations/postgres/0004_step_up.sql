-- A session that was confirmed on the spot (rule J14), and the factor that it was confirmed with; both are part of the row's MAC.
ALTER TABLE sessions ADD COLUMN stepped_up_at BIGINT;
ALTER TABLE sessions ADD COLUMN stepped_up_factor UUID;

-- A password that has to be changed (requirement PW-09), and when the account was last recovered (RC-09).
ALTER TABLE accounts ADD COLUMN must_change_password BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN recovered_at BIGINT;

-- What the factor that allowed a session to add this one counted for (rule J14).
ALTER TABLE factors ADD COLUMN bound_by TEXT;

-- A recovery that waits (requirement RC-10): when it takes effect, and the link in its notices that cancels it.
ALTER TABLE recovery_codes ADD COLUMN effective_at BIGINT;
ALTER TABLE recovery_codes ADD COLUMN cancel_hash BYTEA;
CREATE UNIQUE INDEX recovery_codes_cancel ON recovery_codes (cancel_hash) WHERE cancel_hash IS NOT NULL;

-- Mailed links for a forgotten password (requirement FP-02): the newest only.
CREATE TABLE password_links (
    id         UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    token_hash BYTEA NOT NULL CONSTRAINT password_links_token UNIQUE,
    issued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    killed_at  BIGINT
);
CREATE UNIQUE INDEX password_links_one_live ON password_links (account_id) WHERE used_at IS NULL AND killed_at IS NULL;
CREATE INDEX password_links_by_end ON password_links (expires_at);
