//! Ending sessions: the row goes, the audit log remembers.

use credentials::ids::{AccountId, SessionId};
use journey::AuditEvent;
use journey::audit::names;

use crate::db::{Row, values};
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Ends one session, such as at log-out; `false` when it was over already.
    pub async fn end_session(&self, id: SessionId, reason: &'static str, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "DELETE FROM sessions WHERE id = $1 RETURNING id, account_id";
        let Some(row) = work.tx.fetch_optional(sql, &values![id]).await? else { return Ok(false) };
        work.audit_ended(row.account("account_id")?, &[row], reason).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Ends the sessions of an account, except one if given; how many there were.
    pub async fn end_sessions(
        &self,
        account: AccountId,
        except: Option<SessionId>,
        reason: &'static str,
        ctx: &Context,
    ) -> Result<usize, StoreError> {
        let mut work = self.begin(ctx).await?;
        // A login that is being committed finishes first, and its session ends with the others.
        work.lock_account(account).await?;
        let ended = work.end_sessions(account, except, reason).await?;
        work.commit().await?;
        Ok(ended)
    }
}

impl Work<'_> {
    /// Ends the sessions of an account with the rest of the unit of work; how many there were.
    pub(crate) async fn end_sessions(
        &mut self,
        account: AccountId,
        except: Option<SessionId>,
        reason: &'static str,
    ) -> Result<usize, StoreError> {
        let sql = "DELETE FROM sessions WHERE account_id = $1 AND ($2 IS NULL OR id <> $2) RETURNING id";
        let ended = self.tx.fetch_all(sql, &values![account, except]).await?;
        self.audit_ended(account, &ended, reason).await?;
        Ok(ended.len())
    }

    /// Writes one entry for each session that was deleted.
    pub(crate) async fn audit_ended(
        &mut self,
        account: AccountId,
        ended: &[Row],
        reason: &'static str,
    ) -> Result<(), StoreError> {
        for row in ended {
            let session = SessionId::from_uuid(row.uuid("id")?);
            let event = AuditEvent::success(names::SESSION_ENDED).because(reason);
            self.audit(AuditEntry::new(event).about(account).in_session(session)).await?;
        }
        Ok(())
    }
}
