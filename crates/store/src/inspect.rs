//! Looking at a database without changing it: for `check`, and for commands that must not make one by a slip of the pen.
//!
//! The connection can only read. What is missing is told and not made; what a newer program or another key has made is an answer here and
//! not an error, except where the schema itself cannot be understood.

use credentials::keyring::{Keyring, Sealed};
use jiff::Timestamp;

use crate::db::{self, Db, values};
use crate::store::CANARY;
use crate::{Database, StoreError};

/// How far the schema is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// No step was ever taken.
    Missing,
    /// Some steps were taken; `serve` takes the rest.
    Behind {
        /// The newest step that was taken.
        found: i64,
        /// The newest step of this program.
        newest: i64,
    },
    /// This is the newest step, and it was taken.
    Current(i64),
}

impl Schema {
    /// The number of the newest step of this program.
    pub fn newest() -> i64 {
        db::newest()
    }
}

/// What a database is like.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The engine and its version, such as `SQLite 3.51.3`.
    pub engine: String,
    /// How far its schema is.
    pub schema: Schema,
    /// The time of the newest entry of the audit log: no clock is earlier.
    pub newest_entry: Option<Timestamp>,
    /// The clock of the database's own server; `None` for a file.
    pub clock: Option<Timestamp>,
    canary: Option<String>,
    has_data: bool,
}

impl Database {
    /// Looks at a database; `None` when it is a file that does not exist.
    pub async fn inspect(url: &str) -> Result<Option<Inspection>, StoreError> {
        let Some(db) = db::open_to_read(url).await? else { return Ok(None) };
        let seen = inspect(&db).await;
        db.close().await;
        seen.map(Some)
    }
}

impl Inspection {
    /// Whether nothing was ever stored, so that a key file would be made at the first start.
    pub fn is_empty(&self) -> bool {
        !self.has_data
    }

    /// Whether the keys are those with which the database was made; any key belongs to an empty one.
    pub fn takes(&self, keyring: &Keyring) -> bool {
        let canary = self.canary.clone().and_then(|text| Sealed::parse(text).ok());
        self.is_empty() || canary.is_some_and(|canary| keyring.check_canary(&canary).is_ok())
    }
}

async fn inspect(db: &Db) -> Result<Inspection, StoreError> {
    let (engine, clock) = db::engine(db).await?;
    let schema = db::schema(db).await?;
    let mut seen = Inspection { engine, schema, newest_entry: None, clock, canary: None, has_data: false };
    if schema == Schema::Missing {
        return Ok(seen);
    }
    let found = db.fetch_optional("SELECT value FROM meta WHERE key = $1", &values![CANARY]).await?;
    seen.canary = found.map(|row| row.text("value")).transpose()?;
    let account = db.fetch_optional("SELECT username FROM accounts LIMIT 1", &[]).await?;
    seen.has_data = seen.canary.is_some() || account.is_some();
    let newest = db.fetch_optional("SELECT at FROM audit ORDER BY id DESC LIMIT 1", &[]).await?;
    seen.newest_entry = newest.map(|row| row.time("at")).transpose()?;
    Ok(seen)
}
