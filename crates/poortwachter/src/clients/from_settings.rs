//! The applications of `[[oidc.clients]]`: registered, changed and switched as the settings say, each time the portal starts.
//!
//! The settings have the whole say over them: the commands refuse to change one. An application that is no longer in the settings is switched
//! off and not deleted, because tokens, consents and the audit log name it.

use std::collections::{BTreeMap, BTreeSet};

use oidc::client::{Client, ClientAuth, ClientId};
use store::{Context, Store, StoreError};

use super::{faults, registration};
use crate::complaint::{Complaint, Complaints, quoted};
use crate::outgoing::Guard;
use crate::settings::Settings;
use crate::settings::oidc::Client as Row;

/// Makes the registrations that the settings describe; all that is wrong at once.
pub fn read(settings: &Settings) -> Result<Vec<Client>, Complaints> {
    let (mut clients, mut complaints, guard) = (Vec::new(), Vec::new(), Guard::new(&settings.oidc));
    for (index, row) in settings.oidc.clients.iter().enumerate() {
        match registration(row, &guard) {
            Ok(client) => clients.push(client),
            Err(wrong) => complaints.extend(wrong.0.into_iter().map(|one| in_row(one, index))),
        }
    }
    complaints.extend(shared_secrets(settings));
    Complaints(complaints).none_or()?;
    Ok(clients)
}

/// A secret that two applications have proves neither of them.
fn shared_secrets(settings: &Settings) -> Vec<Complaint> {
    let mut owners = BTreeMap::new();
    let mut shared = Vec::new();
    for (index, row) in settings.oidc.clients.iter().enumerate() {
        for secret in row.secrets() {
            let owner = *owners.entry(*secret.0.as_bytes()).or_insert(index);
            if owner != index {
                let found = format!("the secret that {} has as well", quoted(&settings.oidc.clients[owner].id));
                let advice = "make one for each application with `poortwachter client make-secret`";
                shared.push(in_row(Complaint::new(found, advice).about("--secret"), index));
            }
        }
    }
    shared
}

fn registration(row: &Row, guard: &Guard) -> Result<Client, Complaints> {
    let id =
        ClientId::parse(&row.id).ok_or_else(|| Complaint::new(quoted(&row.id), "choose another id").about("CLIENT"))?;
    let mut client = registration::blank(id, &row.name);
    client.enabled = row.enabled;
    let secrets = row.secrets();
    if secrets.is_empty() && matches!(row.auth.as_str(), "basic" | "post") {
        let advice = "add secret_sha256, as `poortwachter client make-secret` prints it, or choose another auth";
        return Err(Complaint::new("no secret", advice).about("--secret").into());
    }
    if !secrets.is_empty() {
        client.auth = ClientAuth::Basic(secrets);
    }
    registration::apply(&mut client, &row.details())?;
    faults::check(&client, guard)?;
    Ok(client)
}

/// The key of the settings instead of the option of the command.
fn in_row(complaint: Complaint, index: usize) -> Complaint {
    let key = match complaint.key() {
        Some("--name") => "name",
        Some("--redirect-uri") => "redirect_uris",
        Some("--post-logout-uri") => "post_logout_uris",
        Some("--logout-uri") => "logout_uri",
        Some("--cors-origin") => "cors_origins",
        Some("--scopes") => "scopes",
        Some("--pkce") => "pkce",
        Some("--auth") => "auth",
        Some("--secret") => "secret_sha256",
        Some("--jwks") => "jwks_file",
        _ => "id",
    };
    complaint.about(format!("oidc.clients[{}].{key}", index + 1))
}

/// Brings the registrations to what the settings say; what was done, in words for the log.
pub async fn apply(store: &Store, clients: &[Client], ctx: &Context) -> Result<Vec<String>, StoreError> {
    let named: BTreeSet<ClientId> = clients.iter().map(|client| client.id.clone()).collect();
    let before = store.clients_of_settings().await?;
    // Remembered before anything is made: whatever stops us half-way, the next start knows of all.
    store.remember_clients_of_settings(&before.union(&named).cloned().collect()).await?;
    let mut done = Vec::new();
    for client in clients {
        done.extend(bring(store, client, ctx).await?);
    }
    for gone in before.difference(&named) {
        if store.set_client_enabled(gone, false, ctx).await? {
            done.push(format!("{gone} is not in the settings any more and was switched off"));
        }
    }
    store.remember_clients_of_settings(&named).await?;
    Ok(done)
}

async fn bring(store: &Store, client: &Client, ctx: &Context) -> Result<Option<String>, StoreError> {
    let id = &client.id;
    let Some(found) = store.find_client(id, ctx.now).await? else {
        // Another node may have been first; it has the same settings.
        return Ok(store.add_client(client, ctx).await?.then(|| format!("{id} was registered")));
    };
    let mut done = Vec::new();
    if !same(&found, client) && store.change_client(client, ctx).await? {
        done.push("changed");
    }
    if found.enabled != client.enabled && store.set_client_enabled(id, client.enabled, ctx).await? {
        done.push(if client.enabled { "switched on" } else { "switched off" });
    }
    Ok((!done.is_empty()).then(|| format!("{id} was {}", done.join(" and "))))
}

/// Whether two registrations say the same, but for the order of secrets and keys and whether they are switched on.
fn same(one: &Client, other: &Client) -> bool {
    let plain = |client: &Client| {
        let mut client = Client { enabled: true, ..client.clone() };
        match &mut client.auth {
            ClientAuth::Basic(secrets) | ClientAuth::Post(secrets) => secrets.sort_unstable_by_key(|secret| secret.0),
            ClientAuth::PrivateKeyJwt { keys, .. } => keys.sort_by_key(oidc::jose::PublicKey::thumbprint),
            ClientAuth::None => {}
        }
        client
    };
    plain(one) == plain(other)
}
