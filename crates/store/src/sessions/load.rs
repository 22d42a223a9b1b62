//! Checking the session behind a cookie, at every request.

use credentials::ids::{FactorId, SessionId};
use credentials::keyring::Mac;
use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use journey::session::SessionPolicy;
use journey::{Language, Role, Session, Username};

use super::mac::Sealing;
use crate::accounts::parse_groups;
use crate::db::{Row, values};
use crate::{Store, StoreError};

/// The last request is written down at most once in this time.
pub(super) const TOUCH: SignedDuration = SignedDuration::from_mins(1);

/// A session that counts, with what pages and applications are told about its owner.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// The session.
    pub session: Session,
    /// Whose.
    pub username: Username,
    /// How the person is called.
    pub display_name: String,
    /// In which language.
    pub language: Language,
    /// What they may do in the portal.
    pub role: Role,
    /// Names for applications.
    pub groups: Vec<String>,
}

/// What is read of a session and its account.
macro_rules! columns {
    () => {
        "s.id, s.account_id, s.factor_id, s.token_hash, s.password_at, s.factor_at, s.created_at, s.last_seen_at, \
         s.expires_at, s.used_at, s.stepped_up_at, s.stepped_up_factor, s.mac, a.username, a.display_name, a.language, \
         a.role, a.groups"
    };
}

/// Without which there is no session: an active account and the factor that opened it.
macro_rules! standing {
    () => {
        "JOIN accounts a ON a.id = s.account_id AND a.status = 'active' \
         JOIN factors f ON f.id = s.factor_id AND f.account_id = s.account_id AND f.wiped_at IS NULL"
    };
}

const LOAD: &str = concat!("SELECT ", columns!(), " FROM sessions s ", standing!(), " WHERE s.token_hash = $1");

/// The session behind the cookie of an application's host, with that cookie's row.
pub(crate) const LOAD_FORWARD: &str = concat!(
    "SELECT ",
    columns!(),
    ", w.host, w.created_at AS forwarded_at, w.mac AS forward_mac FROM forward_sessions w \
     JOIN sessions s ON s.id = w.session_id AND s.account_id = w.account_id ",
    standing!(),
    " WHERE w.token_hash = $1"
);

impl Store {
    /// The session of that cookie: alive at `now`, made by this installation, of an active account; else `None`.
    ///
    /// The first load marks it as used, after which it cannot be reissued.
    pub async fn load_session(
        &self,
        token: &TokenHash,
        now: Timestamp,
        policy: &SessionPolicy,
    ) -> Result<Option<SessionView>, StoreError> {
        let Some(row) = self.db.fetch_optional(LOAD, &values![token]).await? else { return Ok(None) };
        let Some(view) = self.read_session(&row)? else { return Ok(None) };
        if view.session.check_alive(policy, now).is_err() {
            return Ok(None);
        }
        if row.int_opt("used_at")?.is_none() && !self.mark_used(view.session.id, token, now).await? {
            return Ok(None);
        }
        Ok(Some(view))
    }

    /// Whether a row of sessions carries this installation's MAC.
    pub(crate) fn is_own_session(&self, row: &Row) -> Result<bool, StoreError> {
        let ours = read_sealing(row)?.verify(&self.keyring, &row.text("mac")?);
        if !ours {
            tracing::warn!("a session row does not carry this installation's MAC");
        }
        Ok(ours)
    }

    /// The session of a row with its account, if this installation made it.
    pub(crate) fn read_session(&self, row: &Row) -> Result<Option<SessionView>, StoreError> {
        if self.is_own_session(row)? { read_view(row).map(Some) } else { Ok(None) }
    }

    /// `false` when the cookie was replaced in between.
    async fn mark_used(&self, id: SessionId, token: &TokenHash, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET used_at = COALESCE(used_at, $3) WHERE id = $1 AND token_hash = $2";
        Ok(self.db.execute(sql, &values![id, token, now]).await? == 1)
    }

    /// Notes a request that counts, at most once a minute (requirement SE-02); from when the idle time runs.
    pub async fn touch_session(&self, session: &Session, now: Timestamp) -> Result<Timestamp, StoreError> {
        if now < session.last_seen_at + TOUCH {
            return Ok(session.last_seen_at);
        }
        let sql = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
        self.db.execute(sql, &values![session.id, now]).await.map(|_| now)
    }
}

/// The MAC of a row under the active key; `None` when the one that it carries is not this installation's.
pub(crate) fn remade_mac(store: &Store, row: &Row) -> Result<Option<Mac>, StoreError> {
    let keyring = &store.keyring;
    // A row whose own columns cannot be read is nobody's.
    let Ok(sealing) = read_sealing(row) else { return Ok(None) };
    Ok(sealing.verify(keyring, &row.text("mac")?).then(|| sealing.make(keyring)))
}

/// What the row's MAC must be about.
pub(super) fn read_sealing(row: &Row) -> Result<Sealing, StoreError> {
    Ok(Sealing {
        id: SessionId::from_uuid(row.uuid("id")?),
        account: row.account("account_id")?,
        factor: FactorId::from_uuid(row.uuid("factor_id")?),
        token: row.token("token_hash")?,
        password_at: row.time("password_at")?,
        factor_at: row.time("factor_at")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        stepped_up: read_stepped_up(row)?,
    })
}

fn read_stepped_up(row: &Row) -> Result<Option<(Timestamp, FactorId)>, StoreError> {
    let factor = row.uuid_opt("stepped_up_factor")?.map(FactorId::from_uuid);
    Ok(row.time_opt("stepped_up_at")?.zip(factor))
}

fn read_view(row: &Row) -> Result<SessionView, StoreError> {
    let session = Session {
        id: SessionId::from_uuid(row.uuid("id")?),
        account: row.account("account_id")?,
        factor: FactorId::from_uuid(row.uuid("factor_id")?),
        password_at: row.time("password_at")?,
        factor_at: row.time("factor_at")?,
        created_at: row.time("created_at")?,
        last_seen_at: row.time("last_seen_at")?,
        expires_at: row.time("expires_at")?,
        stepped_up: read_stepped_up(row)?,
    };
    Ok(SessionView {
        session,
        username: row.word("username", Username::parse)?,
        display_name: row.text("display_name")?,
        language: row.word("language", Language::parse)?,
        role: row.word("role", Role::parse)?,
        groups: parse_groups(&row.text("groups")?)?,
    })
}
