//! Cutting address and browser from entries that are old enough (requirement LO-08).
//!
//! Both go with the salt of their hash; the hash stays, so the chain still fits. A signed mark says how far was cut: an address that is missing
//! after it was taken away by somebody else.

use jiff::Timestamp;
use journey::AuditEvent;
use journey::audit::names;

use super::Hash;
use super::head::HeadKind;
use super::walk::Frame;
use crate::db::values;
use crate::work::Work;
use crate::{Actor, AuditEntry, Context, Store, StoreError};

/// Entries in one transaction.
const BATCH: u32 = 1000;

/// What was cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressesCut {
    /// Entries that lost an address or a browser.
    pub entries: u64,
}

impl Store {
    /// Cuts address and browser from the audit entries that are old enough, in batches, and writes that down.
    pub async fn cut_addresses(&self, now: Timestamp) -> Result<AddressesCut, StoreError> {
        let (ctx, before) = (Context::new(now, Actor::System), self.retention.addresses_before(now));
        let mut entries = 0;
        loop {
            let mut work = self.begin(&ctx).await?;
            let Some(cut) = work.cut_batch(before).await? else { return Ok(AddressesCut { entries }) };
            work.commit().await?;
            entries += cut;
        }
    }
}

impl Work<'_> {
    /// How many were cut; `None` when nothing is old enough.
    async fn cut_batch(&mut self, before: Timestamp) -> Result<Option<u64>, StoreError> {
        self.take_tail().await?;
        let frame = Frame::read(&mut self.tx, &self.store.keyring).await?;
        let begin = frame.start()?.0.max(frame.cut_to()?);
        let mut end: Option<(i64, Hash)> = None;
        let sql = "SELECT at, chain_seq, chain_hash FROM audit WHERE chain_seq > $1 ORDER BY chain_seq LIMIT $2";
        for row in self.tx.fetch_all(sql, &values![begin, BATCH]).await? {
            if row.time("at")? > before {
                break;
            }
            let hash = row.bytes("chain_hash")?.try_into().map_err(|_| StoreError::Row { column: "chain_hash" })?;
            end = Some((row.int("chain_seq")?, hash));
        }
        let Some((end, hash)) = end else { return Ok(None) };
        let with = "SELECT COUNT(*) AS found FROM audit WHERE chain_seq > $1 AND chain_seq <= $2 \
                    AND (address IS NOT NULL OR user_agent IS NOT NULL)";
        let found = self.tx.fetch_optional(with, &values![begin, end]).await?.ok_or(StoreError::AuditChain)?;
        let sql = "UPDATE audit SET address = NULL, user_agent = NULL, origin_salt = NULL \
                   WHERE chain_seq > $1 AND chain_seq <= $2";
        self.tx.execute(sql, &values![begin, end]).await?;
        self.tx.execute("DELETE FROM audit_head WHERE kind = 'cut'", &[]).await?;
        self.keep_mark(HeadKind::Cut, end, hash).await?;
        self.note_cut(begin, end).await?;
        Ok(Some(u64::try_from(found.int("found")?).unwrap_or_default()))
    }

    async fn note_cut(&mut self, begin: i64, end: i64) -> Result<(), StoreError> {
        let event = AuditEvent::success(names::SENSITIVE_DELETE).because("addresses-cut");
        let said = format!("entries {} to {end} of the chain", begin + 1);
        self.audit(AuditEntry::new(event).saying(&said)).await
    }
}
