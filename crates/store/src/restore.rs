//! Restoring a backup, in one transaction: a crash leaves the old or the new, never half.
//!
//! An old backup must not revive what was used up, closed or destroyed since. What is dead by then is not in a backup at all; for the rest the database that is
//! replaced is asked, when it is there and has the same keys, and each thing that it knows of is carried over in the direction that closes: [`carry`].
//! Without it, [`settle`] does what can be done from the clock alone. Begin reading at [`Database::restore`].

mod carry;
mod fill;
mod settle;

use std::io::BufRead;
use std::sync::Arc;
use std::time::Duration;

use credentials::keyring::{Keyring, Sealed};
use credentials::rng::Rng;
use journey::AuditEvent;
use journey::audit::names;

use crate::backup::{BACKED_UP, BackupError, BackupReader, BackupSummary, NOT_BACKED_UP, waiting};
use crate::db::{self, Tx, values};
use crate::store::CANARY;
use crate::work::Work;
use crate::{AuditEntry, Context, Database, Schema, StoreError};

pub use carry::Carried;

/// How often, and how far apart, it is looked whether somebody else is connected.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// What the database was like that a backup replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// Nothing was in it.
    Nothing,
    /// It had other keys, so nothing of it was believed.
    OtherKeys,
    /// It had the same keys, and this was carried over.
    Same(Carried),
}

/// What came of restoring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was in the backup.
    pub backup: BackupSummary,
    /// What became of what was there.
    pub replaced: Replaced,
    /// Open accounts with a password and without a second factor, by name, at most a hundred: nobody gets in there without a new link.
    pub without_factor: Vec<String>,
    /// Open accounts that were never activated; their links are dead.
    pub never_activated: u64,
    /// Recoveries that waited for their delay and are cancelled.
    pub cancelled_recoveries: u64,
}

impl Database {
    /// Puts a backup in the place of everything, or of nothing when there is nothing yet. The schema of an older release is brought up to date.
    ///
    /// # Errors
    ///
    /// Whatever is wrong, nothing was changed: [`BackupError::NotEmpty`] when there is data and `replace` does not say that it may go,
    /// [`BackupError::InUse`] when somebody else is connected to a PostgreSQL database, and whatever is wrong with the backup or the keys.
    pub async fn restore<R: BufRead>(
        &self,
        mut backup: BackupReader<R>,
        (keyring, rng): (Arc<Keyring>, Arc<dyn Rng>),
        replace: bool,
        ctx: &Context,
    ) -> Result<Restored, BackupError> {
        backup.check_keys(&keyring)?;
        let schema = db::schema(&self.db).await?;
        let store = self.with_keys(keyring, rng);
        let mut work = store.begin(ctx).await?;
        work.tx.take_your_time().await?;
        refuse_others(&mut work.tx).await?;
        let there = if schema == Schema::Missing { There::Nothing } else { work.present().await? };
        if there != There::Nothing && !replace {
            return Err(BackupError::NotEmpty);
        }
        let (waiting, goes_on) = match there {
            There::Same => (work.set_aside().await?, work.goes_on_from(backup.header().at).await?),
            _ => (0, false),
        };
        if schema != Schema::Missing {
            drop_all(&mut work.tx).await?;
        }
        work.tx.migrate(Some(backup.header().schema)).await?;
        fill::fill(&mut work.tx, &mut backup).await?;
        backup.check_maker(&store.keyring)?;
        work.tx.migrate(None).await?;
        let cancelled_recoveries = work.settle().await?;
        let replaced = match there {
            There::Nothing => Replaced::Nothing,
            There::OtherKeys => Replaced::OtherKeys,
            There::Same => Replaced::Same(Carried { waiting, ..work.carry_over(goes_on).await? }),
        };
        let (without_factor, never_activated) = work.who_cannot_get_in().await?;
        work.note_restore(&backup.summary(), &replaced).await?;
        work.commit().await?;
        let backup = backup.summary();
        Ok(Restored { backup, replaced, without_factor, never_activated, cancelled_recoveries })
    }
}

/// What is there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    Nothing,
    OtherKeys,
    Same,
}

/// Other nodes, or commands, would find another database under their hands. A file has a lock of its own.
async fn refuse_others(tx: &mut Tx) -> Result<(), BackupError> {
    if tx.is_sqlite() {
        return Ok(());
    }
    let sql = "SELECT COUNT(*) AS others FROM pg_stat_activity WHERE datname = current_database() \
               AND application_name = 'poortwachter' AND pid <> pg_backend_pid()";
    let mut others = 0;
    for _ in 0..TRIES {
        tx.execute("SELECT pg_stat_clear_snapshot()", &[]).await?;
        others = tx.fetch_optional(sql, &[]).await?.ok_or(StoreError::Row { column: "others" })?.int("others")?;
        if others == 0 {
            return Ok(());
        }
        // A connection that was closed a moment ago may still be there.
        tokio::time::sleep(PAUSE).await;
    }
    Err(BackupError::InUse(others))
}

async fn drop_all(tx: &mut Tx) -> Result<(), StoreError> {
    let before = NOT_BACKED_UP.iter().map(|(table, _)| *table);
    for table in before.chain(BACKED_UP.iter().rev().copied()).chain(["_sqlx_migrations"]) {
        tx.run(format!("DROP TABLE IF EXISTS {table}"), &[]).await?;
    }
    Ok(())
}

impl Work<'_> {
    /// Looks at what is there, with its schema brought up to date, so that what is carried over has one form.
    async fn present(&mut self) -> Result<There, StoreError> {
        self.tx.migrate(None).await?;
        let found = self.tx.fetch_optional("SELECT value FROM meta WHERE key = $1", &values![CANARY]).await?;
        let Some(found) = found else {
            let account = self.tx.fetch_optional("SELECT username FROM accounts LIMIT 1", &[]).await?;
            return Ok(if account.is_none() { There::Nothing } else { There::OtherKeys });
        };
        let canary = Sealed::parse(found.text("value")?).ok();
        let same = canary.is_some_and(|canary| self.store.keyring.check_canary(&canary).is_ok());
        Ok(if same { There::Same } else { There::OtherKeys })
    }

    /// The chain goes on with an entry that says where it was taken up again.
    async fn note_restore(&mut self, backup: &BackupSummary, replaced: &Replaced) -> Result<(), StoreError> {
        let header = &backup.header;
        let head = header.audit_head.as_deref().unwrap_or("none");
        let before = match replaced {
            Replaced::Nothing => "an empty database",
            Replaced::OtherKeys => "a database of another key file",
            Replaced::Same(_) => "the database of the same key file",
        };
        let reason = self.ctx.because.as_deref().map(|reason| format!("; {reason}")).unwrap_or_default();
        let said = format!("from a backup of {}, audit head {head}, in the place of {before}{reason}", header.at);
        self.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because("database-restored")).saying(&said)).await
    }

    async fn who_cannot_get_in(&mut self) -> Result<(Vec<String>, u64), StoreError> {
        let sql = "SELECT username FROM accounts WHERE status = 'active' AND password_sealed IS NOT NULL AND NOT EXISTS \
                   (SELECT 1 FROM factors WHERE factors.account_id = accounts.id AND factors.wiped_at IS NULL) \
                   ORDER BY username LIMIT 100";
        let rows = self.tx.fetch_all(sql, &[]).await?;
        let names = rows.iter().map(|row| row.text("username")).collect::<Result<_, _>>()?;
        let sql = "SELECT COUNT(*) AS found FROM accounts WHERE status = 'active' AND password_sealed IS NULL";
        let row = self.tx.fetch_optional(sql, &[]).await?.ok_or(StoreError::Row { column: "found" })?;
        Ok((names, row.count("found")?))
    }

    async fn set_aside(&mut self) -> Result<u64, StoreError> {
        carry::set_aside(&mut self.tx).await?;
        waiting(&mut self.tx).await
    }
}
