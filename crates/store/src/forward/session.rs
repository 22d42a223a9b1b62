//! Sessions at the hosts of applications: each belongs to a session of the portal and ends with it.

use credentials::ids::SessionId;
use credentials::token::TokenHash;
use jiff::Timestamp;

use super::mac::Sealing;
use super::spend::ForwardSpend;
use crate::db::values;
use crate::sessions::LOAD_FORWARD;
use crate::work::Work;
use crate::{Acting, SessionView, Store, StoreError};

/// How many one session has at one host at most: browser tabs that log in at the same moment each get a cookie, and the last one stays.
const PER_HOST: u32 = 4;

/// A session at an application's host, with that of the portal behind it.
pub(crate) struct ForwardSession {
    /// Of an active account; whether it is alive is not asked yet.
    pub(crate) view: SessionView,
    /// The only host at which the cookie counts.
    pub(crate) host: String,
    /// When the cookie was made.
    pub(crate) created_at: Timestamp,
}

impl Store {
    /// Ends one cookie of an application's host and nothing else; whose session it was.
    pub async fn end_forward_session(&self, token: &TokenHash, host: &str) -> Result<Option<SessionId>, StoreError> {
        let mut tx = self.db.write().await?;
        let sql = "DELETE FROM forward_sessions WHERE token_hash = $1 AND host = $2 RETURNING session_id";
        let Some(row) = tx.fetch_optional(sql, &values![token, host]).await? else { return Ok(None) };
        let session = SessionId::from_uuid(row.uuid("session_id")?);
        tx.commit().await?;
        Ok(Some(session))
    }

    /// The session behind the cookie of an application's host, made by this installation.
    pub(crate) async fn load_forward_session(&self, token: &TokenHash) -> Result<Option<ForwardSession>, StoreError> {
        let Some(row) = self.db.fetch_optional(LOAD_FORWARD, &values![token]).await? else { return Ok(None) };
        let (host, created_at) = (row.text("host")?, row.time("forwarded_at")?);
        let genuine = Sealing::read(&row, *token, &host, created_at)?.verify(&self.keyring, &row.text("forward_mac")?);
        if !genuine {
            tracing::warn!("the row of a session at an application's host does not carry this installation's MAC");
            return Ok(None);
        }
        let view = self.read_session(&row)?;
        Ok(view.map(|view| ForwardSession { view, host, created_at }))
    }
}

impl Work<'_> {
    /// Opens a session at an application's host for a session that is alive; the oldest of that host goes when there are too many.
    pub(crate) async fn open_forward(
        &mut self,
        acting: &Acting<'_>,
        spend: &ForwardSpend<'_>,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM forward_sessions WHERE session_id = $1 AND host = $2 AND token_hash NOT IN \
                   (SELECT token_hash FROM forward_sessions WHERE session_id = $1 AND host = $2 \
                   ORDER BY created_at DESC, token_hash LIMIT $3)";
        self.tx.execute(sql, &values![acting.session, spend.host, PER_HOST - 1]).await?;
        let (created_at, token) = (self.ctx.now, *spend.cookie);
        let sealing = Sealing { token, session: acting.session, account: acting.account, host: spend.host, created_at };
        let mac = sealing.make(&self.store.keyring);
        let sql = "INSERT INTO forward_sessions (token_hash, session_id, account_id, host, created_at, mac) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let parameters = values![spend.cookie, acting.session, acting.account, spend.host, created_at, mac.as_str()];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
