//! Who does something in their own account, and from which session.

use credentials::ids::{AccountId, SessionId};
use journey::AccountStatus;
use journey::session::SessionPolicy;

use crate::work::Work;
use crate::{CommitError, StoreError};

/// Somebody who acts in their own account; the session has to be alive when the act is committed.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// Whose account.
    pub account: AccountId,
    /// From which session.
    pub session: SessionId,
    /// How long sessions live.
    pub policy: &'a SessionPolicy,
}

impl Work<'_> {
    /// Takes the account's row and the session's; `false` when the account is closed or the session is over.
    pub(crate) async fn take_acting(&mut self, acting: &Acting<'_>) -> Result<bool, StoreError> {
        if self.lock_account(acting.account).await? != Some(AccountStatus::Active) {
            return Ok(false);
        }
        match self.require_session(acting.account, acting.session, acting.policy).await {
            Ok(()) => Ok(true),
            Err(CommitError::Store(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }
}
