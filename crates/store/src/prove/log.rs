//! The chain of the audit log.

use super::{BrokenRow, Invariant, Proof};
use crate::{BreakKind, Broken, Store, StoreError};

const INVARIANT: Invariant = Invariant {
    name: "audit-chain",
    see: "LO-05, LO-08",
    says: "every entry of the audit log that is sealed is as it was written, and agrees with the signed heads",
};

/// It reads in pages of its own, outside the picture of the other proofs.
pub(super) async fn prove(store: &Store) -> Result<Proof, StoreError> {
    let found = store.verify_audit(None, |_| ()).await?;
    let mut proof = Proof::of(INVARIANT, found.entries, found.broken.as_ref().map(named));
    if !found.notes.is_empty() {
        proof.remark = Some("`poortwachter audit verify` says something about it that deserves a look".to_owned());
    }
    Ok(proof)
}

fn named(broken: &Broken) -> BrokenRow {
    let what = match broken.kind {
        BreakKind::Changed => "changed",
        BreakKind::Removed => "removed",
        BreakKind::Inserted => "inserted",
        BreakKind::Reordered => "moved",
        BreakKind::Head => "not as it was signed",
    };
    let id = broken.id.map(|id| format!(" (id {id})")).unwrap_or_default();
    BrokenRow { table: "audit", row: format!("entry {}{id}, {what}", broken.seq) }
}
