//! Tries: reserved and committed before anything is verified, given back after a success (rule J8, requirements TH-01 and TH-02).

mod give_back;
mod reserve;
mod send;
mod subject;

pub(crate) use give_back::give_back_in;
pub(crate) use reserve::reserve_in;
pub use reserve::{Blocked, Taken};
pub use send::{SendRefused, SendRequest};
