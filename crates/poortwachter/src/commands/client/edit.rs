//! `client edit`: changes one thing of an application or several.

use super::super::account::desk;
use super::add::secret_line;
use super::snippet::Filled;
use super::{find_own, gone};
use crate::cli::client::Edit;
use crate::clients::{faults, registration};
use crate::complaint::Complaints;
use crate::outgoing::Guard;

/// Changes what was given and leaves the rest.
pub async fn run(edit: &Edit) -> Result<(), Complaints> {
    desk::work_all(&edit.because.settings, Some(&edit.because), async |desk| {
        let before = find_own(desk, &edit.id).await?.client;
        let mut client = before.clone();
        if let Some(name) = &edit.name {
            name.trim().clone_into(&mut client.name);
        }
        let secret = registration::apply(&mut client, &edit.details)?;
        faults::check(&client, &Guard::new(&desk.settings.oidc))?;
        if client == before {
            return Ok(format!("{} is like that already; nothing was changed.\n", client.id));
        }
        let issuer = desk.settings.server.public_url()?.as_str();
        if !desk.store.change_client(&client, &desk.ctx).await.map_err(desk::fault)? {
            return Err(gone(&client.id).into());
        }
        let filled = Filled { issuer, client: &client, secret: secret.as_ref().map(|secret| secret.as_str()) };
        let shown = if filled.secret.is_some() { secret_line(&filled) } else { String::new() };
        Ok(format!("Changed {}.\n{shown}", client.id))
    })
    .await
}
