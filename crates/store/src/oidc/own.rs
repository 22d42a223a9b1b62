//! Whether rows are this installation's, for looking at all of them.

use credentials::keyring::Purpose;
use oidc::code::FamilyId;

use super::code;
use super::redeem::{access_seal, refresh_seal};
use super::sealing::pushed_at;
use crate::db::Row;
use crate::{Store, StoreError};

impl Store {
    /// Whether the row of an authorization code carries this installation's MAC.
    pub(crate) fn is_own_code(&self, row: &Row) -> Result<bool, StoreError> {
        let family = FamilyId(row.uuid("family_id")?);
        Ok(code::seal(row.token("hash")?, family, row.time("issued_at")?).verify(self, &row.text("mac")?))
    }

    /// The same of a refresh token.
    pub(crate) fn is_own_refresh(&self, row: &Row) -> Result<bool, StoreError> {
        let (family, times) = (FamilyId(row.uuid("family_id")?), (row.time("issued_at")?, row.time("expires_at")?));
        Ok(refresh_seal(row.token("hash")?, family, times).verify(self, &row.text("mac")?))
    }

    /// The same of an access token.
    pub(crate) fn is_own_access(&self, row: &Row) -> Result<bool, StoreError> {
        let (family, times) = (FamilyId(row.uuid("family_id")?), (row.time("issued_at")?, row.time("expires_at")?));
        let scopes = row.text("scopes")?;
        Ok(access_seal(row.token("hash")?, family, &scopes, times).verify(self, &row.text("mac")?))
    }

    /// Whether a pushed request opens.
    pub(crate) fn opens_pushed(&self, row: &Row) -> Result<bool, StoreError> {
        let place = pushed_at(&row.token("hash")?);
        Ok(self.keyring.open(Purpose::Authorization, &place, &row.sealed("request_sealed")?).is_ok())
    }
}
