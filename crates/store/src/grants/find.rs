//! Finding the grant behind a cookie or link.

use credentials::activation_pin::{KeptPin, PIN_TRIES};
use credentials::grant::{GrantKind, GrantRow};
use credentials::ids::GrantId;
use credentials::token::TokenHash;
use jiff::Timestamp;
use journey::{Language, Username};

use crate::db::{Row, values};
use crate::{Store, StoreError};

/// What a link leads to.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // one per request
pub enum LinkState {
    /// It counts.
    Live(LiveLink),
    /// It was used; whoever holds it may know.
    Used,
    /// Unknown, replaced or too old: told alike.
    Dead,
}

/// A link that counts, with what its page shows.
#[derive(Clone, Debug)]
pub struct LiveLink {
    /// The grant.
    pub row: GrantRow,
    /// Whose.
    pub username: Username,
    /// How the person is called.
    pub display_name: String,
    /// In which language they are written to.
    pub language: Language,
    /// Whether a password was ever set: then the link sets none.
    pub password_set: bool,
    /// Whether a factor was ever set up: then there is one to lose.
    pub ever_enrolled: bool,
}

const LIVE: &str = "SELECT g.id, g.account_id, g.kind, g.token_hash, g.not_before, g.expires_at, g.pin, g.pin_tries, \
                    a.username, a.display_name, a.language, a.first_password_at IS NOT NULL AS password_set, \
                    EXISTS (SELECT 1 FROM factors f WHERE f.account_id = a.id) AS ever_enrolled \
                    FROM grants g JOIN accounts a ON a.id = g.account_id \
                    WHERE g.token_hash = $1 AND g.expires_at > $2 AND g.spent_at IS NULL AND g.killed_at IS NULL";

impl Store {
    /// The grant whose token that is, if it is live and may be presented at `now`: not one that still waits (requirement RC-11).
    pub async fn find_grant(&self, token: &TokenHash, now: Timestamp) -> Result<Option<GrantRow>, StoreError> {
        let found = self.db.fetch_optional(LIVE, &values![token, now]).await?;
        let row = found.map(|row| read(&row)).transpose()?;
        Ok(row.filter(|row| row.waits_until(now).is_none()))
    }

    /// What the link with this token leads to at `now`, also while it still waits; changes nothing.
    pub async fn find_link(&self, token: &TokenHash, now: Timestamp) -> Result<LinkState, StoreError> {
        let Some(row) = self.db.fetch_optional(LIVE, &values![token, now]).await? else {
            return self.why_dead(token).await;
        };
        // The fifth try may have been taken by somebody who then went away.
        if row.text_opt("pin")?.is_some() && row.int("pin_tries")? >= i64::from(PIN_TRIES) {
            return Ok(LinkState::Dead);
        }
        Ok(LinkState::Live(LiveLink {
            row: read(&row)?,
            username: row.word("username", Username::parse)?,
            display_name: row.text("display_name")?,
            language: row.word("language", Language::parse)?,
            password_set: row.bool("password_set")?,
            ever_enrolled: row.bool("ever_enrolled")?,
        }))
    }

    async fn why_dead(&self, token: &TokenHash) -> Result<LinkState, StoreError> {
        let sql = "SELECT spent_at FROM grants WHERE token_hash = $1 AND spent_at IS NOT NULL";
        let used = self.db.fetch_optional(sql, &values![token]).await?.is_some();
        Ok(if used { LinkState::Used } else { LinkState::Dead })
    }
}

fn read(row: &Row) -> Result<GrantRow, StoreError> {
    Ok(GrantRow {
        id: GrantId::from_uuid(row.uuid("id")?),
        account: row.account("account_id")?,
        kind: row.word("kind", GrantKind::parse)?,
        token: row.token("token_hash")?,
        not_before: row.time_opt("not_before")?,
        expires_at: row.time("expires_at")?,
        pin: row.text_opt("pin")?.map(KeptPin::from_stored),
    })
}
