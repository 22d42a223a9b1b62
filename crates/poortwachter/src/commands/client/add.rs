//! `client add`: a new application, its secret, and what to put into its settings.

use oidc::client::ClientId;

use super::super::account::desk;
use super::snippet::{self, Filled};
use crate::cli::client::Add;
use crate::clients::{faults, registration};
use crate::commands::output::plain;
use crate::complaint::{Complaint, Complaints, quoted};
use crate::outgoing::Guard;

/// Registers it and prints what its administrator needs.
pub async fn run(add: &Add) -> Result<(), Complaints> {
    let id = ClientId::parse(&add.id).ok_or_else(|| {
        Complaint::new(quoted(&add.id), "choose 1 to 64 letters, digits and -._~ such as verzuim").about("CLIENT")
    })?;
    let mut client = registration::blank(id, &add.name);
    let secret = registration::apply(&mut client, &add.details)?;
    desk::work_all(&add.because.settings, Some(&add.because), async |desk| {
        faults::check(&client, &Guard::new(&desk.settings.oidc))?;
        let issuer = desk.settings.server.public_url()?.as_str();
        if !desk.store.add_client(&client, &desk.ctx).await.map_err(desk::fault)? {
            let advice = "choose another one, or change it with `poortwachter client edit`";
            let found = format!("an application {} that is there already", quoted(client.id.as_str()));
            return Err(Complaint::new(found, advice).about("CLIENT").into());
        }
        let filled = Filled { issuer, client: &client, secret: secret.as_ref().map(|secret| secret.as_str()) };
        Ok(format!(
            "Added {} ({}).\n{}\n{}",
            client.id,
            plain(&client.name),
            secret_line(&filled),
            snippet::text(add.kind, &filled)
        ))
    })
    .await
}

/// The id, and the secret if one was made.
pub fn secret_line(filled: &Filled<'_>) -> String {
    let id = format!("Client id:      {}\n", filled.client.id);
    match filled.secret {
        Some(secret) => {
            format!(
                "{id}Client secret:  {secret}\nThis is the only time that the secret is shown; the portal keeps its hash.\n"
            )
        }
        None => id,
    }
}
