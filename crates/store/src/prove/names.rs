//! Usernames: in the one form in which they are compared, and which of them the eye takes for another's.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use journey::Username;

use super::rule::shown;
use super::{BrokenRow, Invariant, Proof};
use crate::StoreError;
use crate::db::{Tx, values};

pub(super) const INVARIANT: Invariant = Invariant {
    name: "username",
    see: "14; RFC 8265",
    says: "every username stands in the form in which usernames are compared, so that no two differ in case or width only",
};

const PAGE: u32 = 1000;

/// Of each name eight bytes are kept: sixteen megabytes for a million accounts.
pub(super) async fn prove(tx: &mut Tx) -> Result<Proof, StoreError> {
    let sql = "SELECT id, username, erased_at FROM accounts WHERE username > $1 ORDER BY username LIMIT $2";
    let (names, mut looks) = (RandomState::new(), HashSet::new());
    let (mut last, mut proof) = (String::new(), Proof::of(INVARIANT, 0, None));
    let (mut alike, mut first) = (0_u64, None);
    loop {
        let rows = tx.fetch_all(sql, &values![last.as_str(), PAGE]).await?;
        let Some(end) = rows.last() else { break };
        last = end.text("username")?;
        for row in &rows {
            proof.looked_at += 1;
            let stored = row.text("username")?;
            let Some(name) = Username::parse(&stored).filter(|name| name.as_str() == stored) else {
                proof.broken.get_or_insert_with(|| BrokenRow { table: "accounts", row: shown(row, "id") });
                continue;
            };
            if !looks.insert(names.hash_one(name.look())) && row.int_opt("erased_at")?.is_none() {
                alike += 1;
                first.get_or_insert_with(|| shown(row, "id"));
            }
        }
    }
    proof.remark = first.map(|id| format!("{alike} usernames look like another's; one of them is that of {id}"));
    Ok(proof)
}
