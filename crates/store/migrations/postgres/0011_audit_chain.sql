-- The chain of audit entries (requirements LO-05 and LO-08). An entry is sealed once, a moment after it was committed: it gets the next number of the
-- chain and the hash over it and the entry before. origin_hash stands for address and user agent in that hash, so that both can be cut later, with origin_salt.
-- client: the application that it was about.
ALTER TABLE audit ADD COLUMN client TEXT;
ALTER TABLE audit ADD COLUMN origin_salt BYTEA;
ALTER TABLE audit ADD COLUMN origin_hash BYTEA;
CREATE UNIQUE INDEX audit_chain_place ON audit (chain_seq);
CREATE INDEX audit_unsealed ON audit (id) WHERE chain_seq IS NULL;

-- The end of the chain, signed. One row: whoever seals takes it first.
CREATE TABLE audit_tail (
    name   TEXT NOT NULL PRIMARY KEY,
    seq    BIGINT NOT NULL,
    hash   BYTEA NOT NULL,
    signed TEXT
);
INSERT INTO audit_tail (name, seq, hash) VALUES ('chain', 0, decode(repeat('00', 32), 'hex'));

-- What was signed and stays. kind: head (each hour), anchor (everything up to here was purged), cut (addresses up to here were cut).
CREATE TABLE audit_head (
    kind   TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    signed TEXT NOT NULL,
    PRIMARY KEY (kind, seq)
);

-- How far each sink has taken entries. leased_until: one process at a time delivers.
CREATE TABLE audit_sinks (
    name         TEXT NOT NULL PRIMARY KEY,
    seq          BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    taken_at     BIGINT
);
