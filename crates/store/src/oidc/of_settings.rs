//! Which applications the settings registered, so that one that disappears from them is noticed.

use std::collections::BTreeSet;

use oidc::client::ClientId;

use crate::db::values;
use crate::{Store, StoreError};

/// Under which name they stand in `meta`: ids, with single spaces between.
const OF_SETTINGS: &str = "clients_of_settings";

impl Store {
    /// The applications that the settings registered at the last start.
    pub async fn clients_of_settings(&self) -> Result<BTreeSet<ClientId>, StoreError> {
        let found = self.db.fetch_optional("SELECT value FROM meta WHERE key = $1", &values![OF_SETTINGS]).await?;
        let text = found.map(|row| row.text("value")).transpose()?.unwrap_or_default();
        Ok(text.split(' ').filter_map(ClientId::parse).collect())
    }

    /// Remembers them.
    pub async fn remember_clients_of_settings(&self, clients: &BTreeSet<ClientId>) -> Result<(), StoreError> {
        let text = clients.iter().map(ClientId::as_str).collect::<Vec<_>>().join(" ");
        let sql =
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.db.execute(sql, &values![OF_SETTINGS, text]).await?;
        Ok(())
    }
}
