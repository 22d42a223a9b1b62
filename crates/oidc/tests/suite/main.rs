//! The crate from outside: vectors of the standards, and the rules of the requirements by their numbers.

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod authorize;
mod client_auth;
mod decide;
mod documents;
mod forward_path;
mod forward_rules;
mod hints;
mod jose;
mod keys;
mod logout;
mod outgoing;
mod par;
mod pkce;
mod redirects;
mod support;
mod tokens;
