//! The bytes that are hashed. They are the same on both databases, and no two different entries have the same.
//!
//! The address and the browser's name go into the chain only as a hash with a salt of their own. When both have to go, the salt goes with
//! them: what stays tells nothing about them, since nobody can try addresses without it, and the chain still fits (requirement LO-08).

use sha2::{Digest, Sha256};

use super::Hash;
use super::entry::Entry;

/// The version of the form of these bytes; another form gets another word, and both stay verifiable.
const ENTRY: &[u8] = b"poortwachter audit entry v1";
const ORIGIN: &[u8] = b"poortwachter audit origin v1";

/// What stands in the chain for where an entry came from.
pub(super) fn origin_hash(salt: &[u8; 16], address: Option<&str>, user_agent: Option<&str>) -> Hash {
    let mut hash = Parts(Sha256::new());
    hash.bytes(ORIGIN);
    hash.bytes(salt);
    hash.optional(address.map(str::as_bytes));
    hash.optional(user_agent.map(str::as_bytes));
    hash.0.finalize().into()
}

/// The hash of one entry at its place in the chain, over the hash before it and all that is stored of it.
pub(super) fn link_hash(previous: &Hash, seq: i64, entry: &Entry, origin: &Hash) -> Hash {
    let mut hash = Parts(Sha256::new());
    hash.bytes(ENTRY);
    hash.bytes(previous);
    hash.number(seq);
    hash.number(entry.id);
    hash.number(entry.at);
    hash.bytes(entry.event.as_bytes());
    hash.number(i64::from(entry.success));
    hash.bytes(entry.reason.as_bytes());
    hash.optional(entry.factor_kind.as_deref().map(str::as_bytes));
    hash.bytes(entry.actor.as_bytes());
    hash.optional(entry.on_behalf_of.as_deref().map(str::as_bytes));
    hash.optional(entry.account.as_ref().map(|id| id.as_bytes().as_slice()));
    hash.optional(entry.journey.as_ref().map(|id| id.as_bytes().as_slice()));
    hash.optional(entry.session_hash.as_deref().map(str::as_bytes));
    hash.bytes(origin);
    hash.bytes(entry.request.as_bytes());
    hash.optional(entry.detail.as_deref().map(str::as_bytes));
    hash.optional(entry.client.as_deref().map(str::as_bytes));
    hash.0.finalize().into()
}

/// Parts that each carry their length, so that nothing can move from one to the next; absent and empty differ.
struct Parts(Sha256);

impl Parts {
    fn bytes(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    fn optional(&mut self, part: Option<&[u8]>) {
        match part {
            Some(part) => self.bytes(part),
            // No part has this length.
            None => self.number(-1),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn entry() -> Entry {
        Entry {
            id: 7,
            at: 1_800_000_000_000_000,
            event: "authn_login_success".to_owned(),
            success: true,
            reason: String::new(),
            factor_kind: Some("totp".to_owned()),
            actor: "visitor".to_owned(),
            on_behalf_of: None,
            account: Some(Uuid::from_u128(1)),
            journey: Some(Uuid::from_u128(2)),
            session_hash: Some("00000000000000ff".to_owned()),
            address: Some("192.0.2.7".to_owned()),
            user_agent: Some("A browser".to_owned()),
            request: "request-1".to_owned(),
            detail: None,
            client: None,
            seq: Some(3),
            hash: None,
            origin_salt: None,
            origin_hash: None,
        }
    }

    /// The form of the bytes never changes by accident: an older chain would not verify any more. The two were made by another program.
    #[test]
    fn lo_05_the_form_of_the_bytes_is_fixed() {
        let origin = origin_hash(&[9; 16], Some("192.0.2.7"), Some("A browser"));
        let hash = link_hash(&[0; 32], 3, &entry(), &origin);
        assert_eq!(data_encoding::HEXLOWER.encode(&origin), FIXED_ORIGIN);
        assert_eq!(data_encoding::HEXLOWER.encode(&hash), FIXED_LINK);
    }

    const FIXED_ORIGIN: &str = "6035adf430a3335658b9869e9772e35c42877f359500bef34e30b0b44a34dc3f";
    const FIXED_LINK: &str = "283ad18981ad8ef56062d5e6ad9d8fa604a082d3a35c7a77f0e91d24e4697af1";

    #[test]
    fn lo_05_every_field_is_in_the_hash() {
        let origin = [5; 32];
        let before = link_hash(&[0; 32], 3, &entry(), &origin);
        let changes: [fn(&mut Entry); 14] = [
            |e| e.id = 8,
            |e| e.at += 1,
            |e| e.event.push('x'),
            |e| e.success = false,
            |e| e.reason.push('x'),
            |e| e.factor_kind = None,
            |e| e.actor = "system".to_owned(),
            |e| e.on_behalf_of = Some(String::new()),
            |e| e.account = None,
            |e| e.journey = Some(Uuid::from_u128(3)),
            |e| e.session_hash = None,
            |e| e.request = String::new(),
            |e| e.detail = Some(String::new()),
            |e| e.client = Some("verzuim".to_owned()),
        ];
        for change in changes {
            let mut other = entry();
            change(&mut other);
            assert_ne!(link_hash(&[0; 32], 3, &other, &origin), before, "{other:?}");
        }
        assert_ne!(link_hash(&[1; 32], 3, &entry(), &origin), before);
        assert_ne!(link_hash(&[0; 32], 4, &entry(), &origin), before);
        assert_ne!(link_hash(&[0; 32], 3, &entry(), &[6; 32]), before);
    }

    #[test]
    fn lo_08_address_and_browser_stand_in_the_hash_of_the_origin() {
        let hash = |address, browser| origin_hash(&[9; 16], address, browser);
        let all =
            [hash(Some("a"), Some("b")), hash(Some("ab"), None), hash(None, Some("ab")), hash(Some("ab"), Some(""))];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one));
        }
        assert_ne!(origin_hash(&[8; 16], Some("a"), Some("b")), all[0], "the salt hides what was cut");
    }
}
