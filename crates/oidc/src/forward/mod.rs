//! Forward-auth: a proxy asks about each request whether it may pass (FA-01 to FA-03).
//!
//! In order: [`original`] finds the request in the proxy's headers, [`path`] makes its path mean one thing only or refuses it, and
//! [`rules`] decides with the session, if there is one. [`ticket`] carries a login to another host, [`identity`] says who it is to the
//! application behind. Nothing passes unless a rule says so.

pub mod identity;
pub mod original;
pub mod path;
pub mod rules;
pub mod ticket;

pub use identity::{Identity, ProofClaims};
pub use original::{Original, OriginalFault, Proxy};
pub use path::{CleanPath, PathFault};
pub use rules::{Access, Application, Rule, RuleFault, Verdict, decide};
pub use ticket::{Redeemed, TicketRow};
