-- The chain of audit entries (requirements LO-05 and LO-08). An entry is sealed once, a moment after it was committed: it gets the next number of the
-- chain and the hash over it and the entry before. origin_hash stands for address and user agent in that hash, so that both can be cut later, with origin_salt.
-- client: the application that it was about.
ALTER TABLE audit ADD COLUMN client TEXT;
ALTER TABLE audit ADD COLUMN origin_salt BLOB;
ALTER TABLE audit ADD COLUMN origin_hash BLOB;
CREATE UNIQUE INDEX audit_chain_place ON audit (chain_seq);
CREATE INDEX audit_unsealed ON audit (id) WHERE chain_seq IS NULL;

-- The end of the chain, signed. One row: whoever seals takes it first.
CREATE TABLE audit_tail (
    name   TEXT NOT NULL PRIMARY KEY,
    seq    INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    signed TEXT
) STRICT;
INSERT INTO audit_tail (name, seq, hash) VALUES ('chain', 0, zeroblob(32));

-- What was signed and stays. kind: head (each hour), anchor (everything up to here was purged), cut (addresses up to here were cut).
CREATE TABLE audit_head (
    kind   TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    signed TEXT NOT NULL,
    PRIMARY KEY (kind, seq)
) STRICT;

-- How far each sink has taken entries. leased_until: one process at a time delivers.
CREATE TABLE audit_sinks (
    name         TEXT NOT NULL PRIMARY KEY,
    seq          INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    taken_at     INTEGER
) STRICT;
