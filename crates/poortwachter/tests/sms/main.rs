//! Codes by SMS with real peers: a message centre on npm's `smpp`, Kannel, and gateways over HTTP that hang, break and lie.
//!
//! The dispatcher runs in the test's process on an SQLite store of its own; `sms test` and `check` run as the real program. `./test` installs what is
//! needed; `./test --quick` leaves this program out.

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod certificate;
mod command;
mod dispatching;
mod gateway;
mod http;
mod kannel;
mod long;
mod smpp;
mod smsc;
mod stage;
