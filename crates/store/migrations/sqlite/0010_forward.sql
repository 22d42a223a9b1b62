-- Forward-auth: a login that is carried to the host of an application behind a proxy (requirement FA-02).
-- Tokens and nonces are SHA-256. mac: a keyed hash over the other columns, so that a row written by hand opens nothing.

-- The page that somebody asked for at an application's host before they were logged in.
CREATE TABLE forward_requests (
    id         BLOB NOT NULL PRIMARY KEY,
    host       TEXT NOT NULL,
    target     TEXT NOT NULL,
    nonce_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX forward_requests_by_age ON forward_requests (created_at);

CREATE TABLE forward_tickets (
    token_hash BLOB NOT NULL PRIMARY KEY,
    nonce_hash BLOB NOT NULL,
    host       TEXT NOT NULL,
    target     TEXT NOT NULL,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at  INTEGER NOT NULL,
    mac        TEXT NOT NULL
) STRICT;
CREATE INDEX forward_tickets_of_session ON forward_tickets (session_id);
CREATE INDEX forward_tickets_by_age ON forward_tickets (issued_at);

-- The cookie of one application's host; it lives as long as its session.
CREATE TABLE forward_sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    host       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    mac        TEXT NOT NULL
) STRICT;
CREATE INDEX forward_sessions_of_session ON forward_sessions (session_id, host);
CREATE INDEX forward_sessions_of_account ON forward_sessions (account_id);
