//! From which pages scripts may call the token and userinfo endpoints (requirement WE-06).
//!
//! A preflight names no client, so it is answered to every origin that some client has; the answer itself is then readable only for
//! the origins of its own client. The list is read again after a few seconds.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use store::StoreError;

use super::Provider;

/// The list is read again after this long.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

type Read = (Timestamp, Arc<BTreeSet<String>>);

/// The origins of all clients that are switched on.
#[derive(Debug, Default)]
pub(super) struct Origins(Mutex<Option<Read>>);

impl Provider {
    /// Whether some client that is switched on has this origin.
    pub async fn knows_origin(&self, origin: &str, now: Timestamp) -> Result<bool, StoreError> {
        let kept = self.origins.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, origins)) = kept
            && read_at <= now
            && now.duration_since(read_at) < FRESH
        {
            return Ok(origins.contains(origin));
        }
        let origins = Arc::new(self.store.list_cors_origins().await?);
        let known = origins.contains(origin);
        *self.origins.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, origins));
        Ok(known)
    }
}
