//! A root key that holds nothing any more goes; and what is written down of each step.

use journey::AuditEvent;
use journey::audit::names;

use super::Holding;
use super::holdings::holdings;
use crate::{AuditEntry, Context, Store, StoreError};

/// What became of the retirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retirement {
    /// The key is gone.
    Gone,
    /// It still holds values, so it stays.
    Holds(Vec<Holding>),
}

impl Store {
    /// Counts what a key holds once more, and lets `remove` take it out of the key file in the same step; nothing is removed while it holds more than
    /// the `lost` values that nobody can read. On SQLite nobody writes in between.
    pub async fn retire_key<E: From<StoreError>>(
        &self,
        key_id: &str,
        lost: u64,
        ctx: &Context,
        remove: impl FnOnce() -> Result<(), E>,
    ) -> Result<Retirement, E> {
        let mut work = self.begin(ctx).await?;
        let held = holdings(&mut work.tx, key_id, ctx.now).await?;
        if held.iter().map(|holding| holding.values).sum::<u64>() > lost {
            return Ok(Retirement::Holds(held));
        }
        work.audit(entry(names::ROOT_KEY_GONE, key_id, ctx)).await?;
        remove()?;
        work.commit().await?;
        Ok(Retirement::Gone)
    }

    /// Writes down that a key was added to the key file.
    pub async fn note_key_added(&self, key_id: &str, ctx: &Context) -> Result<(), StoreError> {
        self.audit(entry(names::ROOT_KEY_ADDED, key_id, ctx), ctx).await
    }

    /// Writes down that a key became the active one.
    pub async fn note_key_active(&self, key_id: &str, ctx: &Context) -> Result<(), StoreError> {
        self.audit(entry(names::ROOT_KEY_ACTIVE, key_id, ctx), ctx).await
    }

    /// Whether a keyring opens what is stored here, so that a running process may take it.
    pub async fn knows_keys(&self, keyring: &credentials::keyring::Keyring) -> Result<bool, StoreError> {
        let sql = "SELECT value FROM meta WHERE key = 'canary'";
        let found = self.db.fetch_optional(sql, &[]).await?.ok_or(StoreError::WrongKey)?;
        Ok(keyring.check_canary(&found.sealed("value")?).is_ok())
    }
}

fn entry(name: &'static str, key_id: &str, ctx: &Context) -> AuditEntry {
    let detail = match &ctx.because {
        Some(because) => format!("{key_id}: {because}"),
        None => key_id.to_owned(),
    };
    AuditEntry::new(AuditEvent::success(name)).saying(&detail)
}
