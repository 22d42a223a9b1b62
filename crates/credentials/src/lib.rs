//! Secrets in, witness out: parsing, generating, hashing, sealing and verifying credentials.
//!
//! Every secret that the portal knows enters here as text or bytes and leaves as a sealed row, a hash, or a *witness*: a value
//! that says what was proven, for which account, in which journey and when. Only the verifiers of this crate (and
//! [`witness::unseal`], which opens what they made) can make a witness.
//!
//! No database, no network, no async, no clock and no randomness of its own: the caller gives `now` and an [`rng::Rng`].
//! Begin reading at [`witness`], then [`keyring`] (how things are sealed) and [`hashing`] (how passwords are verified).

pub mod activation_pin;
pub mod grant;
pub mod hashing;
pub mod ids;
pub mod keyring;
pub mod letter_code;
pub mod mailed_link;
pub mod password;
pub mod phone;
pub mod places;
pub mod recovery_code;
pub mod rng;
pub mod security_key;
pub mod sms;
pub mod step_up;
pub mod token;
pub mod totp;
pub mod witness;
