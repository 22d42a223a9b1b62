//! Tells applications that a session is over (OpenID Connect Back-Channel Logout 1.0, OP-19).
//!
//! Whatever ends a session leaves one row for each application with a login in it, in the same transaction. [`Dispatcher`] claims rows,
//! signs a fresh token for each try, posts it through [`crate::outgoing`], and writes down what the application answered. A row goes
//! out at least once, and never after its success was written down.

mod deliver;
mod dispatcher;

pub use dispatcher::{Dispatcher, Parts};
