//! The tries of the number beside an activation link (rule J6b): five, decided by one statement; the fifth wrong one kills the link.

use credentials::activation_pin::PIN_TRIES;
use credentials::ids::GrantId;
use journey::AuditEvent;
use journey::audit::names;

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Takes one try of a live link in a transaction of its own, before anything is verified (requirement TH-02).
    ///
    /// How many are left after it; `None` when there was none, whoever else was trying.
    pub async fn take_pin_try(&self, link: GrantId, ctx: &Context) -> Result<Option<u32>, StoreError> {
        let mut tx = self.db.write().await?;
        let sql = "UPDATE grants SET pin_tries = pin_tries + 1 WHERE id = $1 AND pin IS NOT NULL AND pin_tries < $2 \
                   AND spent_at IS NULL AND killed_at IS NULL AND expires_at > $3 RETURNING pin_tries";
        let taken = tx.fetch_optional(sql, &values![link, PIN_TRIES, ctx.now]).await?;
        tx.commit().await?;
        let used = taken.map(|row| row.int("pin_tries")).transpose()?;
        Ok(used.map(|used| PIN_TRIES.saturating_sub(u32::try_from(used).unwrap_or(PIN_TRIES))))
    }

    /// Writes a wrong number down; with no try left the link is dead from here on, which is what comes back.
    pub async fn wrong_pin(&self, link: GrantId, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "UPDATE grants SET killed_at = CASE WHEN pin_tries >= $2 THEN $3 ELSE killed_at END \
                   WHERE id = $1 AND spent_at IS NULL AND killed_at IS NULL \
                   RETURNING account_id, killed_at IS NOT NULL AS killed";
        let found = work.tx.fetch_optional(sql, &values![link, PIN_TRIES, ctx.now]).await?;
        let Some(row) = found else { return Ok(true) };
        let (account, killed) = (row.account("account_id")?, row.bool("killed")?);
        let wrong = AuditEvent::refused(names::ACTIVATION_FAIL, "pin");
        work.audit(AuditEntry::new(wrong).about(account)).await?;
        if killed {
            work.supersede_links(account).await?;
            let cancelled = AuditEvent::refused(names::GRANT_CANCELLED, "pin-tries");
            work.audit(AuditEntry::new(cancelled).about(account)).await?;
        }
        work.commit().await?;
        Ok(killed)
    }
}
