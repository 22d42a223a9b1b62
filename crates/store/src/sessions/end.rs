//! Ending sessions: the row goes, the audit log remembers.

use credentials::ids::{AccountId, SessionId};

use super::Which;
use crate::work::Work;
use crate::{Context, Store, StoreError};

impl Store {
    /// Ends one session, such as at log-out; `false` when it was over already.
    pub async fn end_session(&self, id: SessionId, reason: &'static str, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let ended = work.delete_sessions(Which::One(id), Some(reason)).await?;
        work.commit().await?;
        Ok(ended == 1)
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
        self.delete_sessions(Which::All(account, except), Some(reason)).await
    }
}
