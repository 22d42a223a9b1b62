//! Links that an operator or the help desk has sent (rules J6b and J6c).

use credentials::grant::GrantKind;
use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;
use journey::event::NewGrant;
use journey::{AccountStatus, AuditEvent, GrantSeed, NoticeKind};
use zeroize::Zeroizing;

use crate::outbox::Link;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Sets the first password and opens the wizard (J6b).
    Activation,
    /// Sets the second factor up again (J6c).
    HelpDesk,
}

impl LinkKind {
    /// The kind of its grant.
    pub fn grant(self) -> GrantKind {
        match self {
            Self::Activation => GrantKind::Activation,
            Self::HelpDesk => GrantKind::HelpDesk,
        }
    }

    fn notice(self) -> NoticeKind {
        match self {
            Self::Activation => NoticeKind::ActivationLink,
            Self::HelpDesk => NoticeKind::ResetLink,
        }
    }
}

/// A link to make.
#[derive(Clone, Debug)]
pub struct LinkOrder {
    /// Its randomness.
    pub seed: GrantSeed,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// The whole link, when it is to be mailed to the account's first address; it waits sealed in the outbox.
    pub mail: Option<Zeroizing<String>>,
}

impl Store {
    /// Issues a link in place of the account's live grant, whose journeys die with it.
    ///
    /// `None` when there is no such account or it is not active; else how many mails were queued.
    pub async fn issue_link(
        &self,
        account: AccountId,
        kind: LinkKind,
        order: &LinkOrder,
        ctx: &Context,
    ) -> Result<Option<u32>, StoreError> {
        let mut work = self.begin(ctx).await?;
        if work.lock_account(account).await? != Some(AccountStatus::Active) {
            return Ok(None);
        }
        let queued = work.issue_link(account, kind, order).await?;
        work.commit().await?;
        Ok(Some(queued))
    }
}

impl Work<'_> {
    /// Issues the grant of a link and queues its mail; how many mails were queued.
    pub(crate) async fn issue_link(
        &mut self,
        account: AccountId,
        kind: LinkKind,
        order: &LinkOrder,
    ) -> Result<u32, StoreError> {
        let grant = NewGrant { seed: order.seed.clone(), kind: kind.grant(), expires_at: order.expires_at };
        self.issue_grant(account, &grant).await?;
        let event = AuditEvent::success(names::GRANT_ISSUED).because(kind.grant().as_str());
        self.audit(AuditEntry::new(event).about(account)).await?;
        match &order.mail {
            Some(address) => {
                let link = Link { address, expires_at: Some(order.expires_at) };
                self.queue_link(account, kind.notice(), &link).await
            }
            None => Ok(0),
        }
    }
}
