//! What is stored of codes, tokens and requests so that nobody can make or change it who can only write to the database.
//!
//! What an application asked for and was given is sealed to its row; the row of a code or token carries a MAC.

use credentials::ids::AccountId;
use credentials::keyring::{Binding, Mac, MacPurpose, Purpose, Sealed};
use credentials::token::TokenHash;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use oidc::authorize::CodeGrant;
use oidc::code::FamilyId;

use crate::{Store, StoreError};

pub(super) const fn request_at(id: Uuid) -> Binding {
    Binding { table: "authorization_requests", column: "request_sealed", row: id, account: AccountId::NOBODY }
}

/// A pushed request has no id of its own: the first half of its name's hash stands for it.
pub(super) fn pushed_at(hash: &TokenHash) -> Binding {
    let (first, _) = hash.as_bytes().split_at(16);
    let row = Uuid::from_slice(first).expect("invariant: half of 32 bytes is 16");
    Binding { table: "pushed_requests", column: "request_sealed", row, account: AccountId::NOBODY }
}

pub(super) const fn grant_at(family: FamilyId, account: AccountId) -> Binding {
    Binding { table: "token_families", column: "grant_sealed", row: family.0, account }
}

impl Store {
    pub(crate) fn seal_json(&self, binding: &Binding, value: &impl Serialize) -> Sealed {
        let json = serde_json::to_vec(value).expect("invariant: requests and grants are plain data");
        self.keyring.seal(Purpose::Authorization, binding, &json, self.rng.as_ref())
    }

    pub(crate) fn open_json<T: DeserializeOwned>(&self, binding: &Binding, sealed: &Sealed) -> Result<T, StoreError> {
        let json = self.keyring.open(Purpose::Authorization, binding, sealed)?;
        serde_json::from_slice(&json).map_err(|_| StoreError::Row { column: binding.column })
    }

    pub(super) fn seal_grant(&self, family: FamilyId, grant: &CodeGrant) -> Sealed {
        self.seal_json(&grant_at(family, grant.account), grant)
    }

    pub(super) fn open_grant(
        &self,
        family: FamilyId,
        account: AccountId,
        sealed: &Sealed,
    ) -> Result<CodeGrant, StoreError> {
        self.open_json(&grant_at(family, account), sealed)
    }
}

/// The row of a code or token, as its MAC sees it.
pub(super) struct TokenSeal<'a> {
    pub kind: &'static str,
    pub hash: TokenHash,
    pub family: FamilyId,
    pub issued_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub scopes: &'a str,
}

impl TokenSeal<'_> {
    pub(super) fn make(&self, store: &Store) -> Mac {
        self.with_parts(|parts| store.keyring.mac(MacPurpose::Token, parts))
    }

    pub(super) fn verify(&self, store: &Store, stored: &str) -> bool {
        let ours = self.with_parts(|parts| store.keyring.verify_mac(MacPurpose::Token, parts, stored));
        if !ours {
            tracing::warn!(kind = self.kind, "the row of a code or token does not carry this installation's MAC");
        }
        ours
    }

    fn with_parts<T>(&self, hash: impl FnOnce(&[&[u8]]) -> T) -> T {
        // In microseconds, as they are stored.
        let micros = |at: Timestamp| at.as_microsecond().to_be_bytes();
        let (issued, expires) = (micros(self.issued_at), self.expires_at.map(micros).unwrap_or_default());
        hash(&[
            self.kind.as_bytes(),
            self.hash.as_bytes(),
            self.family.0.as_bytes(),
            &issued,
            &expires,
            self.scopes.as_bytes(),
        ])
    }
}
