//! Finding access and refresh tokens, with whether the login behind them is alive.
//!
//! Nothing is written when a session ends, a factor is wiped, an account suspended or a client switched off: the tokens die by this
//! join, at that moment and on every node (OP-09).

use credentials::token::TokenHash;
use jiff::Timestamp;
use journey::session::SessionPolicy;
use oidc::authorize::CodeGrant;
use oidc::client::ClientId;
use oidc::code::FamilyId;
use oidc::token::{AccessRow, RefreshRow};

use super::redeem::{access_seal, refresh_seal};
use crate::db::{Row, values};
use crate::{Store, StoreError};

/// The token, its family and, if everything behind it is alive, the session.
macro_rules! find {
    ($columns:literal, $table:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " t.family_id, t.issued_at AS token_issued_at, t.expires_at AS token_expires_at, t.mac AS token_mac, \
             f.account_id AS family_account, f.grant_sealed, f.revoked_at, s.* FROM ",
            $table,
            " t JOIN token_families f ON f.id = t.family_id \
             LEFT JOIN sessions s ON s.id = f.session_id AND s.account_id = f.account_id \
             AND s.expires_at > $2 AND s.last_seen_at > $3 \
             AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = f.account_id AND a.status = 'active') \
             AND EXISTS (SELECT 1 FROM factors k WHERE k.id = s.factor_id AND k.account_id = s.account_id \
             AND k.wiped_at IS NULL) \
             AND EXISTS (SELECT 1 FROM clients c WHERE c.id = f.client_id AND c.disabled_at IS NULL \
             AND f.started_at >= c.enabled_at) WHERE t.hash = $1"
        )
    };
}

const ACCESS: &str = find!("t.scopes AS token_scopes,", "access_tokens");
const REFRESH: &str = find!("t.spent_at AS token_spent_at,", "refresh_tokens");

const OWNER: &str = "SELECT f.id, f.client_id FROM token_families f WHERE f.id IN \
                     (SELECT family_id FROM access_tokens WHERE hash = $1 \
                     UNION ALL SELECT family_id FROM refresh_tokens WHERE hash = $1)";

impl Store {
    /// The access token's row, ended or not; [`AccessRow::is_active`] says what it is worth.
    pub async fn find_access(
        &self,
        hash: &TokenHash,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Option<AccessRow>, StoreError> {
        let found = self.db.fetch_optional(ACCESS, &values![hash, now, now - policy.idle]).await?;
        found.map_or(Ok(None), |row| self.read_access(*hash, &row))
    }

    /// The refresh token's row, spent or not; [`RefreshRow::rotate`] decides, and [`Store::rotate_refresh`] has the last word.
    pub async fn find_refresh(
        &self,
        hash: &TokenHash,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Option<RefreshRow>, StoreError> {
        let found = self.db.fetch_optional(REFRESH, &values![hash, now, now - policy.idle]).await?;
        found.map_or(Ok(None), |row| self.read_refresh(*hash, &row))
    }

    /// Whose an access or refresh token is, for [`oidc::token::revoke`].
    pub async fn find_token(&self, hash: &TokenHash) -> Result<Option<(FamilyId, ClientId)>, StoreError> {
        let found = self.db.fetch_optional(OWNER, &values![hash]).await?;
        found.map(|row| Ok((FamilyId(row.uuid("id")?), row.client("client_id")?))).transpose()
    }

    fn read_access(&self, hash: TokenHash, row: &Row) -> Result<Option<AccessRow>, StoreError> {
        let (family, times) = read_common(row)?;
        let scopes = row.text("token_scopes")?;
        if !access_seal(hash, family, &scopes, times).verify(self, &row.text("token_mac")?) {
            return Ok(None);
        }
        let grant = self.read_grant(family, row)?;
        Ok(Some(AccessRow {
            hash,
            family,
            scopes: row.scopes("token_scopes")?,
            issued_at: times.0,
            expires_at: times.1,
            revoked: row.time_opt("revoked_at")?.is_some(),
            login_alive: self.is_alive(row)?,
            client: grant.client,
            account: grant.account,
            session: grant.session,
            claims: grant.claims,
            acr: grant.acr,
            auth_time: grant.auth_time,
        }))
    }

    fn read_refresh(&self, hash: TokenHash, row: &Row) -> Result<Option<RefreshRow>, StoreError> {
        let (family, times) = read_common(row)?;
        if !refresh_seal(hash, family, times).verify(self, &row.text("token_mac")?) {
            return Ok(None);
        }
        Ok(Some(RefreshRow {
            hash,
            family,
            grant: self.read_grant(family, row)?,
            expires_at: times.1,
            spent_at: row.time_opt("token_spent_at")?,
            revoked: row.time_opt("revoked_at")?.is_some(),
            login_alive: self.is_alive(row)?,
        }))
    }

    fn read_grant(&self, family: FamilyId, row: &Row) -> Result<CodeGrant, StoreError> {
        self.open_grant(family, row.account("family_account")?, &row.sealed("grant_sealed")?)
    }

    /// Whether there is a session beside the token, and it is this installation's.
    fn is_alive(&self, row: &Row) -> Result<bool, StoreError> {
        Ok(row.uuid_opt("id")?.is_some() && self.is_own_session(row)?)
    }
}

fn read_common(row: &Row) -> Result<(FamilyId, (Timestamp, Timestamp)), StoreError> {
    let family = FamilyId(row.uuid("family_id")?);
    Ok((family, (row.time("token_issued_at")?, row.time("token_expires_at")?)))
}
