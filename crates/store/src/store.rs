//! Opening a database, and the store that comes of it once the keys are there.
//!
//! The two are apart because the binary may make a key file only for an empty database: it opens, migrates, asks
//! [`Database::is_empty`], reads or makes the keys, and only then gets a [`Store`].

use std::sync::Arc;

use credentials::keyring::{Keyring, Sealed};
use credentials::rng::Rng;

use crate::db::{self, Db, values};
use crate::sessions::{ENTRIES, SessionCache};
use crate::tally::Tally;
use crate::{Contacts, Retention, StoreError};

/// Under which name the canary stands in `meta`.
pub(crate) const CANARY: &str = "canary";

/// How to open a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// Connections kept open at most; SQLite has one more, for writing.
    pub max_connections: u32,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { max_connections: 10 }
    }
}

/// An open database without keys.
#[derive(Clone, Debug)]
pub struct Database {
    pub(crate) db: Db,
}

impl Database {
    /// Opens `sqlite://path` (made when missing) or `postgres://…`; refuses an SQLite library that can lose writes.
    pub async fn open(url: &str, options: OpenOptions) -> Result<Self, StoreError> {
        Ok(Self { db: db::open(url, options.max_connections).await? })
    }

    /// Opens one that is there with a single connection that can only read; `None` when it would be a file that does not exist.
    pub async fn open_to_read(url: &str) -> Result<Option<Self>, StoreError> {
        Ok(db::open_to_read(url).await?.map(|db| Self { db }))
    }

    /// Brings the schema up to date; refuses one that is newer than this program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        db::migrate(&self.db).await
    }

    /// Whether nothing was ever stored here, so that a new key file may be made. The schema must be up to date.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let sql = "SELECT key AS found FROM meta UNION ALL SELECT username AS found FROM accounts LIMIT 1";
        Ok(self.db.fetch_optional(sql, &[]).await?.is_none())
    }

    /// Takes the keys: checks them against the canary, which is made for an empty database only and never again.
    pub async fn into_store(self, keyring: Arc<Keyring>, rng: Arc<dyn Rng>) -> Result<Store, StoreError> {
        if self.is_empty().await? {
            let canary = keyring.make_canary(rng.as_ref());
            let sql = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
            self.db.execute(sql, &values![CANARY, &canary]).await?;
        }
        // Read back also what was just written: another node may have been first.
        let found = self.db.fetch_optional("SELECT value FROM meta WHERE key = $1", &values![CANARY]).await?;
        let canary = found.ok_or(StoreError::WrongKey)?.text("value")?;
        let canary = Sealed::parse(canary).map_err(|_| StoreError::WrongKey)?;
        keyring.check_canary(&canary).map_err(|_| StoreError::WrongKey)?;
        Ok(self.with_keys(keyring, rng))
    }

    /// A store with keys of which nobody has looked whether they belong here.
    pub(crate) fn with_keys(&self, keyring: Arc<Keyring>, rng: Arc<dyn Rng>) -> Store {
        let sessions = Arc::new(SessionCache::new(self.db.changes(), ENTRIES));
        Store {
            db: self.db.clone(),
            keyring,
            rng,
            contacts: Arc::default(),
            sessions,
            retention: Retention::default(),
            tally: Arc::default(),
        }
    }

    /// Closes every connection and waits for it.
    pub async fn close(self) {
        self.db.close().await;
    }
}

/// The database with its keys; cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) contacts: Arc<Contacts>,
    /// What was read of sessions a moment ago; one for all clones.
    pub(crate) sessions: Arc<SessionCache>,
    pub(crate) retention: Retention,
    /// What this process counted; one for all clones.
    pub(crate) tally: Arc<Tally>,
}

impl Store {
    /// The keys with which rows are sealed.
    pub fn keyring(&self) -> &Arc<Keyring> {
        &self.keyring
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db.fetch_optional("SELECT 1 AS alive", &[]).await.map(|_| ())
    }

    /// Closes every connection and waits for it; other clones of this store are of no use afterwards.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("keyring", &self.keyring).finish_non_exhaustive()
    }
}
