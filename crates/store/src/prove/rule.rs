//! An invariant that one statement decides.

use jiff::Timestamp;

use super::{BrokenRow, Invariant, Proof};
use crate::StoreError;
use crate::db::{Row, Tx, Value, values};

/// Which parameter both statements of a rule have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given {
    /// None.
    Nothing,
    /// `$1`: messages that were queued from this time on are still there.
    ToldSince,
}

/// An invariant with the statement that finds what breaks it.
pub(super) struct Rule {
    pub(super) invariant: Invariant,
    /// The table whose rows are looked at.
    pub(super) table: &'static str,
    /// How many there are, as `looked`.
    pub(super) count: &'static str,
    /// The id of the first that breaks it, as `broken`.
    pub(super) find: &'static str,
    pub(super) given: Given,
}

impl Rule {
    pub(super) async fn prove(&self, tx: &mut Tx, told_since: Timestamp) -> Result<Proof, StoreError> {
        let parameters: Vec<Value> = match self.given {
            Given::Nothing => Vec::new(),
            Given::ToldSince => values![told_since].to_vec(),
        };
        let looked = count(tx, self.count, &parameters).await?;
        let found = tx.fetch_optional(self.find, &parameters).await?;
        let broken = found.map(|row| BrokenRow { table: self.table, row: shown(&row, "broken") });
        Ok(Proof::of(self.invariant, looked, broken))
    }
}

/// The number that a statement gives as `looked`.
pub(super) async fn count(tx: &mut Tx, sql: &'static str, parameters: &[Value]) -> Result<u64, StoreError> {
    tx.fetch_optional(sql, parameters).await?.ok_or(StoreError::Row { column: "looked" })?.count("looked")
}

/// An id in words, whatever it is. Hashes of tokens are shortened: enough to find the row by, and nothing to try values against.
pub(super) fn shown(row: &Row, column: &'static str) -> String {
    if let Ok(text) = row.text(column) {
        return text;
    }
    if let Ok(number) = row.int(column) {
        return number.to_string();
    }
    if let Ok(id) = row.uuid(column) {
        return id.to_string();
    }
    let bytes = row.bytes(column).unwrap_or_default();
    let first = bytes.get(..8).unwrap_or(&bytes);
    format!("{}…", data_encoding::HEXLOWER.encode(first))
}
