//! Adding an entry.

use credentials::ids::SessionId;
use credentials::keyring::MacPurpose;
use journey::FactorKind;

use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Writes one entry on its own: for what is refused outside a commit.
    pub async fn audit(&self, entry: AuditEntry, ctx: &Context) -> Result<(), StoreError> {
        let mut work = self.begin(ctx).await?;
        work.audit(entry).await?;
        work.commit().await
    }

    /// What stands in logs for a session: sixteen hexadecimal digits of a keyed hash.
    pub fn session_hash(&self, session: SessionId) -> String {
        let hash = self.keyring.blind(MacPurpose::Log, &[b"session", session.as_uuid().as_bytes()]);
        let number = hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
        format!("{number:016x}")
    }
}

impl Work<'_> {
    /// Writes one entry with the rest of the unit of work.
    pub(crate) async fn audit(&mut self, entry: AuditEntry) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit (at, event, success, reason, factor_kind, actor, on_behalf_of, account_id, \
                   journey_id, session_hash, address, user_agent, request, detail, client) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        let session = entry.session.map(|session| self.store.session_hash(session));
        let parameters = values![
            self.ctx.now,
            entry.event.name,
            entry.event.success,
            entry.event.reason,
            entry.event.factor.map(FactorKind::as_str),
            self.ctx.actor.to_string(),
            self.ctx.on_behalf_of.as_deref(),
            entry.account,
            entry.journey,
            session,
            self.ctx.origin.address.as_deref(),
            self.ctx.origin.user_agent.as_deref(),
            &self.ctx.request,
            entry.detail.or_else(|| self.ctx.because.clone()),
            entry.client,
        ];
        self.tx.execute(sql, &parameters).await?;
        self.events.push(entry.event);
        Ok(())
    }
}
