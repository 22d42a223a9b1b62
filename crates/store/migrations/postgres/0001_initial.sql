-- Times are microseconds since 1970 (UTC): milliseconds would not tell two tries apart.
-- Identifiers are UUIDs version 7. "sealed" means AES-256-GCM under a key that is not in this database, bound to table, row and account.

CREATE TABLE meta (
    key   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE accounts (
    id                UUID NOT NULL PRIMARY KEY,
    username          TEXT COLLATE "C" NOT NULL CONSTRAINT accounts_username UNIQUE,
    display_name      TEXT NOT NULL,
    mail              TEXT,
    notice_mail       TEXT,
    phone_sealed      TEXT,
    groups            TEXT NOT NULL,
    role              TEXT NOT NULL,
    language          TEXT NOT NULL,
    status            TEXT NOT NULL,
    status_reason     TEXT,
    epoch             BIGINT NOT NULL,
    password_sealed   TEXT,
    password_set_at   BIGINT,
    first_password_at BIGINT,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL
);

CREATE TABLE factors (
    id             UUID NOT NULL PRIMARY KEY,
    account_id     UUID NOT NULL REFERENCES accounts (id),
    kind           TEXT NOT NULL,
    label          TEXT NOT NULL,
    secret_sealed  TEXT,
    last_step      BIGINT,
    bound_at       BIGINT NOT NULL,
    bound_from     TEXT,
    last_used_at   BIGINT,
    last_used_from TEXT,
    wiped_at       BIGINT,
    wiped_reason   TEXT,
    CHECK ((secret_sealed IS NULL) = (wiped_at IS NOT NULL))
);
CREATE INDEX factors_of_account ON factors (account_id);

CREATE TABLE recovery_codes (
    id             UUID NOT NULL PRIMARY KEY,
    account_id     UUID NOT NULL REFERENCES accounts (id),
    status         TEXT NOT NULL,
    format         TEXT NOT NULL,
    hash_sealed    TEXT,
    made_at        BIGINT NOT NULL,
    confirmed_at   BIGINT,
    accepted_at    BIGINT,
    accepted_until BIGINT,
    ended_at       BIGINT,
    CHECK ((hash_sealed IS NULL) = (status IN ('spent', 'void')))
);
CREATE INDEX recovery_codes_of_account ON recovery_codes (account_id);
CREATE UNIQUE INDEX recovery_codes_one_live ON recovery_codes (account_id) WHERE hash_sealed IS NOT NULL;

CREATE TABLE grants (
    id         UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    kind       TEXT NOT NULL,
    token_hash BYTEA NOT NULL CONSTRAINT grants_token UNIQUE,
    issued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    spent_at   BIGINT,
    killed_at  BIGINT
);
CREATE INDEX grants_of_account ON grants (account_id);
CREATE UNIQUE INDEX grants_one_live ON grants (account_id) WHERE spent_at IS NULL AND killed_at IS NULL;

CREATE TABLE journeys (
    id           UUID NOT NULL PRIMARY KEY,
    account_id   UUID NOT NULL REFERENCES accounts (id),
    token_hash   BYTEA NOT NULL CONSTRAINT journeys_token UNIQUE,
    epoch        BIGINT NOT NULL,
    revision     BIGINT NOT NULL,
    state_sealed TEXT NOT NULL,
    -- The row is written before the effects of its own step, and one of those may issue this grant.
    grant_id     UUID REFERENCES grants (id) DEFERRABLE INITIALLY DEFERRED,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX journeys_of_account ON journeys (account_id);
CREATE INDEX journeys_of_grant ON journeys (grant_id);
CREATE INDEX journeys_by_end ON journeys (expires_at);

CREATE TABLE sessions (
    id           UUID NOT NULL PRIMARY KEY,
    account_id   UUID NOT NULL REFERENCES accounts (id),
    factor_id    UUID NOT NULL REFERENCES factors (id),
    token_hash   BYTEA NOT NULL CONSTRAINT sessions_token UNIQUE,
    password_at  BIGINT NOT NULL,
    factor_at    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT,
    address      TEXT,
    user_agent   TEXT,
    mac          TEXT NOT NULL
);
CREATE INDEX sessions_of_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE known_browsers (
    account_id   UUID NOT NULL REFERENCES accounts (id),
    token_hash   BYTEA NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, token_hash)
);

CREATE TABLE counters (
    name       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    in_browser BOOLEAN NOT NULL,
    state_json TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX counters_of_subject ON counters (subject);
CREATE INDEX counters_by_age ON counters (updated_at);

CREATE TABLE audit (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,
    event        TEXT NOT NULL,
    success      BOOLEAN NOT NULL,
    reason       TEXT NOT NULL,
    factor_kind  TEXT,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    account_id   UUID REFERENCES accounts (id),
    journey_id   UUID,
    session_hash TEXT,
    address      TEXT,
    user_agent   TEXT,
    request      TEXT NOT NULL,
    detail       TEXT,
    -- Reserved for the hash chain.
    chain_seq    BIGINT,
    chain_hash   BYTEA
);
CREATE INDEX audit_of_account ON audit (account_id, id);
CREATE INDEX audit_by_time ON audit (at);

CREATE TABLE outbox (
    id             UUID NOT NULL PRIMARY KEY,
    account_id     UUID NOT NULL REFERENCES accounts (id),
    channel        TEXT NOT NULL,
    recipient      TEXT NOT NULL,
    kind           TEXT NOT NULL,
    payload_sealed TEXT,
    at             BIGINT NOT NULL,
    address        TEXT,
    created_at     BIGINT NOT NULL,
    not_before     BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    sent_at        BIGINT,
    failed_at      BIGINT,
    last_error     TEXT
);
CREATE INDEX outbox_waiting ON outbox (not_before) WHERE sent_at IS NULL AND failed_at IS NULL;
