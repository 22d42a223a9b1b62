//! The audit log: who did what, when, from where (requirements LO-01 and LO-02). Rows are added, never changed.
//!
//! What is done to them later is in [`chain`]: they are sealed, lose their address, and go.

mod activity;
mod chain;
mod list;
mod read;
mod review;
mod sinks;
mod spray;
mod write;

use credentials::ids::{AccountId, JourneyId, SessionId};
use journey::AuditEvent;

pub use chain::{
    AddressesCut, AuditPurged, BreakKind, Broken, ChainNote, HeadError, HeadKind, Progress, Sealing, SignedHead,
    Verification,
};
pub(crate) use chain::{marks_of_key, marks_of_living_keys};
pub use list::{AuditLine, AuditQuery};
pub use read::{AuditRange, NamedAuditLine};
pub use review::{EventCount, NamedCount};
pub use sinks::SinkState;
pub use spray::LoginCounts;

/// One entry, without the circumstances that [`crate::Context`] adds.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// What happened.
    pub event: AuditEvent,
    /// To whom; `None` when nobody is known.
    pub account: Option<AccountId>,
    /// In which journey.
    pub journey: Option<JourneyId>,
    /// In which session; stored as a keyed hash.
    pub session: Option<SessionId>,
    /// More, in words; never a secret, and never what somebody typed as a username that does not exist (requirement LO-03).
    pub detail: Option<String>,
    /// Which application it was about, by its id.
    pub client: Option<String>,
}

impl AuditEntry {
    /// An entry about nobody yet.
    pub fn new(event: AuditEvent) -> Self {
        Self { event, account: None, journey: None, session: None, detail: None, client: None }
    }

    /// The same about an account.
    #[must_use]
    pub fn about(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// The same in a journey.
    #[must_use]
    pub fn in_journey(mut self, journey: JourneyId) -> Self {
        self.journey = Some(journey);
        self
    }

    /// The same in a session.
    #[must_use]
    pub fn in_session(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }

    /// The same about an application (requirement LO-02).
    #[must_use]
    pub fn for_client(mut self, client: &str) -> Self {
        self.client = Some(client.to_owned());
        self
    }

    /// The same with more words.
    #[must_use]
    pub fn saying(mut self, detail: &str) -> Self {
        self.detail = Some(detail.to_owned());
        self
    }
}
