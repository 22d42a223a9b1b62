-- Who forgot a password or a username: one row for each request, whether or not there is such an account, until it is answered by mail.
-- `typed_sealed` is the username or mail address as it was typed; `tried` is the try that is given back when a new password comes of it.
CREATE TABLE requests (
    id           UUID NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    typed_sealed TEXT NOT NULL,
    target       TEXT,
    address      TEXT,
    tried        TEXT NOT NULL,
    asked_at     BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX requests_by_age ON requests (asked_at, id);

-- Usernames are looked up by mail address, in small letters.
CREATE INDEX accounts_by_mail ON accounts (LOWER(mail));

-- The try of the request that a mailed link answers.
ALTER TABLE password_links ADD COLUMN tried TEXT;
