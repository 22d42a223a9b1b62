//! Sealing: the next entries get their numbers and hashes.
//!
//! Whoever seals takes the row of the chain's end first. Another node waits for it, and then finds those entries sealed; on top of that no number is
//! given twice (unique index). A crash leaves the batch unsealed as a whole.

use credentials::rng::random_bytes;
use jiff::{SignedDuration, Timestamp};

use super::entry::Entry;
use super::head::{HeadKind, SignedHead};
use super::link::{link_hash, origin_hash};
use super::marks::newest_mark;
use super::{Hash, marks::Tail};
use crate::db::values;
use crate::work::Work;
use crate::{Actor, Context, Store, StoreError};

/// The most entries of one batch: a login waits for this long at most on SQLite, some ten milliseconds.
const BATCH: u32 = 250;
/// How often a head is signed that stays.
const HEAD_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// What one batch came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealing {
    /// How many entries were sealed.
    pub sealed: u64,
    /// Whether there may be more.
    pub more: bool,
    /// The head of this hour, when one was due.
    pub head: Option<SignedHead>,
}

impl Store {
    /// Seals the entries that were committed since, at most one batch.
    ///
    /// # Errors
    ///
    /// [`StoreError::AuditChain`] when the chain's end is not as it was signed: nothing is sealed then, and `audit verify` says more.
    pub async fn seal_audit(&self, now: Timestamp) -> Result<Sealing, StoreError> {
        // Looked at first without taking anything: most of the time there is nothing to do.
        if self.db.fetch_optional("SELECT id FROM audit WHERE chain_seq IS NULL LIMIT 1", &[]).await?.is_none() {
            return Ok(Sealing::default());
        }
        let ctx = Context::new(now, Actor::System);
        let mut work = self.begin(&ctx).await?;
        let sealing = work.seal().await?;
        work.commit().await?;
        Ok(sealing)
    }
}

impl Work<'_> {
    async fn seal(&mut self) -> Result<Sealing, StoreError> {
        let mut tail = self.take_tail().await?;
        let sql = "SELECT * FROM audit WHERE chain_seq IS NULL ORDER BY id LIMIT $1";
        let rows = self.tx.fetch_all(sql, &values![BATCH]).await?;
        for row in &rows {
            self.seal_one(&Entry::read(row)?, &mut tail).await?;
        }
        if rows.is_empty() {
            return Ok(Sealing::default());
        }
        let signed = SignedHead::sign(HeadKind::Head, tail.seq, tail.hash, self.ctx.now, &self.store.keyring);
        let sql = "UPDATE audit_tail SET seq = $1, hash = $2, signed = $3 WHERE name = 'chain'";
        self.tx.execute(sql, &values![tail.seq, &tail.hash, signed.to_string()]).await?;
        let head = self.hourly_head(tail.seq, tail.hash).await?;
        Ok(Sealing { sealed: rows.len() as u64, more: rows.len() == BATCH as usize, head })
    }

    async fn seal_one(&mut self, entry: &Entry, tail: &mut Tail) -> Result<(), StoreError> {
        let salt: [u8; 16] = random_bytes(self.store.rng.as_ref());
        let origin = origin_hash(&salt, entry.address.as_deref(), entry.user_agent.as_deref());
        tail.seq += 1;
        tail.hash = link_hash(&tail.hash, tail.seq, entry, &origin);
        let sql = "UPDATE audit SET chain_seq = $2, chain_hash = $3, origin_salt = $4, origin_hash = $5 \
                   WHERE id = $1 AND chain_seq IS NULL";
        let parameters = values![entry.id, tail.seq, &tail.hash, &salt, &origin];
        // One who seals has the chain's end, so nobody else can have sealed it in between.
        if self.tx.execute(sql, &parameters).await? == 1 { Ok(()) } else { Err(StoreError::AuditChain) }
    }

    async fn hourly_head(&mut self, seq: i64, hash: Hash) -> Result<Option<SignedHead>, StoreError> {
        let newest = newest_mark(&mut self.tx, HeadKind::Head).await?;
        if newest.is_some_and(|newest| self.ctx.now.duration_since(newest.at).abs() < HEAD_EVERY) {
            return Ok(None);
        }
        self.keep_mark(HeadKind::Head, seq, hash).await.map(Some)
    }
}
