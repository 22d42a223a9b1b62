//! Making a backup: one transaction that reads, row by row, so that neither the portal nor the memory notices how much there is.

use std::collections::BTreeMap;
use std::io::Write;

use credentials::keyring::MacPurpose;
use journey::AuditEvent;
use journey::audit::names;
use sha2::{Digest, Sha256};

use super::read::BackupSummary;
use super::record::{BackupHeader, FORMAT, Mark, write_row};
use super::{BACKED_UP, BackupError};
use crate::db::{self, Tx, values};
use crate::store::CANARY;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Writes a backup of this moment, and first into the audit log that it is made. `keys` is the text of the key file when that goes along.
    ///
    /// What was committed before this returns its first row is in it whole, what comes later is not.
    pub async fn write_backup(
        &self,
        out: &mut dyn Write,
        program: &str,
        keys: Option<&str>,
        ctx: &Context,
    ) -> Result<BackupSummary, BackupError> {
        let event = AuditEvent::success(names::SENSITIVE_READ).because("backup");
        let entry = AuditEntry::new(event);
        self.audit(if keys.is_some() { entry.saying("with the key file") } else { entry }, ctx).await?;
        let (engine, _) = db::engine(&self.db).await?;
        let mut tx = self.db.read().await?;
        tx.take_your_time().await?;
        let header = BackupHeader {
            format: FORMAT,
            program: program.to_owned(),
            schema: schema(&mut tx).await?,
            engine,
            at: ctx.now,
            canary: one(&mut tx, "SELECT value AS found FROM meta WHERE key = 'canary'").await?.ok_or(lost(CANARY))?,
            audit_head: one(&mut tx, "SELECT signed AS found FROM audit_tail WHERE name = 'chain'").await?,
            waiting: waiting(&mut tx).await?,
            with_keys: keys.is_some(),
        };
        let mut lines = Lines { out, hash: Sha256::new() };
        lines.json(&header)?;
        if let Some(keys) = keys {
            lines.json(&Mark::Keys { keys: keys.to_owned() })?;
        }
        let mut end = BTreeMap::new();
        for table in BACKED_UP {
            end.insert((*table).to_owned(), lines.table(&mut tx, table).await?);
        }
        tx.roll_back().await?;
        let mac = self.keyring.mac(MacPurpose::Backup, &[&lines.hash.clone().finalize()]);
        lines.json(&Mark::End { end: end.clone(), mac: mac.as_str().to_owned() })?;
        lines.out.flush()?;
        Ok(BackupSummary { header, rows: end })
    }
}

fn lost(column: &'static str) -> StoreError {
    StoreError::Row { column }
}

/// The newest step in this picture, which another program may have taken a moment ago.
async fn schema(tx: &mut Tx) -> Result<i64, StoreError> {
    let row = tx.fetch_optional("SELECT MAX(version) AS version FROM _sqlx_migrations", &[]).await?;
    let found = row.ok_or(lost("version"))?.int("version")?;
    if found == db::newest() { Ok(found) } else { Err(StoreError::NewerSchema { found }) }
}

async fn one(tx: &mut Tx, sql: &'static str) -> Result<Option<String>, StoreError> {
    let row = tx.fetch_optional(sql, &[]).await?;
    Ok(row.map(|row| row.text_opt("found")).transpose()?.flatten())
}

/// Messages that wait to be sent; they are not in a backup.
pub(crate) async fn waiting(tx: &mut Tx) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) AS waiting FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL";
    tx.fetch_optional(sql, &values![]).await?.ok_or(lost("waiting"))?.count("waiting")
}

/// What was written so far.
struct Lines<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
}

impl Lines<'_> {
    fn json(&mut self, line: &impl serde::Serialize) -> Result<(), BackupError> {
        self.line(&serde_json::to_vec(line).expect("invariant: lines are plain data"))
    }

    fn line(&mut self, line: &[u8]) -> Result<(), BackupError> {
        for part in [line, b"\n"] {
            self.hash.update(part);
            self.out.write_all(part)?;
        }
        Ok(())
    }

    async fn table(&mut self, tx: &mut Tx, table: &'static str) -> Result<u64, BackupError> {
        let columns = tx.columns(table).await?.into_iter().map(|(name, _)| name).collect();
        self.json(&Mark::Table { table: table.to_owned(), columns })?;
        let mut rows = 0;
        tx.each(format!("SELECT * FROM {table}"), |row| {
            rows += 1;
            self.line(&write_row(row.cells()?))
        })
        .await?;
        Ok(rows)
    }
}
