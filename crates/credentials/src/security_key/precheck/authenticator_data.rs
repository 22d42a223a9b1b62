//! The authenticator data: what the key itself signs (WebAuthn L3 section 6.1).

use super::Expected;
use super::cbor::{self, Item};
use crate::security_key::KeyRefusal;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKUP_STATE: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENSIONS: u8 = 0x80;
/// WebAuthn L3 section 5.8.3 keeps credential ids below 1024 bytes.
const MAX_CREDENTIAL_ID: usize = 1023;

/// Authenticator data, taken apart; nothing is left over.
pub(in crate::security_key) struct AuthenticatorData<'a> {
    id_hash: &'a [u8],
    flags: u8,
    pub attested: Option<Attested<'a>>,
}

/// The part of an enrolment (WebAuthn L3 section 6.5.1).
pub(in crate::security_key) struct Attested<'a> {
    pub aaguid: [u8; 16],
    pub credential_id: &'a [u8],
    pub public_key: Item<'a>,
}

/// Takes the bytes apart; none when they are short, long, or not what the flags say.
pub(super) fn parse(bytes: &[u8]) -> Option<AuthenticatorData<'_>> {
    let (id_hash, rest) = bytes.split_at_checked(32)?;
    let (&flags, rest) = rest.split_first()?;
    let (_sign_count, mut rest) = rest.split_at_checked(4)?;
    let mut attested = None;
    if flags & ATTESTED != 0 {
        let (one, after) = parse_attested(rest)?;
        (attested, rest) = (Some(one), after);
    }
    if flags & EXTENSIONS != 0 {
        let (extensions, after) = cbor::parse_first(rest)?;
        matches!(extensions, Item::Map(_)).then_some(())?;
        rest = after;
    }
    rest.is_empty().then_some(AuthenticatorData { id_hash, flags, attested })
}

fn parse_attested(bytes: &[u8]) -> Option<(Attested<'_>, &[u8])> {
    let (aaguid, rest) = bytes.split_first_chunk::<16>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > MAX_CREDENTIAL_ID {
        return None;
    }
    let (credential_id, rest) = rest.split_at_checked(length)?;
    let (public_key, rest) = cbor::parse_first(rest)?;
    Some((Attested { aaguid: *aaguid, credential_id, public_key }, rest))
}

impl AuthenticatorData<'_> {
    /// Checks RP ID, touch, verified user where one is needed, and backup flags, in this order.
    pub fn check(&self, expected: &Expected<'_>) -> Result<(), KeyRefusal> {
        if self.id_hash != expected.id_hash {
            return Err(KeyRefusal::WrongRelyingParty);
        }
        if self.flags & USER_PRESENT == 0 {
            return Err(KeyRefusal::NotTouched);
        }
        if expected.role.verifies_user() && !self.user_verified() {
            return Err(KeyRefusal::NotVerified);
        }
        if self.flags & BACKUP_STATE != 0 && !self.backup_eligible() {
            return Err(KeyRefusal::Backup);
        }
        Ok(())
    }

    /// Whether the key says that it verified its user.
    pub fn user_verified(&self) -> bool {
        self.flags & USER_VERIFIED != 0
    }

    /// Whether the key says that it may be backed up.
    pub fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }
}

/// What a public key is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyShape {
    /// ES256 on P-256, or RS256.
    Asked,
    /// Another algorithm.
    NotAsked,
    /// No public key, or one that does not fit its algorithm.
    Broken,
}

/// The shape of a COSE key (RFC 9052 section 7, RFC 9053 section 7.1): ES256 must stand on P-256 with coordinates of 32 bytes,
/// which the library leaves open.
pub(super) fn shape(key: &Item<'_>) -> KeyShape {
    match key.get_integer(3).and_then(Item::as_integer) {
        Some(-7) => {
            let coordinate = |label| key.get_integer(label).and_then(Item::as_bytes).is_some_and(|b| b.len() == 32);
            let on_p256 = key.get_integer(1).and_then(Item::as_integer) == Some(2)
                && key.get_integer(-1).and_then(Item::as_integer) == Some(1);
            if on_p256 && coordinate(-2) && coordinate(-3) { KeyShape::Asked } else { KeyShape::Broken }
        }
        Some(-257) => KeyShape::Asked,
        Some(_) => KeyShape::NotAsked,
        None => KeyShape::Broken,
    }
}
