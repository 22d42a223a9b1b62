//! Links that an operator or the help desk has sent (rules J6b and J6c).

use credentials::activation_pin::KeptPin;
use credentials::grant::GrantKind;
use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;
use journey::event::NewGrant;
use journey::{AccountStatus, AuditEvent, GrantSeed, NoticeKind};
use zeroize::Zeroizing;

use crate::db::values;
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
    /// Sets the first one up, behind a password that came from another system: a grant of the same kind (J6c), with other words.
    SetUp,
}

impl LinkKind {
    /// The kind of its grant.
    pub fn grant(self) -> GrantKind {
        match self {
            Self::Activation => GrantKind::Activation,
            Self::HelpDesk | Self::SetUp => GrantKind::HelpDesk,
        }
    }

    pub(crate) fn notice(self) -> NoticeKind {
        match self {
            Self::Activation => NoticeKind::ActivationLink,
            Self::HelpDesk => NoticeKind::ResetLink,
            Self::SetUp => NoticeKind::SetUpLink,
        }
    }
}

/// How a link reaches its owner.
#[derive(Clone)]
pub enum LinkDelivery {
    /// The portal mails it to the account's first address: the whole link, which waits sealed in the outbox.
    Mail(Zeroizing<String>),
    /// It stands on a letter; a mail only says that one is on its way.
    Letter,
    /// Whoever made it hands it over.
    Shown,
}

impl std::fmt::Debug for LinkDelivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl LinkDelivery {
    /// The stored word.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Letter => "letter",
            Self::Shown => "shown",
        }
    }
}

/// A link to make.
#[derive(Clone, Debug)]
pub struct LinkOrder {
    /// Its randomness.
    pub seed: GrantSeed,
    /// When it begins to work, when that is not at once (requirement RC-11).
    pub not_before: Option<Timestamp>,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// What is kept of the number that goes with it over another channel, when one does (rule J6b).
    pub pin: Option<KeptPin>,
    /// How it reaches its owner.
    pub delivery: LinkDelivery,
    /// A word for the audit log when somebody skipped its delay (requirements RC-13 and RC-14).
    pub skipped: Option<&'static str>,
}

impl LinkOrder {
    /// A link that works at once and needs no number.
    pub fn at_once(seed: GrantSeed, expires_at: Timestamp, delivery: LinkDelivery) -> Self {
        Self { seed, not_before: None, expires_at, pin: None, delivery, skipped: None }
    }
}

impl Store {
    /// Issues a link in place of the account's live grant, whose journeys die with it; the start of a reset is told to every address.
    ///
    /// `None` when there is no such account or it is not active; else how many mails were queued with the link, or with the word that a letter is
    /// on its way.
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
        if kind == LinkKind::HelpDesk {
            // RC-13: the owner hears of it at the start, not when it is done.
            work.notify(account, NoticeKind::ResetStarted).await?;
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
        self.write_terms(order).await?;
        let event = AuditEvent::success(names::GRANT_ISSUED).because(kind.grant().as_str());
        self.audit(AuditEntry::new(event).about(account)).await?;
        if let Some(word) = order.skipped {
            self.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because(word)).about(account)).await?;
        }
        match &order.delivery {
            LinkDelivery::Mail(address) => {
                let link = Link { address, expires_at: Some(order.expires_at) };
                self.queue_link(account, kind.notice(), &link).await
            }
            LinkDelivery::Letter => self.tell_first(account, NoticeKind::LetterSent).await,
            LinkDelivery::Shown => self.supersede_links(account).await.map(|()| 0),
        }
    }

    /// What a link has beside every other grant.
    async fn write_terms(&mut self, order: &LinkOrder) -> Result<(), StoreError> {
        let sql = "UPDATE grants SET not_before = $2, pin = $3, sent_by = $4 WHERE id = $1";
        let pin = order.pin.as_ref().map(KeptPin::as_str);
        let parameters = values![order.seed.id, order.not_before, pin, order.delivery.as_str()];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
