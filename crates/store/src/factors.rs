//! Factors as the account page and the help desk see them.

mod list;

pub use list::FactorLine;
