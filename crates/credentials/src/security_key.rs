//! USB security keys (type U2F) and passkeys: enrolment and login by WebAuthn Level 3, as a second factor. A security key is only
//! touched; a passkey has to verify its user each time. [`KeyRole`] says which of the two a ceremony and a row are about.
//!
//! A [`RelyingParty`] makes the options for the browser and judges what comes back. Every answer passes our own pre-check first
//! (`precheck`: sizes, depths, client data, authenticator data), because the library bounds no CBOR and knows no `topOrigin`;
//! signatures and attestation statements are the library's work. The library draws the challenges from the operating system
//! and reads the wall clock for the validity of attestation certificates: the one exception to the rule of this crate.
//!
//! A ceremony is used once and its key's counter only goes up: both are decided by the store, in the commit. Begin reading
//! at `relying_party`, then `enrol` and `verify`.

mod base64url;
mod ceremony;
mod enrol;
mod precheck;
mod refusal;
mod relying_party;
mod role;
mod sealed;
#[cfg(feature = "testing")]
pub mod testing;
mod verify;

use jiff::SignedDuration;

pub use ceremony::{KeyChallenge, PendingKey};
pub use enrol::KeyProven;
pub use refusal::KeyRefusal;
pub use relying_party::{Attestation, RelyingParty, RelyingPartyError};
pub use role::KeyRole;
pub use sealed::{CredentialHash, KeyTraits, SealedKey};
pub use verify::KeyAccepted;

/// How long a ceremony may take; at this age it no longer counts (WA-02).
pub const CEREMONY: SignedDuration = SignedDuration::from_mins(5);
