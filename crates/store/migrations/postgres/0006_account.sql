-- A mail address that its owner wants to change: the link that was mailed to the new one (the newest of each field only).
-- `field` is mail or notice-mail. A wipe, a new password or a suspension in between makes the link worthless: `epoch` is the account's at the request.
CREATE TABLE address_changes (
    token_hash   BYTEA NOT NULL PRIMARY KEY,
    account_id   UUID NOT NULL REFERENCES accounts (id),
    field        TEXT NOT NULL,
    address      TEXT NOT NULL,
    epoch        BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    confirmed_at BIGINT,
    killed_at    BIGINT
);
CREATE INDEX address_changes_of_account ON address_changes (account_id);
CREATE UNIQUE INDEX address_changes_one_live ON address_changes (account_id, field) WHERE confirmed_at IS NULL AND killed_at IS NULL;
CREATE INDEX address_changes_by_end ON address_changes (expires_at);
