-- Times are microseconds since 1970 (UTC): milliseconds would not tell two tries apart.
-- Identifiers are UUIDs version 7. "sealed" means AES-256-GCM under a key that is not in this database, bound to table, row and account.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
    id                BLOB NOT NULL PRIMARY KEY,
    username          TEXT NOT NULL CONSTRAINT accounts_username UNIQUE,
    display_name      TEXT NOT NULL,
    mail              TEXT,
    notice_mail       TEXT,
    phone_sealed      TEXT,
    groups            TEXT NOT NULL,
    role              TEXT NOT NULL,
    language          TEXT NOT NULL,
    status            TEXT NOT NULL,
    status_reason     TEXT,
    epoch             INTEGER NOT NULL,
    password_sealed   TEXT,
    password_set_at   INTEGER,
    first_password_at INTEGER,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL
) STRICT;

CREATE TABLE factors (
    id             BLOB NOT NULL PRIMARY KEY,
    account_id     BLOB NOT NULL REFERENCES accounts (id),
    kind           TEXT NOT NULL,
    label          TEXT NOT NULL,
    secret_sealed  TEXT,
    last_step      INTEGER,
    bound_at       INTEGER NOT NULL,
    bound_from     TEXT,
    last_used_at   INTEGER,
    last_used_from TEXT,
    wiped_at       INTEGER,
    wiped_reason   TEXT,
    CHECK ((secret_sealed IS NULL) = (wiped_at IS NOT NULL))
) STRICT;
CREATE INDEX factors_of_account ON factors (account_id);

CREATE TABLE recovery_codes (
    id             BLOB NOT NULL PRIMARY KEY,
    account_id     BLOB NOT NULL REFERENCES accounts (id),
    status         TEXT NOT NULL,
    format         TEXT NOT NULL,
    hash_sealed    TEXT,
    made_at        INTEGER NOT NULL,
    confirmed_at   INTEGER,
    accepted_at    INTEGER,
    accepted_until INTEGER,
    ended_at       INTEGER,
    CHECK ((hash_sealed IS NULL) = (status IN ('spent', 'void')))
) STRICT;
CREATE INDEX recovery_codes_of_account ON recovery_codes (account_id);
CREATE UNIQUE INDEX recovery_codes_one_live ON recovery_codes (account_id) WHERE hash_sealed IS NOT NULL;

CREATE TABLE grants (
    id         BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    kind       TEXT NOT NULL,
    token_hash BLOB NOT NULL CONSTRAINT grants_token UNIQUE,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER,
    killed_at  INTEGER
) STRICT;
CREATE INDEX grants_of_account ON grants (account_id);
CREATE UNIQUE INDEX grants_one_live ON grants (account_id) WHERE spent_at IS NULL AND killed_at IS NULL;

CREATE TABLE journeys (
    id           BLOB NOT NULL PRIMARY KEY,
    account_id   BLOB NOT NULL REFERENCES accounts (id),
    token_hash   BLOB NOT NULL CONSTRAINT journeys_token UNIQUE,
    epoch        INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    state_sealed TEXT NOT NULL,
    -- The row is written before the effects of its own step, and one of those may issue this grant.
    grant_id     BLOB REFERENCES grants (id) DEFERRABLE INITIALLY DEFERRED,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX journeys_of_account ON journeys (account_id);
CREATE INDEX journeys_of_grant ON journeys (grant_id);
CREATE INDEX journeys_by_end ON journeys (expires_at);

CREATE TABLE sessions (
    id           BLOB NOT NULL PRIMARY KEY,
    account_id   BLOB NOT NULL REFERENCES accounts (id),
    factor_id    BLOB NOT NULL REFERENCES factors (id),
    token_hash   BLOB NOT NULL CONSTRAINT sessions_token UNIQUE,
    password_at  INTEGER NOT NULL,
    factor_at    INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER,
    address      TEXT,
    user_agent   TEXT,
    mac          TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE known_browsers (
    account_id   BLOB NOT NULL REFERENCES accounts (id),
    token_hash   BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, token_hash)
) STRICT;

CREATE TABLE counters (
    name       TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    in_browser INTEGER NOT NULL,
    state_json TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX counters_of_subject ON counters (subject);
CREATE INDEX counters_by_age ON counters (updated_at);

CREATE TABLE audit (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    event        TEXT NOT NULL,
    success      INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    factor_kind  TEXT,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    account_id   BLOB REFERENCES accounts (id),
    journey_id   BLOB,
    session_hash TEXT,
    address      TEXT,
    user_agent   TEXT,
    request      TEXT NOT NULL,
    detail       TEXT,
    -- Reserved for the hash chain.
    chain_seq    INTEGER,
    chain_hash   BLOB
) STRICT;
CREATE INDEX audit_of_account ON audit (account_id, id);
CREATE INDEX audit_by_time ON audit (at);

CREATE TABLE outbox (
    id             BLOB NOT NULL PRIMARY KEY,
    account_id     BLOB NOT NULL REFERENCES accounts (id),
    channel        TEXT NOT NULL,
    recipient      TEXT NOT NULL,
    kind           TEXT NOT NULL,
    payload_sealed TEXT,
    at             INTEGER NOT NULL,
    address        TEXT,
    created_at     INTEGER NOT NULL,
    not_before     INTEGER NOT NULL,
    attempts       INTEGER NOT NULL,
    sent_at        INTEGER,
    failed_at      INTEGER,
    last_error     TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (not_before) WHERE sent_at IS NULL AND failed_at IS NULL;
