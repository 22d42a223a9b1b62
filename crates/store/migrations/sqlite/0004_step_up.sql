-- A session that was confirmed on the spot (rule J14), and the factor that it was confirmed with; both are part of the row's MAC.
ALTER TABLE sessions ADD COLUMN stepped_up_at INTEGER;
ALTER TABLE sessions ADD COLUMN stepped_up_factor BLOB;

-- A password that has to be changed (requirement PW-09), and when the account was last recovered (RC-09).
ALTER TABLE accounts ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN recovered_at INTEGER;

-- What the factor that allowed a session to add this one counted for (rule J14).
ALTER TABLE factors ADD COLUMN bound_by TEXT;

-- A recovery that waits (requirement RC-10): when it takes effect, and the link in its notices that cancels it.
ALTER TABLE recovery_codes ADD COLUMN effective_at INTEGER;
ALTER TABLE recovery_codes ADD COLUMN cancel_hash BLOB;
CREATE UNIQUE INDEX recovery_codes_cancel ON recovery_codes (cancel_hash) WHERE cancel_hash IS NOT NULL;

-- Mailed links for a forgotten password (requirement FP-02): the newest only.
CREATE TABLE password_links (
    id         BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    token_hash BLOB NOT NULL CONSTRAINT password_links_token UNIQUE,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    killed_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX password_links_one_live ON password_links (account_id) WHERE used_at IS NULL AND killed_at IS NULL;
CREATE INDEX password_links_by_end ON password_links (expires_at);
