-- "That was not me": one link for each notice that is mailed, and the event that it objects to (requirement RC-08).
CREATE TABLE objections (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    kind       TEXT NOT NULL,
    event_at   BIGINT NOT NULL,
    event_from TEXT,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX objections_of_account ON objections (account_id);
CREATE INDEX objections_by_end ON objections (expires_at);

-- What an account's addresses were before they changed: told until `tell_until` (requirement RC-06), and restored when the change is disputed.
-- `field` is mail, notice-mail, phone or factor; no value means that there was none.
CREATE TABLE former_addresses (
    id           UUID NOT NULL PRIMARY KEY,
    account_id   UUID NOT NULL REFERENCES accounts (id),
    field        TEXT NOT NULL,
    value_sealed TEXT,
    replaced_at  BIGINT NOT NULL,
    tell_until   BIGINT NOT NULL,
    disputed_at  BIGINT
);
CREATE INDEX former_addresses_of_account ON former_addresses (account_id);
CREATE INDEX former_addresses_by_end ON former_addresses (tell_until);

-- The passwords before a change, as long as somebody can still object to it.
CREATE TABLE former_passwords (
    account_id   UUID NOT NULL REFERENCES accounts (id),
    replaced_at  BIGINT NOT NULL,
    value_sealed TEXT NOT NULL,
    kept_until   BIGINT NOT NULL,
    disputed_at  BIGINT,
    PRIMARY KEY (account_id, replaced_at)
);
CREATE INDEX former_passwords_by_end ON former_passwords (kept_until);

-- Whether something is disputed, and from which moment on.
ALTER TABLE accounts ADD COLUMN disputed_at BIGINT;
ALTER TABLE accounts ADD COLUMN disputed_since BIGINT;
ALTER TABLE factors ADD COLUMN disputed_at BIGINT;

-- How many notices went to one account's telephones of late.
CREATE INDEX outbox_sms_of_account ON outbox (account_id, created_at) WHERE channel = 'sms';
