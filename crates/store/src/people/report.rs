//! Who can get in, and with what: for the one who has to show it to an auditor.

use std::collections::HashMap;

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;
use journey::{AccountStatus, CodeStatus, FactorKind, Role, Username};

use crate::accounts::parse_groups;
use crate::db::{Row, values};
use crate::{Store, StoreError};

/// One account of the report. It has no `Debug`: it holds personal data.
#[derive(Clone)]
pub struct AccessLine {
    /// Which account.
    pub id: AccountId,
    /// The name to log in with.
    pub username: Username,
    /// How the person is called.
    pub display_name: String,
    /// What they may do in the portal.
    pub role: Role,
    /// Names for applications.
    pub groups: Vec<String>,
    /// Whether they may log in.
    pub status: AccountStatus,
    /// Whether they have a password.
    pub has_password: bool,
    /// The factors that count.
    pub factors: Vec<AccessFactor>,
    /// The state of the newest recovery code; `None` when there never was one.
    pub code: Option<CodeStatus>,
    /// The last login that the audit log still knows.
    pub last_login_at: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it is to be erased.
    pub erase_at: Option<Timestamp>,
}

/// A factor of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessFactor {
    /// Its kind.
    pub kind: FactorKind,
    /// Since when.
    pub bound_at: Timestamp,
    /// When it last opened a session.
    pub last_used_at: Option<Timestamp>,
    /// Whether somebody objected to it.
    pub disputed: bool,
}

impl AccessLine {
    /// Whether this person gets in today: open, with a password and a factor that nobody objected to.
    pub fn can_get_in(&self) -> bool {
        let proven = self.factors.iter().any(|factor| !factor.disputed);
        self.status == AccountStatus::Active && self.has_password && proven
    }

    /// When any of the factors was last used.
    pub fn last_used_at(&self) -> Option<Timestamp> {
        self.factors.iter().filter_map(|factor| factor.last_used_at).max()
    }
}

impl Store {
    /// At most `limit` accounts after `after`, in order of the bytes of their usernames; those that were erased are no people.
    pub async fn access_report(&self, after: &str, limit: u32) -> Result<Vec<AccessLine>, StoreError> {
        let mut tx = self.db.read().await?;
        let sql = "SELECT a.id, a.username, a.display_name, a.role, a.groups, a.status, a.created_at, a.erase_at, \
                   a.password_sealed IS NOT NULL AS has_password, \
                   (SELECT c.status FROM recovery_codes c WHERE c.account_id = a.id \
                   ORDER BY c.hash_sealed IS NULL, c.made_at DESC, c.id DESC LIMIT 1) AS code, \
                   (SELECT MAX(l.at) FROM audit l WHERE l.account_id = a.id AND l.event = $3) AS last_login_at \
                   FROM accounts a WHERE a.username > $1 AND a.erased_at IS NULL ORDER BY a.username LIMIT $2";
        let rows = tx.fetch_all(sql, &values![after, limit, names::LOGIN_SUCCESS]).await?;
        let last = rows.last().map(|row| row.text("username")).transpose()?.unwrap_or_default();
        let sql = "SELECT f.account_id, f.kind, f.bound_at, f.last_used_at, f.disputed_at FROM factors f \
                   JOIN accounts a ON a.id = f.account_id WHERE a.username > $1 AND a.username <= $2 \
                   AND f.wiped_at IS NULL ORDER BY f.bound_at, f.id";
        let mut factors: HashMap<AccountId, Vec<AccessFactor>> = HashMap::new();
        for row in tx.fetch_all(sql, &values![after, last]).await? {
            factors.entry(row.account("account_id")?).or_default().push(factor(&row)?);
        }
        tx.roll_back().await?;
        rows.iter().map(|row| line(row, &mut factors)).collect()
    }
}

fn factor(row: &Row) -> Result<AccessFactor, StoreError> {
    Ok(AccessFactor {
        kind: row.word("kind", FactorKind::parse)?,
        bound_at: row.time("bound_at")?,
        last_used_at: row.time_opt("last_used_at")?,
        disputed: row.time_opt("disputed_at")?.is_some(),
    })
}

fn line(row: &Row, factors: &mut HashMap<AccountId, Vec<AccessFactor>>) -> Result<AccessLine, StoreError> {
    let id = row.account("id")?;
    Ok(AccessLine {
        id,
        username: row.word("username", Username::parse)?,
        display_name: row.text("display_name")?,
        role: row.word("role", Role::parse)?,
        groups: parse_groups(&row.text("groups")?)?,
        status: row.word("status", AccountStatus::parse)?,
        has_password: row.bool("has_password")?,
        factors: factors.remove(&id).unwrap_or_default(),
        code: row.word_opt("code", CodeStatus::parse)?,
        last_login_at: row.time_opt("last_login_at")?,
        created_at: row.time("created_at")?,
        erase_at: row.time_opt("erase_at")?,
    })
}
