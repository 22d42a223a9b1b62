//! Throwing away entries that have had their time (requirement LO-08).
//!
//! Only the beginning of the chain goes, entry by entry until the first that is too young. A signed anchor takes its place, from which verification
//! begins. Nothing is purged that does not verify: an anchor over a falsified beginning would hide it.

use jiff::Timestamp;
use journey::AuditEvent;
use journey::audit::names;

use super::entry::Entry;
use super::head::HeadKind;
use super::walk::{Frame, follow};
use crate::db::values;
use crate::work::Work;
use crate::{Actor, AuditEntry, Context, Store, StoreError};

/// Entries in one transaction.
const BATCH: u32 = 1000;

/// What was purged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditPurged {
    /// Entries that are gone.
    pub entries: u64,
}

impl Store {
    /// Throws away the audit entries that have had their time, in batches, and writes that down.
    pub async fn purge_audit(&self, now: Timestamp) -> Result<AuditPurged, StoreError> {
        let (ctx, before) = (Context::new(now, Actor::System), self.retention.audit_before(now));
        let mut entries = 0;
        loop {
            let mut work = self.begin(&ctx).await?;
            let gone = work.purge_batch(before).await?;
            if gone == 0 {
                return Ok(AuditPurged { entries });
            }
            work.commit().await?;
            entries += gone;
        }
    }
}

impl Work<'_> {
    async fn purge_batch(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.take_tail().await?;
        let frame = Frame::read(&mut self.tx, &self.store.keyring).await?;
        let (mut seq, mut hash) = frame.start()?;
        let (begin, mut last_at) = (seq, Timestamp::MIN);
        let sql = "SELECT * FROM audit WHERE chain_seq > $1 ORDER BY chain_seq LIMIT $2";
        for row in self.tx.fetch_all(sql, &values![begin, BATCH]).await? {
            if row.time("at")? > before {
                break;
            }
            hash = follow(&hash, seq + 1, &Entry::read(&row)?, frame.cut_to()?).ok_or(StoreError::AuditChain)?;
            seq += 1;
            last_at = row.time("at")?;
        }
        if seq == begin {
            return Ok(0);
        }
        let gone =
            self.tx.execute("DELETE FROM audit WHERE chain_seq > $1 AND chain_seq <= $2", &values![begin, seq]).await?;
        self.tx.execute("DELETE FROM audit_head WHERE kind <> 'cut' AND seq <= $1", &values![seq]).await?;
        self.keep_mark(HeadKind::Anchor, seq, hash).await?;
        let said = format!("entries {} to {seq} of the chain, the last of {last_at}", begin + 1);
        let event = AuditEvent::success(names::SENSITIVE_DELETE).because("audit-purged");
        self.audit(AuditEntry::new(event).saying(&said)).await?;
        Ok(gone)
    }
}
