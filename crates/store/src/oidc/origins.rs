//! From which pages scripts of clients may call (requirement WE-06).

use std::collections::BTreeSet;

use crate::{Store, StoreError};

const ORIGINS: &str = "SELECT DISTINCT u.uri FROM client_uris u JOIN clients c ON c.id = u.client_id \
                       WHERE u.kind = 'cors' AND c.disabled_at IS NULL";

impl Store {
    /// The origins of all clients that are switched on.
    pub async fn list_cors_origins(&self) -> Result<BTreeSet<String>, StoreError> {
        self.db.fetch_all(ORIGINS, &[]).await?.iter().map(|row| row.text("uri")).collect()
    }
}
