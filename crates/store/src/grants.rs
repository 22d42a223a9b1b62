//! Enrolment grants and the links that carry some of them (rule J6): one live grant for an account.

mod cancel;
mod find;
mod issue;
mod link;
mod pending;
mod pin;
mod second_click;
mod spend;

pub use find::{LinkState, LiveLink};
pub use link::{LinkDelivery, LinkKind, LinkOrder};
pub use pending::PendingLink;

/// How long the browser that set the first password may wait with enrolling (rule J6b).
pub(crate) const BROWSER_GRANT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);
