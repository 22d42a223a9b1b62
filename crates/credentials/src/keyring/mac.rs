//! Keyed hashes: HMAC-SHA-256 (RFC 2104) under a subkey per purpose, over parts that each carry their length.
//!
//! [`Keyring::mac`] is for values that are verified later and names its key; [`Keyring::blind`] is for look-ups, so it is a bare hash. It is made with the
//! oldest key that there is, so that a rotation loses no counter; when that key goes, what is counted by name begins again with the next one.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Keyring, RootKey, Subkey, push_part};

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
    /// The whole of a backup, so that whoever knows for whom backups are encrypted cannot make one.
    Backup,
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
            Self::Backup => "backup",
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
        let keys = self.keys();
        let key = keys.active();
        let tag = tag(&key.subkey("mac", purpose.label()), parts);
        Mac(format!("{VERSION}.{}.{}", key.id, URL_SAFE_NO_PAD.encode(tag)))
    }

    /// Verifies a text form in constant time, with whichever key it names.
    pub fn verify_mac(&self, purpose: MacPurpose, parts: &[&[u8]], text: &str) -> bool {
        let Some((key_id, given)) = split_mac(text) else { return false };
        let keys = self.keys();
        keys.key(key_id)
            .is_some_and(|key| tag(&key.subkey("mac", purpose.label()), parts).as_slice().ct_eq(&given).into())
    }

    /// Hashes the parts to a bare value that can be looked up, on every node alike and whichever key is active.
    pub fn blind(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        tag(&blind_subkey(self.keys().oldest(), purpose), parts)
    }

    /// The same first, then what it was or would be under every other key: for looking up what was made before the oldest key went. Names of people who
    /// were erased are found under keys that are gone as well.
    pub fn blind_all(&self, purpose: MacPurpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        let keys = self.keys();
        let roots = keys.roots.iter().rev().map(|key| tag(&blind_subkey(key, purpose), parts));
        let remembered = keys.remembered.iter().filter(|_| purpose == MacPurpose::ErasedName);
        roots.chain(remembered.map(|key| tag(&key.names, parts))).collect()
    }
}

fn split_mac(text: &str) -> Option<(&str, Vec<u8>)> {
    let (key_id, encoded) = text.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    Some((key_id, URL_SAFE_NO_PAD.decode(encoded).ok()?))
}

/// The subkey with which one key hashes what is looked up.
pub(super) fn blind_subkey(key: &RootKey, purpose: MacPurpose) -> Subkey {
    key.subkey("blind", purpose.label())
}

fn tag(subkey: &Subkey, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(subkey.as_slice()).expect("invariant: HMAC takes any key length");
    let mut message = Vec::new();
    for part in parts {
        push_part(&mut message, part);
    }
    mac.update(&message);
    mac.finalize().into_bytes().into()
}
