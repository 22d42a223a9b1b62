//! Taking a message out: it will not be sent, and what it held is forgotten.

use journey::audit::names;

use super::{Channel, MessageId, OutboxId};
use crate::db::values;
use crate::work::Work;
use crate::{Context, LogoutId, Store, StoreError};

/// What came of taking a message out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It will not be tried any more. A try that was under way at this very moment may still succeed, and then counts as sent.
    Yes,
    /// Nothing was changed: it is not there, was sent already, or was taken out or overtaken before.
    No,
}

const MESSAGE: &str = "UPDATE outbox SET failed_at = COALESCE(failed_at, $2), last_error = 'dropped', payload_sealed = NULL, \
                       delivery = CASE WHEN channel = 'sms' THEN 'failed' END \
                       WHERE id = $1 AND sent_at IS NULL \
                       AND (failed_at IS NULL OR COALESCE(last_error, '') NOT IN ('superseded', 'dropped')) \
                       RETURNING account_id, channel";

const LOGOUT: &str = "UPDATE logout_outbox SET failed_at = COALESCE(failed_at, $3), result = 'dropped' \
                      WHERE session_id = $1 AND client_id = $2 AND sent_at IS NULL \
                      AND (failed_at IS NULL OR COALESCE(result, '') NOT IN ('no address', 'dropped')) \
                      RETURNING account_id";

impl Store {
    /// Takes one message out that was not sent; who did it, and why, stands in the audit log.
    pub async fn drop_message(&self, id: &MessageId, ctx: &Context) -> Result<Dropped, StoreError> {
        let mut work = self.begin(ctx).await?;
        let taken_out = match id {
            MessageId::Message(id) => work.take_out(*id).await?,
            MessageId::Logout(id) => work.take_logout_out(id).await?,
        };
        if !taken_out {
            return Ok(Dropped::No);
        }
        work.commit().await?;
        Ok(Dropped::Yes)
    }
}

impl Work<'_> {
    async fn take_out(&mut self, id: OutboxId) -> Result<bool, StoreError> {
        let Some(row) = self.tx.fetch_optional(MESSAGE, &values![id.0, self.ctx.now]).await? else { return Ok(false) };
        let channel = row.word("channel", Channel::parse)?;
        self.audit_message(names::MESSAGE_DROPPED, channel, row.account("account_id")?).await?;
        Ok(true)
    }

    async fn take_logout_out(&mut self, id: &LogoutId) -> Result<bool, StoreError> {
        let parameters = values![id.session, &id.client, self.ctx.now];
        let Some(row) = self.tx.fetch_optional(LOGOUT, &parameters).await? else { return Ok(false) };
        self.audit_message(names::MESSAGE_DROPPED, Channel::Logout, row.account("account_id")?).await?;
        Ok(true)
    }
}
