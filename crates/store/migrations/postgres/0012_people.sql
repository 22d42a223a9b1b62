-- People who leave (requirement NL-01): when an account is to be erased, and when it was.
ALTER TABLE accounts ADD COLUMN erase_at BIGINT;
ALTER TABLE accounts ADD COLUMN erased_at BIGINT;
CREATE INDEX accounts_to_erase ON accounts (erase_at) WHERE erase_at IS NOT NULL;

-- Usernames of accounts that were erased, as keyed hashes: none is given to somebody else, since applications may know people by it.
CREATE TABLE erased_names (
    name_hash BYTEA NOT NULL PRIMARY KEY,
    erased_at BIGINT NOT NULL
);
