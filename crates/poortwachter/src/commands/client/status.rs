//! `client disable` and `enable`.

use super::super::account::desk;
use super::{find_own, gone};
use crate::cli::client::Change;
use crate::complaint::Complaints;

/// Switches it; one that is so already is left as it is.
pub async fn run(change: &Change, enabled: bool) -> Result<(), Complaints> {
    desk::work(&change.because.settings, Some(&change.because), async |desk| {
        let line = find_own(desk, &change.id).await?;
        let id = &line.client.id;
        if line.client.enabled == enabled {
            let word = if enabled { "enabled" } else { "disabled" };
            return Ok(format!("{id} was {word} already; nothing was changed.\n"));
        }
        if !desk.store.set_client_enabled(id, enabled, &desk.ctx).await.map_err(desk::fault)? {
            return Err(gone(id));
        }
        Ok(if enabled {
            format!("Enabled {id}.\n")
        } else {
            format!("Disabled {id}. What it was granted ended at this moment; nobody is logged out of the portal.\n")
        })
    })
    .await
}
