//! The login, enrolment and recovery state machine, as one pure function.
//!
//! Begin reading at [`step`]: it takes a [`Journey`], an [`Event`] and the time, and gives the next journey and the
//! [`Effect`]s that belong to it. Nothing here does IO, waits, or asks what time it is; whoever calls it loads the
//! facts before and commits state and effects in one transaction after. [`throttle`] is the arithmetic of tries,
//! [`codec`] the sealed form in which a journey is stored. There is no type for a login with one factor.

pub mod account;
pub mod audit;
pub mod codec;
pub mod effect;
pub mod event;
pub mod factors;
pub mod forgotten;
pub mod mail_address;
pub mod notice;
pub mod page;
pub mod policy;
pub mod purpose;
pub mod refusal;
pub mod review;
pub mod sending;
pub mod session;
pub mod sms_kind;
pub mod state;
mod step;
pub mod throttle;
pub mod username;

pub use account::{AccountFacts, AccountStatus, CodeFact, CodeStatus, Epoch, FactorFact, FactorKind, Language, Role};
pub use audit::{AuditEvent, Origin};
pub use effect::{Effect, raises_epoch};
pub use event::{CodeSeed, Event, GrantSeed, SessionSeed, Wrong};
pub use factors::{Asked, Burn, KindRule, Kinds, NewFactor, Pending, PendingFactor, SmsSeed, Standing};
pub use forgotten::RequestKind;
pub use mail_address::MailAddress;
pub use notice::{Notice, NoticeKind};
pub use page::{Page, page_for};
pub use policy::{FirstLogin, Policy, RecoveryDelay};
pub use purpose::{AccountAct, AccountPlace, Purpose};
pub use refusal::Refusal;
pub use session::{Session, SessionEnd};
pub use sms_kind::SmsKind;
pub use state::{
    Carried, Ending, Entitled, IssueReason, Journey, Licence, NoGrantReason, Revision, ShownCode, State, Target, Timing,
};
pub use step::{Admission, Outcome, admit, step};
pub use username::{Username, UsernameRefusal};
