//! Enrolment grants and the links that carry some of them (rule J6): one live grant for an account.

mod find;
mod issue;
mod link;
mod spend;

pub use find::{LinkState, LiveLink};
pub use link::{LinkKind, LinkOrder};
