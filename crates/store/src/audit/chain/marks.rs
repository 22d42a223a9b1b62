//! The end of the chain and the signed marks on it: reading and writing their rows.

use jiff::Timestamp;

use super::head::{HeadKind, SignedHead};
use super::{BEGINNING, Hash};
use crate::StoreError;
use crate::db::{Row, Tx, values};
use crate::work::Work;

/// The end of the chain as it is stored.
pub(super) struct Tail {
    pub seq: i64,
    pub hash: Hash,
    pub signed: Option<String>,
}

impl Tail {
    pub(super) fn read(row: &Row) -> Result<Self, StoreError> {
        let hash = row.bytes("hash")?.try_into().map_err(|_| StoreError::Row { column: "hash" })?;
        Ok(Self { seq: row.int("seq")?, hash, signed: row.text_opt("signed")? })
    }

    /// Whether it is as it was signed; before the first entry nothing is.
    pub(super) fn is_sound(&self, keyring: &credentials::keyring::Keyring) -> bool {
        let Some(signed) = &self.signed else { return self.seq == 0 && self.hash == BEGINNING };
        SignedHead::parse(signed).is_ok_and(|head| {
            head.kind == HeadKind::Head
                && (head.seq, head.hash) == (self.seq, self.hash)
                && head.check_living(keyring).is_ok()
        })
    }
}

impl Work<'_> {
    /// Takes the end of the chain, so that whoever seals or purges comes one after the other; refuses one that was tampered with.
    pub(super) async fn take_tail(&mut self) -> Result<Tail, StoreError> {
        let sql = "UPDATE audit_tail SET seq = seq WHERE name = 'chain' RETURNING seq, hash, signed";
        let row = self.tx.fetch_optional(sql, &[]).await?.ok_or(StoreError::AuditChain)?;
        let tail = Tail::read(&row)?;
        // To go on from an end that nobody signed would make what somebody else wrote there ours.
        if tail.is_sound(&self.store.keyring) { Ok(tail) } else { Err(StoreError::AuditChain) }
    }

    /// Signs a mark that stays.
    pub(super) async fn keep_mark(&mut self, kind: HeadKind, seq: i64, hash: Hash) -> Result<SignedHead, StoreError> {
        let head = SignedHead::sign(kind, seq, hash, self.ctx.now, &self.store.keyring);
        let sql = "INSERT INTO audit_head (kind, seq, at, signed) VALUES ($1, $2, $3, $4)";
        self.tx.execute(sql, &values![kind.as_str(), seq, self.ctx.now, head.to_string()]).await?;
        Ok(head)
    }
}

/// The newest mark of a kind, not yet checked.
pub(super) async fn newest_mark(tx: &mut Tx, kind: HeadKind) -> Result<Option<StoredMark>, StoreError> {
    let sql = "SELECT seq, at, signed FROM audit_head WHERE kind = $1 ORDER BY seq DESC LIMIT 1";
    let row = tx.fetch_optional(sql, &values![kind.as_str()]).await?;
    row.map(|row| StoredMark::read(&row, kind)).transpose()
}

/// A mark as it is stored.
pub(super) struct StoredMark {
    pub kind: HeadKind,
    pub seq: i64,
    pub at: Timestamp,
    pub signed: String,
}

impl StoredMark {
    pub(super) fn read(row: &Row, kind: HeadKind) -> Result<Self, StoreError> {
        Ok(Self { kind, seq: row.int("seq")?, at: row.time("at")?, signed: row.text("signed")? })
    }

    /// The signed line, when it is what the row says and its signature is good or cannot be checked any more.
    pub(super) fn open(&self, keyring: &credentials::keyring::Keyring) -> Result<SignedHead, super::HeadError> {
        let head = SignedHead::parse(&self.signed)?;
        if (head.kind, head.seq) != (self.kind, self.seq) {
            return Err(super::HeadError::Signature);
        }
        let good = if self.kind == HeadKind::Head { head.check(keyring) } else { head.check_living(keyring) };
        good.map(|()| head)
    }
}
