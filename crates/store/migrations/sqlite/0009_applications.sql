-- Applications that log people in here by OpenID Connect. Words are those of the texts: client, consent, code, token.
-- auth_method is none, client_secret_basic, client_secret_post or private_key_jwt (then auth_alg says under which algorithm).
-- enabled_at: families that began before it count no longer, so that switching on again revives nothing.
CREATE TABLE clients (
    id                      TEXT NOT NULL PRIMARY KEY,
    name                    TEXT NOT NULL,
    auth_method             TEXT NOT NULL,
    auth_alg                TEXT,
    pkce                    TEXT NOT NULL,
    par_required            INTEGER NOT NULL,
    scopes                  TEXT NOT NULL,
    id_token_alg            TEXT NOT NULL,
    consent                 TEXT NOT NULL,
    back_channel_logout_uri TEXT,
    least_acr               TEXT,
    created_at              INTEGER NOT NULL,
    enabled_at              INTEGER NOT NULL,
    disabled_at             INTEGER,
    last_used_at            INTEGER
) STRICT;

-- kind is redirect, post-logout or cors; place keeps the order in which they were given.
CREATE TABLE client_uris (
    client_id TEXT NOT NULL REFERENCES clients (id),
    kind      TEXT NOT NULL,
    uri       TEXT NOT NULL,
    place     INTEGER NOT NULL,
    PRIMARY KEY (client_id, kind, uri)
) STRICT;

-- Two live ones while one is being replaced.
CREATE TABLE client_secrets (
    hash       BLOB NOT NULL PRIMARY KEY,
    client_id  TEXT NOT NULL REFERENCES clients (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;
CREATE INDEX client_secrets_of_client ON client_secrets (client_id);

CREATE TABLE client_keys (
    client_id  TEXT NOT NULL REFERENCES clients (id),
    thumbprint TEXT NOT NULL,
    jwk        TEXT NOT NULL,
    place      INTEGER NOT NULL,
    PRIMARY KEY (client_id, thumbprint)
) STRICT;

-- One row for each /authorize whose answer has to wait for somebody (rule J11). Sealed: whoever could change where the answer goes
-- would get the code.
CREATE TABLE authorization_requests (
    id             BLOB NOT NULL PRIMARY KEY,
    client_id      TEXT NOT NULL REFERENCES clients (id),
    request_sealed TEXT NOT NULL,
    asked_at       INTEGER NOT NULL,
    answered_at    INTEGER
) STRICT;
CREATE INDEX authorization_requests_by_age ON authorization_requests (asked_at);

CREATE TABLE pushed_requests (
    hash           BLOB NOT NULL PRIMARY KEY,
    client_id      TEXT NOT NULL REFERENCES clients (id),
    request_sealed TEXT NOT NULL,
    pushed_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX pushed_requests_by_age ON pushed_requests (pushed_at);

-- What one login gave one client: a code and all tokens that come from it. The session is no foreign key, since its row goes when it
-- ends; nothing of a family counts without it. last_used_at: null until its code is redeemed.
CREATE TABLE token_families (
    id             BLOB NOT NULL PRIMARY KEY,
    client_id      TEXT NOT NULL REFERENCES clients (id),
    account_id     BLOB NOT NULL REFERENCES accounts (id),
    session_id     BLOB NOT NULL,
    grant_sealed   TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    started_at     INTEGER NOT NULL,
    last_used_at   INTEGER,
    ends_at        INTEGER NOT NULL,
    revoked_at     INTEGER,
    revoked_reason TEXT
) STRICT;
CREATE INDEX token_families_of_session ON token_families (session_id);
CREATE INDEX token_families_of_account ON token_families (account_id, client_id);
CREATE INDEX token_families_of_client ON token_families (client_id);
CREATE INDEX token_families_by_end ON token_families (ends_at);

-- Codes and tokens by the SHA-256 of what their holder has. The MAC is over the row, so that somebody who can only write to the database
-- cannot make one.
CREATE TABLE authorization_codes (
    hash      BLOB NOT NULL PRIMARY KEY,
    family_id BLOB NOT NULL REFERENCES token_families (id),
    issued_at INTEGER NOT NULL,
    spent_at  INTEGER,
    mac       TEXT NOT NULL
) STRICT;
CREATE INDEX authorization_codes_of_family ON authorization_codes (family_id);

CREATE TABLE refresh_tokens (
    hash       BLOB NOT NULL PRIMARY KEY,
    family_id  BLOB NOT NULL REFERENCES token_families (id),
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER,
    mac        TEXT NOT NULL
) STRICT;
CREATE INDEX refresh_tokens_of_family ON refresh_tokens (family_id);

CREATE TABLE access_tokens (
    hash       BLOB NOT NULL PRIMARY KEY,
    family_id  BLOB NOT NULL REFERENCES token_families (id),
    scopes     TEXT NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    mac        TEXT NOT NULL
) STRICT;
CREATE INDEX access_tokens_of_family ON access_tokens (family_id);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);

-- Assertions that were used; a row may go when its assertion is expired.
CREATE TABLE assertion_jtis (
    hash     BLOB NOT NULL PRIMARY KEY,
    until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX assertion_jtis_by_end ON assertion_jtis (until_at);

CREATE TABLE consents (
    account_id BLOB NOT NULL REFERENCES accounts (id),
    client_id  TEXT NOT NULL REFERENCES clients (id),
    scopes     TEXT NOT NULL,
    agreed_at  INTEGER NOT NULL,
    PRIMARY KEY (account_id, client_id)
) STRICT;
CREATE INDEX consents_of_client ON consents (client_id);

-- The keys that tokens are signed with. Each follows the one before of its algorithm, the first a UUID of zeros: of two nodes that make
-- the next one at the same moment, one does. The MAC keeps a public key that is not ours out of the published set.
CREATE TABLE signing_keys (
    id             BLOB NOT NULL PRIMARY KEY,
    alg            TEXT NOT NULL,
    follows        BLOB NOT NULL,
    public_jwk     TEXT NOT NULL,
    private_sealed TEXT,
    created_at     INTEGER NOT NULL,
    mac            TEXT NOT NULL,
    CONSTRAINT signing_keys_one_next UNIQUE (alg, follows)
) STRICT;

-- Who has to hear of the end of a session (OpenID Connect Back-Channel Logout).
CREATE TABLE logout_outbox (
    session_id BLOB NOT NULL,
    client_id  TEXT NOT NULL REFERENCES clients (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    ended_at   INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    sent_at    INTEGER,
    failed_at  INTEGER,
    result     TEXT,
    PRIMARY KEY (session_id, client_id)
) STRICT;
CREATE INDEX logout_outbox_waiting ON logout_outbox (not_before) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX logout_outbox_of_account ON logout_outbox (account_id);
CREATE INDEX logout_outbox_by_age ON logout_outbox (ended_at);

-- When somebody last showed that they read the mail of this address; what applications are told as email_verified.
ALTER TABLE accounts ADD COLUMN mail_confirmed_at INTEGER;
