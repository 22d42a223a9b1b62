//! A signed head: one line of text that says how far the chain was and what its hash was, and that can be kept elsewhere.
//!
//! `pwa1.<kind>.<key id>.<number>.<hash in hexadecimal>.<microseconds since 1970>.<signature in base64url>`. What is signed is the text before the last dot,
//! so an auditor needs only the public key and any tool that knows Ed25519 (RFC 8032).

use std::fmt;

use credentials::keyring::{Keyring, SIGNATURE, SignPurpose, SignatureCheck};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jiff::Timestamp;

use super::Hash;

const VERSION: &str = "pwa1";

/// What a signed line vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeadKind {
    /// The chain was this far, and this was its hash.
    Head,
    /// Everything up to here was purged; verification begins after it.
    Anchor,
    /// Addresses and browsers up to here were cut.
    Cut,
}

impl HeadKind {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Anchor => "anchor",
            Self::Cut => "cut",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Head, Self::Anchor, Self::Cut].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A signed line, taken apart. That it was parsed says nothing about its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// What it vouches for.
    pub kind: HeadKind,
    /// The id of the key that signed it.
    pub key_id: String,
    /// The number of the entry in the chain.
    pub seq: i64,
    /// The hash at that entry.
    pub hash: [u8; 32],
    /// When it was signed.
    pub at: Timestamp,
    signature: [u8; SIGNATURE],
}

/// Why a text is no signed head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// It does not have the form.
    #[error("it is not a line that `audit head` prints")]
    Malformed,
    /// The signature is not of the key that it names.
    #[error("its signature is wrong")]
    Signature,
    /// The key that it names is not in the key file.
    #[error("it was signed with a key that is not in the key file")]
    UnknownKey,
}

impl SignedHead {
    pub(super) fn sign(kind: HeadKind, seq: i64, hash: Hash, at: Timestamp, keyring: &Keyring) -> Self {
        // In microseconds, as it is written.
        let at = Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
        // The id is part of what is signed: no change of keys in between.
        let keyring = keyring.fixed();
        let key_id = keyring.active_key_id();
        let mut head = Self { kind, key_id, seq, hash, at, signature: [0; SIGNATURE] };
        head.signature = keyring.sign(SignPurpose::AuditHead, head.message().as_bytes());
        head
    }

    /// Takes a line apart; its signature is not looked at.
    pub fn parse(text: &str) -> Result<Self, HeadError> {
        Self::take_apart(text.trim()).ok_or(HeadError::Malformed)
    }

    fn take_apart(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        if parts.next()? != VERSION {
            return None;
        }
        let head = Self {
            kind: HeadKind::parse(parts.next()?)?,
            key_id: parts.next()?.to_owned(),
            seq: parts.next()?.parse().ok().filter(|seq| *seq >= 0)?,
            hash: HEXLOWER.decode(parts.next()?.as_bytes()).ok()?.try_into().ok()?,
            at: Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?,
            signature: BASE64URL_NOPAD.decode(parts.next()?.as_bytes()).ok()?.try_into().ok()?,
        };
        // Only one text is that of a head: "+7" and "007" are numbers too.
        (parts.next().is_none() && head.to_string() == text).then_some(head)
    }

    /// Checks the signature, also of a key that is gone but remembered.
    pub fn check(&self, keyring: &Keyring) -> Result<(), HeadError> {
        let message = self.message();
        Self::result(keyring.check_signature(SignPurpose::AuditHead, &self.key_id, message.as_bytes(), &self.signature))
    }

    /// Checks the signature of what decides where the chain begins and ends. Whoever got hold of a key that is gone could sign another beginning; a head
    /// in the middle has to fit the chain anyway.
    pub(super) fn check_living(&self, keyring: &Keyring) -> Result<(), HeadError> {
        let message = self.message();
        Self::result(keyring.check_living_signature(
            SignPurpose::AuditHead,
            &self.key_id,
            message.as_bytes(),
            &self.signature,
        ))
    }

    fn result(checked: SignatureCheck) -> Result<(), HeadError> {
        match checked {
            SignatureCheck::Good => Ok(()),
            SignatureCheck::Wrong => Err(HeadError::Signature),
            SignatureCheck::UnknownKey => Err(HeadError::UnknownKey),
        }
    }

    fn message(&self) -> String {
        let (kind, hash) = (self.kind.as_str(), HEXLOWER.encode(&self.hash));
        format!("{VERSION}.{kind}.{}.{}.{hash}.{}", self.key_id, self.seq, self.at.as_microsecond())
    }
}

impl fmt::Display for SignedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.message(), BASE64URL_NOPAD.encode(&self.signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &str = "poortwachter-keys v1\nk-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= active\n";

    fn head() -> SignedHead {
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        SignedHead::sign(HeadKind::Head, 7, [0xab; 32], at, &Keyring::parse(KEYS).unwrap())
    }

    #[test]
    fn lo_05_a_head_is_read_back_and_checked() {
        let (keyring, text) = (Keyring::parse(KEYS).unwrap(), head().to_string());
        let read = SignedHead::parse(&format!(" {text}\n")).unwrap();
        assert_eq!((read.seq, read.check(&keyring)), (7, Ok(())));
        assert!(text.starts_with("pwa1.head.k-1.7.abab"), "{text}");
        let stranger = KEYS.replace("k-1 ", "k-2 ");
        assert_eq!(read.check(&Keyring::parse(&stranger).unwrap()), Err(HeadError::UnknownKey));
        let other = KEYS.replace("AAEC", "AAED");
        assert_eq!(read.check(&Keyring::parse(&other).unwrap()), Err(HeadError::Signature));
    }

    #[test]
    fn lo_05_what_was_changed_in_a_head_shows() {
        let (keyring, text) = (Keyring::parse(KEYS).unwrap(), head().to_string());
        for (from, to) in [("k-1.7.", "k-1.8."), (".head.", ".anchor."), (".abab", ".abac"), (".18000", ".18001")] {
            let changed = SignedHead::parse(&text.replacen(from, to, 1)).unwrap();
            assert_eq!(changed.check(&keyring), Err(HeadError::Signature), "{from}");
        }
        for bad in
            ["", "pwa1", &text[..text.len() - 1], &text.replacen(".7.", ".+7.", 1), &text.replacen("pwa1", "pwa2", 1)]
        {
            assert_eq!(SignedHead::parse(bad).err(), Some(HeadError::Malformed), "{bad}");
        }
    }
}
