//! Accounts: making, finding, listing and changing them.

mod find;
mod insert;
mod language;
mod list;
mod personal;
mod status;
mod types;
mod unlock;
mod update;

pub(crate) use personal::{parse_groups, phone_binding};
pub use types::{Account, AccountChange, AccountFilter, AccountLine, NewAccount};
