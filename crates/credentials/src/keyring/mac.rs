//! Keyed hashes: HMAC-SHA-256 (RFC 2104) under a subkey per purpose, over parts that each carry their length.
//!
//! [`Keyring::mac`] is for values that are verified later and names its key; [`Keyring::blind`] is for look-ups, so it is the bare
//! hash under the active key, and entries made before a rotation are no longer found.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Keyring, RootKey, push_part};

const VERSION: &str = "m1";

/// What a keyed hash is for; each has its own subkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MacPurpose {
    /// The fields of a session's row, so that a writer to the database cannot make one.
    Session,
    /// The fields of a ticket for an application's host, so that a writer to the database cannot make one.
    ForwardTicket,
    /// The fields of a session at an application's host, so that a writer to the database cannot make one.
    ForwardSession,
    /// The subject of a counter, such as a username that does not exist (J8).
    CounterSubject,
    /// The token in every form (WE-01).
    Csrf,
    /// The anonymous visit before a login.
    Visit,
    /// The value of a cookie that the portal reads back.
    Cookie,
    /// A browser that once completed a full login (D9).
    KnownBrowser,
    /// A code that was sent by SMS, bound to its journey and factor (D6).
    SmsCode,
    /// The number that goes with an activation link, bound to that link (J6b).
    ActivationPin,
    /// The row of a code or token, so that a writer to the database cannot make one.
    Token,
    /// The row of a public key that is published for applications.
    SigningKey,
    /// What a log shows instead of the thing itself (LO-03).
    Log,
    /// The username of somebody who was erased (NL-01).
    ErasedName,
}

impl MacPurpose {
    const fn label(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::ForwardTicket => "forward-ticket",
            Self::ForwardSession => "forward-session",
            Self::CounterSubject => "counter-subject",
            Self::Csrf => "csrf",
            Self::Visit => "visit",
            Self::Cookie => "cookie",
            Self::KnownBrowser => "known-browser",
            Self::SmsCode => "sms-code",
            Self::ActivationPin => "activation-pin",
            Self::Token => "token",
            Self::SigningKey => "signing-key",
            Self::Log => "log",
            Self::ErasedName => "erased-name",
        }
    }
}

/// A keyed hash in its text form `m1.<key id>.<base64url>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mac(String);

impl Mac {
    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Keyring {
    /// Hashes the parts under the active key.
    pub fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> Mac {
        let key = self.active();
        let tag = tag(key, "mac", purpose, parts);
        Mac(format!("{VERSION}.{}.{}", key.id, URL_SAFE_NO_PAD.encode(tag)))
    }

    /// Verifies a text form in constant time, with whichever key it names.
    pub fn verify_mac(&self, purpose: MacPurpose, parts: &[&[u8]], text: &str) -> bool {
        let Some((key, given)) = self.split_mac(text) else {
            return false;
        };
        tag(key, "mac", purpose, parts).as_slice().ct_eq(&given).into()
    }

    /// Hashes the parts under the active key to a bare value that can be looked up.
    pub fn blind(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        tag(self.active(), "blind", purpose, parts)
    }

    /// The same under every key, the active one first: for looking up what was made before a rotation.
    pub fn blind_all(&self, purpose: MacPurpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        self.keys.iter().map(|key| tag(key, "blind", purpose, parts)).collect()
    }

    fn split_mac(&self, text: &str) -> Option<(&RootKey, Vec<u8>)> {
        let (key_id, encoded) = text.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
        Some((self.key(key_id)?, URL_SAFE_NO_PAD.decode(encoded).ok()?))
    }
}

fn tag(key: &RootKey, family: &str, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
    let subkey = key.subkey(family, purpose.label());
    let mut mac = Hmac::<Sha256>::new_from_slice(subkey.as_slice()).expect("invariant: HMAC takes any key length");
    let mut message = Vec::new();
    for part in parts {
        push_part(&mut message, part);
    }
    mac.update(&message);
    mac.finalize().into_bytes().into()
}
