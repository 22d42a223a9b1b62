//! The key file while the portal serves: it is looked at every two seconds, and a changed one counts at once.
//!
//! That is how `key rotate` works beside a running portal. Whoever runs says in the database which keys it has, so that a new key is made active only when
//! everybody can open with it. A file that cannot be used leaves the keys as they are, with an error in the log. What older keys still hold is sealed again
//! here too: what other processes sealed in between, and what a command left that was broken off.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use credentials::keyring::KeyStage;
use store::{Actor, Context, StoreError};
use uuid::Uuid;
use web::App;

use crate::complaint::Complaint;
use crate::{keyfile, wiring};

/// How often is looked whether the file changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After how many looks this process says that it lives: every half minute.
const TELL_EVERY: u32 = 15;
/// After how many looks older keys are looked at: every ten minutes.
const REWRAP_EVERY: u32 = 300;

/// What a file is like from outside; a changed one differs.
type Seen = Option<(SystemTime, u64, u64)>;

/// The key file of a running portal.
pub struct RootKeys {
    app: Arc<App>,
    file: PathBuf,
    node: Uuid,
    seen: Seen,
}

impl RootKeys {
    /// Says which keys this process has, before it serves.
    pub async fn begin(app: &Arc<App>, file: &Path) -> Result<Self, Complaint> {
        // Looked at before it is read: what is written in between is read once more.
        let node = Uuid::from_bytes(credentials::rng::random_bytes(app.rng.as_ref()));
        let keys = Self { app: Arc::clone(app), file: file.to_owned(), node, seen: None };
        keys.tell().await.map_err(|error| {
            Complaint::new(format!("a database that takes nothing ({error})"), "look at its disk and its rights")
        })?;
        Ok(keys)
    }

    /// The number under which this process says which keys it has.
    pub fn node(&self) -> Uuid {
        self.node
    }

    /// Looks at the file for as long as the process lives.
    pub async fn keep(mut self) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut looks = 0_u32;
        loop {
            ticks.tick().await;
            looks = looks.wrapping_add(1);
            let changed = self.look().await;
            if changed || looks.is_multiple_of(TELL_EVERY) {
                self.say().await;
            }
            if changed || looks.is_multiple_of(REWRAP_EVERY) {
                self.rewrap().await;
            }
        }
    }

    /// Whether there are other keys now.
    async fn look(&mut self) -> bool {
        let now = seen(&self.file);
        if now == self.seen {
            return false;
        }
        match self.read().await {
            Ok(changed) => {
                self.seen = now;
                changed
            }
            Err(Failed::File(complaint)) => {
                self.seen = now;
                tracing::error!(%complaint, "the key file changed and cannot be used; the keys stay as they were");
                false
            }
            // The database is away: looked at again.
            Err(Failed::Store(error)) => {
                tracing::warn!(%error, "the key file changed and cannot be held against the database yet");
                false
            }
        }
    }

    async fn read(&self) -> Result<bool, Failed> {
        let unusable = |found: &str| {
            Complaint::new(found, "put the newest key file of this database there")
                .in_file(&self.file)
                .about("keys.file")
        };
        let text = keyfile::read(&self.file).map_err(Failed::File)?;
        let text = text.ok_or_else(|| Failed::File(unusable("no key file any more")))?;
        let new = wiring::parse_keys(&self.file, &text).map_err(Failed::File)?;
        let held = &self.app.keyring;
        if new.lines() == held.lines() {
            return Ok(false);
        }
        if !self.app.store.knows_keys(&new).await.map_err(Failed::Store)? {
            return Err(Failed::File(unusable("a key file that does not belong to this database")));
        }
        // Whoever lays down another file must not take away the key that this process seals with at this moment.
        let active = held.active_key_id();
        if matches!(new.stage(&active), None | Some(KeyStage::Remembered)) {
            return Err(Failed::File(unusable(&format!("a key file without {active}, with which this portal seals"))));
        }
        held.replace(&new);
        tracing::info!(keys = ?held, "the key file was read again");
        Ok(true)
    }

    async fn tell(&self) -> Result<(), StoreError> {
        self.app.store.tell_keys(self.node, self.app.clock.now()).await
    }

    async fn say(&self) {
        if let Err(error) = self.tell().await {
            tracing::warn!(%error, "this portal could not say which root keys it has");
        }
    }

    /// Seals again what older keys hold, when everybody knows the active one.
    async fn rewrap(&self) {
        let (store, keyring) = (&self.app.store, &self.app.keyring);
        let older = |line: &credentials::keyring::KeyLine| matches!(line.stage, KeyStage::Retired { .. });
        if !keyring.lines().iter().any(older) {
            return;
        }
        let now = self.app.clock.now();
        let active = keyring.active_key_id();
        match store.nodes(now).await {
            Ok(nodes) if nodes.iter().all(|node| node.keys.contains(&active)) => {}
            Ok(_) => return tracing::info!(key = active, "another portal does not have the active root key yet"),
            Err(error) => return tracing::warn!(%error, "older root keys could not be looked at"),
        }
        match store.rewrap(&Context::new(now, Actor::System), |_| {}).await {
            Ok(came) if came.done > 0 => {
                tracing::info!(done = came.done, "values were sealed again under the active root key");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "sealing again was broken off; it goes on in ten minutes"),
        }
    }
}

/// Why a changed file does not count.
enum Failed {
    File(Complaint),
    Store(StoreError),
}

fn seen(file: &Path) -> Seen {
    let metadata = std::fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.ino(), metadata.len()))
}
