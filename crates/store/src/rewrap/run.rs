//! One round over everything: values of older keys get the active one.

use credentials::keyring::Sealed;

use super::columns::COLUMNS;
use super::{Column, How};
use crate::db::{Row, Value, values};
use crate::store::CANARY;
use crate::{Context, Store, StoreError};

/// Rows that are read, made anew and written at once: a login waits for such a batch a few milliseconds at most.
const BATCH: u32 = 100;

/// What one round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Values that are under the active key now.
    pub done: u64,
    /// Values that nobody can read: they were damaged, moved or written by somebody else, or their key is not in the key file. They stay as they are.
    pub unreadable: u64,
}

/// A value with what takes its place, and where it stands.
struct Renewed {
    old: String,
    new: String,
    keys: Vec<Value>,
}

impl Store {
    /// Takes everything to the active key; `progress` hears after each batch how many values are done. It can be broken off at any moment, and run by
    /// several nodes at once. Every node must know the active key.
    pub async fn rewrap(&self, ctx: &Context, mut progress: impl FnMut(u64)) -> Result<Rewrapped, StoreError> {
        let mut came = Rewrapped::default();
        // First of all what a start looks at: a node that has an older key file must not begin.
        self.rewrap_canary(&mut came).await?;
        for column in COLUMNS {
            self.rewrap_column(column, &mut came, &mut progress).await?;
        }
        self.resign_marks(ctx, &mut came).await?;
        progress(came.done);
        Ok(came)
    }

    async fn rewrap_canary(&self, came: &mut Rewrapped) -> Result<(), StoreError> {
        let found = self.db.fetch_optional("SELECT value FROM meta WHERE key = $1", &values![CANARY]).await?;
        let canary = found.ok_or(StoreError::WrongKey)?.sealed("value")?;
        if canary.key_id() == self.keyring.active_key_id() {
            return Ok(());
        }
        self.keyring.check_canary(&canary)?;
        let new = self.keyring.make_canary(self.rng.as_ref());
        let sql = "UPDATE meta SET value = $1 WHERE value = $2 AND key = $3";
        came.done += self.db.execute(sql, &values![&new, &canary, CANARY]).await?;
        Ok(())
    }

    async fn rewrap_column(
        &self,
        column: &Column,
        came: &mut Rewrapped,
        progress: &mut impl FnMut(u64),
    ) -> Result<(), StoreError> {
        let mut after = (column.first)();
        loop {
            let mut parameters = values![column.how.pattern(&self.keyring.active_key_id()), BATCH].to_vec();
            parameters.append(&mut after);
            let rows = self.db.fetch_all(column.page, &parameters).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (column.keys)(last)?;
            let mut batch = Vec::with_capacity(rows.len());
            for row in &rows {
                match self.made_anew(column, row)? {
                    Some(renewed) => batch.push(renewed),
                    None => came.unreadable += 1,
                }
            }
            came.done += self.write_batch(column, batch).await?;
            progress(came.done);
        }
    }

    /// The row's value under the active key; `None` when nobody can read it.
    fn made_anew(&self, column: &Column, row: &Row) -> Result<Option<Renewed>, StoreError> {
        let old = row.text(column.name)?;
        let new = match &column.how {
            How::Sealed(place) => Sealed::parse(old.clone()).ok().and_then(|sealed| {
                let (purpose, place) = place(row).ok()?;
                let new = self.keyring.reseal(purpose, &place, &sealed, self.rng.as_ref()).ok()?;
                Some(new.as_str().to_owned())
            }),
            How::Mac(remade) => remade(self, row)?.map(|mac| mac.as_str().to_owned()),
        };
        if new.is_none() {
            tracing::warn!(table = column.table, column = column.name, "a value does not open with any root key");
        }
        new.map(|new| Ok(Renewed { old, new, keys: (column.keys)(row)? })).transpose()
    }

    /// Writes what still holds the old value; how many rows that were.
    async fn write_batch(&self, column: &Column, batch: Vec<Renewed>) -> Result<u64, StoreError> {
        if batch.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.write().await?;
        let mut done = 0;
        for Renewed { old, new, mut keys } in batch {
            let mut parameters = values![new, old].to_vec();
            parameters.append(&mut keys);
            done += tx.execute(column.write, &parameters).await?;
        }
        tx.commit().await?;
        Ok(done)
    }
}
