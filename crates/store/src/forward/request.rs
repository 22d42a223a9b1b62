//! What somebody asked for at an application's host, kept while they log in.

use credentials::ids::AccountId;
use credentials::keyring::{Binding, Purpose};
use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::db::{Row, values};
use crate::{Store, StoreError};

/// How long it is kept: it outlives a recovery (rule J11).
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A page that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardRequest {
    /// A UUID version 7; no secret.
    pub id: Uuid,
    /// The application's host, as `oidc::forward::Original::host` writes it.
    pub host: String,
    /// Path and query.
    pub target: String,
    /// SHA-256 of the nonce that the browser has in a cookie of that host.
    pub nonce: TokenHash,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl Store {
    /// Keeps what was asked for, for 24 hours.
    pub async fn save_forward_request(&self, request: &ForwardRequest) -> Result<(), StoreError> {
        let sql = "INSERT INTO forward_requests (id, host, target_sealed, nonce_hash, created_at) VALUES ($1, $2, $3, $4, $5)";
        let sealed = self.seal_json(&target_at(request.id), &request.target);
        let parameters = values![request.id, &request.host, &sealed, &request.nonce, request.created_at];
        self.db.execute(sql, &parameters).await.map(|_| ())
    }

    /// What was asked for; `None` when there is no such request, or it is older than 24 hours.
    pub async fn load_forward_request(&self, id: Uuid, now: Timestamp) -> Result<Option<ForwardRequest>, StoreError> {
        let sql = "SELECT * FROM forward_requests WHERE id = $1 AND created_at > $2";
        let found = self.db.fetch_optional(sql, &values![id, now - KEPT]).await?;
        found.as_ref().map(|row| self.read_forward_request(row)).transpose()
    }

    fn read_forward_request(&self, row: &Row) -> Result<ForwardRequest, StoreError> {
        let id = row.uuid("id")?;
        Ok(ForwardRequest {
            id,
            host: row.text("host")?,
            target: self.open_json(&target_at(id), &row.sealed("target_sealed")?)?,
            nonce: row.token("nonce_hash")?,
            created_at: row.time("created_at")?,
        })
    }
}

/// Where a request's target stands.
pub(crate) fn request_place(row: &Row) -> Result<(Purpose, Binding), StoreError> {
    Ok((Purpose::Authorization, target_at(row.uuid("id")?)))
}

/// An address can name a person, and stays for a day: only this row says it.
const fn target_at(id: Uuid) -> Binding {
    Binding { table: "forward_requests", column: "target_sealed", row: id, account: AccountId::NOBODY }
}
