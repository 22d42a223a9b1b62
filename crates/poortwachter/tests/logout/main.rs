//! Telling applications that a session is over (OpenID Connect Back-Channel Logout, OP-19), and the guard of outgoing calls (OP-20).
//!
//! The portal runs in the test's process, sessions are real ones, and the application is a socket on loopback that does what it is told.
//! Begin reading at [`stage`].

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod application;
mod guard;
mod stage;
mod telling;
mod trouble;
