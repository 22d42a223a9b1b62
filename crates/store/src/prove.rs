//! Proving on the data what docs/architecture.md promises of it ("Invariants"); it reads and changes nothing.
//!
//! Everything that one statement can find is a [`Rule`](rule::Rule); what needs the keys is a [`Pass`](pass::Pass), which reads a table in
//! pages, so that memory stays bounded whatever the size. Both look at one picture of the database, taken in one transaction. The
//! chain of the audit log and the database's own look at itself come after it. Begin reading at [`Store::prove`], then at `sessions`.

mod applications;
mod damage;
mod log;
mod macs;
mod messages;
mod names;
mod once;
mod pass;
mod people;
mod references;
mod resets;
mod rule;
mod sealed;
mod sessions;
mod signing;

use jiff::Timestamp;

use crate::{Store, StoreError};
use rule::Rule;

pub use references::{REFERENCES, Reference};
pub use sealed::SEALED;

/// One thing that holds of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invariant {
    /// A short name that stays.
    pub name: &'static str,
    /// Its numbers in docs/architecture.md, rules and requirements.
    pub see: &'static str,
    /// What holds, as a sentence without a stop.
    pub says: &'static str,
}

/// A row that should not be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRow {
    /// In which table.
    pub table: &'static str,
    /// Its id; of a token's row the first bytes of the hash. Never a secret.
    pub row: String,
}

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What was looked at.
    pub invariant: Invariant,
    /// How many rows were looked at.
    pub looked_at: u64,
    /// The first row that breaks it.
    pub broken: Option<BrokenRow>,
    /// What deserves a look and breaks nothing.
    pub remark: Option<String>,
}

impl Proof {
    fn of(invariant: Invariant, looked_at: u64, broken: Option<BrokenRow>) -> Self {
        Self { invariant, looked_at, broken, remark: None }
    }
}

/// What one statement each can find.
const RULES: [&[Rule]; 6] =
    [sessions::RULES, resets::RULES, once::RULES, applications::RULES, people::RULES, messages::RULES];

impl Store {
    /// Looks at everything; one proof for each invariant, whether it holds or not.
    ///
    /// # Errors
    ///
    /// Only when the database does not answer: what is wrong with the data is an answer.
    pub async fn prove(&self, now: Timestamp) -> Result<Vec<Proof>, StoreError> {
        let mut tx = self.db.read().await?;
        tx.take_time().await?;
        let mut proofs = Vec::new();
        for rule in RULES.into_iter().flatten() {
            proofs.push(rule.prove(&mut tx, self.told_since(now)).await?);
        }
        proofs.push(references::prove(&mut tx).await?);
        proofs.push(names::prove(&mut tx).await?);
        proofs.push(macs::prove(self, &mut tx).await?);
        proofs.push(sealed::prove(self, &mut tx).await?);
        proofs.extend(signing::prove(self, &mut tx, now).await?);
        proofs.push(damage::prove(&mut tx).await?);
        tx.roll_back().await?;
        proofs.push(log::prove(self).await?);
        Ok(proofs)
    }

    /// Messages of before may have been thrown away; the hour is for clocks that differ.
    fn told_since(&self, now: Timestamp) -> Timestamp {
        now - self.retention.technical + jiff::SignedDuration::from_hours(1)
    }
}
