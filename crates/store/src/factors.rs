//! Factors as the account page and the help desk see them, and what their owner does with them outside a journey.

mod count;
mod list;
mod remove;
mod rename;

pub use list::FactorLine;
pub use remove::{FactorRemoval, Removed};
