//! Which portals run, and which root keys each has: a key is made active when everybody who runs can open with it.
//!
//! Each running portal says so in `meta`, which needs no table of its own: a handful of rows that are written every half minute.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::db::values;
use crate::{Store, StoreError};

const PREFIX: &str = "keys-of:";
/// Who has not said anything for this long has stopped. Portals speak every half minute.
const SILENT: SignedDuration = SignedDuration::from_mins(2);

/// What a running portal said of its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeKeys {
    /// The portal, by a number that it made at its start.
    pub node: Uuid,
    /// When it said so.
    pub at: Timestamp,
    /// The key that it seals with.
    pub active: String,
    /// Every key that it opens with.
    pub keys: Vec<String>,
}

impl Store {
    /// Says which keys this process has now.
    pub async fn tell_keys(&self, node: Uuid, now: Timestamp) -> Result<(), StoreError> {
        let keyring = self.keyring.fixed();
        let lines = keyring.lines();
        let keys: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        // Twenty digits, so that times compare as text.
        let value = format!("{:020} {} {}", now.as_microsecond(), keyring.active_key_id(), keys.join(","));
        let sql =
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.db.execute(sql, &values![format!("{PREFIX}{node}"), value]).await?;
        let sql = "DELETE FROM meta WHERE key LIKE 'keys-of:%' AND value < $1";
        let old = now - SignedDuration::from_hours(24);
        self.db.execute(sql, &values![format!("{:020}", old.as_microsecond())]).await.map(|_| ())
    }

    /// Takes back what this process said, at its end.
    pub async fn forget_node(&self, node: Uuid) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM meta WHERE key = $1", &values![format!("{PREFIX}{node}")]).await.map(|_| ())
    }

    /// The portals that run now.
    pub async fn nodes(&self, now: Timestamp) -> Result<Vec<NodeKeys>, StoreError> {
        let rows =
            self.db.fetch_all("SELECT key, value FROM meta WHERE key LIKE 'keys-of:%' ORDER BY key", &[]).await?;
        let mut nodes = Vec::new();
        for row in rows {
            nodes.extend(read(&row.text("key")?, &row.text("value")?));
        }
        nodes.retain(|node| node.at + SILENT > now);
        Ok(nodes)
    }
}

fn read(key: &str, value: &str) -> Option<NodeKeys> {
    let mut words = value.split(' ');
    Some(NodeKeys {
        node: key.strip_prefix(PREFIX)?.parse().ok()?,
        at: Timestamp::from_microsecond(words.next()?.parse().ok()?).ok()?,
        active: words.next()?.to_owned(),
        keys: words.next()?.split(',').map(str::to_owned).collect(),
    })
}
