//! Ending a session of one's own account (requirement SE-09).

use credentials::ids::{AccountId, SessionId};

use super::Which;
use crate::{Context, Store, StoreError};

impl Store {
    /// Ends one session of this account and of no other; `false` when there is none of that id any more.
    pub async fn end_session_of(
        &self,
        account: AccountId,
        id: SessionId,
        reason: &'static str,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let ended = work.delete_sessions(Which::OneOf(account, id), Some(reason)).await?;
        work.commit().await?;
        Ok(ended == 1)
    }
}
