//! Mails with a real server: npm's `smtp-server`, which accepts, refuses, hangs up and keeps silent as it is told.
//!
//! The dispatcher runs in the test's process on an SQLite store of its own, with a clock that can be put forward; `serve`, `mail test` and `check` run as the
//! real program. `./test` installs what is needed; `./test --quick` leaves this program out.

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

// The same folder, program and browser as in the tests of commands.
#[allow(dead_code, reason = "not all of it is needed here")]
#[path = "../commands/client.rs"]
mod client;
#[allow(dead_code, reason = "not all of it is needed here")]
#[path = "../commands/login.rs"]
mod login;
#[allow(dead_code, reason = "not all of it is needed here")]
#[path = "../commands/place.rs"]
mod place;
#[allow(dead_code, reason = "not all of it is needed here")]
#[path = "../commands/portal.rs"]
mod portal;

#[path = "../sms/certificate.rs"]
mod certificate;

mod command;
mod dispatching;
mod letters;
mod security;
mod server;
mod serving;
mod stage;
