//! What a root key holds of applications: where each value stands, and its row's MAC under the active key.

use credentials::ids::AccountId;
use credentials::keyring::{Binding, Mac, Purpose};
use oidc::code::FamilyId;

use super::sealing::{TokenSeal, grant_at, pushed_at, request_at};
use super::{code, redeem};
use crate::db::Row;
use crate::{Store, StoreError};

/// Where an authorization request stands.
pub(crate) fn request_place(row: &Row) -> Result<(Purpose, Binding), StoreError> {
    Ok((Purpose::Authorization, request_at(row.uuid("id")?)))
}

/// Where a pushed request stands.
pub(crate) fn pushed_place(row: &Row) -> Result<(Purpose, Binding), StoreError> {
    Ok((Purpose::Authorization, pushed_at(&row.token("hash")?)))
}

/// Where what an application was given stands.
pub(crate) const fn grant_place(family: FamilyId, account: AccountId) -> Binding {
    grant_at(family, account)
}

/// The MAC of a code's row; `None` when the one that it carries is not this installation's.
pub(crate) fn code_mac(store: &Store, row: &Row) -> Result<Option<Mac>, StoreError> {
    let seal = code::seal(row.token("hash")?, FamilyId(row.uuid("family_id")?), row.time("issued_at")?);
    again(store, row, &seal)
}

/// The same of a refresh token's.
pub(crate) fn refresh_mac(store: &Store, row: &Row) -> Result<Option<Mac>, StoreError> {
    let times = (row.time("issued_at")?, row.time("expires_at")?);
    again(store, row, &redeem::refresh_seal(row.token("hash")?, FamilyId(row.uuid("family_id")?), times))
}

/// The same of an access token's.
pub(crate) fn access_mac(store: &Store, row: &Row) -> Result<Option<Mac>, StoreError> {
    let (scopes, times) = (row.text("scopes")?, (row.time("issued_at")?, row.time("expires_at")?));
    again(store, row, &redeem::access_seal(row.token("hash")?, FamilyId(row.uuid("family_id")?), &scopes, times))
}

fn again(store: &Store, row: &Row, seal: &TokenSeal<'_>) -> Result<Option<Mac>, StoreError> {
    Ok(seal.verify(store, &row.text("mac")?).then(|| seal.make(store)))
}
