//! Putting back what was given up, to be sent after all. One statement decides: a message is put back once, and only while nobody is sending it.

use credentials::ids::AccountId;
use journey::AuditEvent;
use journey::audit::names;

use super::{Channel, MAIL_LIFE, MessageId, OutboxId};
use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, LogoutId, Store, StoreError};

/// What came of putting a message back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// It waits again, with all its tries before it.
    Yes,
    /// Nothing was changed: it is not there, waits or was sent already, is past its life, or was taken out or overtaken.
    No,
}

/// A code is never put back: whoever waited for it has gone on. A mail lives for three days and as long as its link, an SMS until its end.
const MESSAGE: &str = "UPDATE outbox SET failed_at = NULL, last_error = NULL, attempts = 0, not_before = $2, \
                       delivery = CASE WHEN channel = 'sms' THEN 'waiting' END \
                       WHERE id = $1 AND sent_at IS NULL AND failed_at IS NOT NULL \
                       AND last_error NOT IN ('superseded', 'dropped') \
                       AND (expires_at IS NULL OR expires_at > $2) AND journey_id IS NULL \
                       AND ((channel = 'mail' AND at > $3) OR (channel = 'sms' AND payload_sealed IS NOT NULL)) \
                       RETURNING account_id, channel, kind";

/// Only while the application still has an address.
const LOGOUT: &str = "UPDATE logout_outbox SET failed_at = NULL, result = NULL, attempts = 0, not_before = $3 \
                      WHERE session_id = $1 AND client_id = $2 AND sent_at IS NULL AND failed_at IS NOT NULL \
                      AND result NOT IN ('no address', 'dropped') \
                      AND EXISTS (SELECT 1 FROM clients WHERE clients.id = logout_outbox.client_id \
                      AND disabled_at IS NULL AND back_channel_logout_uri IS NOT NULL) RETURNING account_id";

impl Store {
    /// Puts one message back that was given up and still lives; who did it, and why, stands in the audit log.
    pub async fn retry_message(&self, id: &MessageId, ctx: &Context) -> Result<Retried, StoreError> {
        let mut work = self.begin(ctx).await?;
        let put_back = match id {
            MessageId::Message(id) => work.put_back(*id).await?,
            MessageId::Logout(id) => work.put_logout_back(id).await?,
        };
        if !put_back {
            return Ok(Retried::No);
        }
        work.commit().await?;
        Ok(Retried::Yes)
    }
}

impl Work<'_> {
    async fn put_back(&mut self, id: OutboxId) -> Result<bool, StoreError> {
        let (now, oldest) = (self.ctx.now, self.ctx.now - MAIL_LIFE);
        let Some(row) = self.tx.fetch_optional(MESSAGE, &values![id.0, now, oldest]).await? else { return Ok(false) };
        let channel = row.word("channel", Channel::parse)?;
        self.audit_message(names::MESSAGE_RETRIED, channel, row.account("account_id")?).await?;
        Ok(true)
    }

    async fn put_logout_back(&mut self, id: &LogoutId) -> Result<bool, StoreError> {
        let parameters = values![id.session, &id.client, self.ctx.now];
        let Some(row) = self.tx.fetch_optional(LOGOUT, &parameters).await? else { return Ok(false) };
        self.audit_message(names::MESSAGE_RETRIED, Channel::Logout, row.account("account_id")?).await?;
        Ok(true)
    }

    /// The operator's reason is in the context and stands in the entry.
    pub(super) async fn audit_message(
        &mut self,
        name: &'static str,
        channel: Channel,
        account: AccountId,
    ) -> Result<(), StoreError> {
        let event = AuditEvent::success(name).because(channel.as_str());
        self.audit(AuditEntry::new(event).about(account)).await
    }
}
