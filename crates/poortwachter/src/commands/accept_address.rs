//! `accept-address`: the portal has a new name, and whoever says so knows what that means for security keys (requirement WA-10).

use super::account::desk;
use crate::cli::account::Because;
use crate::complaint::Complaints;

/// Remembers the name of the public address as the one that keys answer for.
pub fn run(because: &Because) -> Result<(), Complaints> {
    super::block_on(desk::work(&because.settings, Some(because), async |desk| {
        let url = desk.settings.server.public_url()?;
        let host = url.host();
        let orphaned = desk.store.orphaned_keys(host).await.map_err(desk::fault)?;
        let Some(orphaned) = orphaned else { return Ok(format!("Security keys answer for {host} already.\n")) };
        desk.store.accept_rp_id(host, &desk.ctx).await.map_err(desk::fault)?;
        Ok(format!(
            "Security keys answer for {host} from now on. {} that were set up at {} no longer work there: their owners use \
             another method, their recovery code, or a link of `account reset-factor`.\n",
            orphaned.keys, orphaned.old
        ))
    }))
}
