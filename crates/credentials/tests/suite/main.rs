//! The crate from outside: vectors of the standards, and the rules of the requirements by their numbers.

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod activation;
mod common_passwords;
mod first_proof;
mod foreign;
mod hashing;
mod keyring;
mod leaks;
mod password;
mod phone;
mod recovery_code;
mod security_key;
mod sms;
mod strength;
mod support;
mod token;
mod totp;
mod vectors;
mod witness;
