//! What applications depend on: signing keys that open, and registrations that were made weaker on purpose.

use oidc::client::PkceRule;
use oidc::keys::open;
use store::{Database, Schema, Store, StoreError};

use super::report::Report;
use crate::clients::from_settings;
use crate::outgoing::Guard;
use crate::settings::Settings;
use crate::wiring;

const KEYS: &str = "signing keys";
const CLIENTS: &str = "applications";

/// Lines for keys and applications.
pub async fn look(settings: &Settings, report: &mut Report) {
    if let Err(complaints) = from_settings::read(settings) {
        for complaint in complaints.0 {
            report.wrong(CLIENTS, &complaint.to_string());
        }
    }
    let seen = Database::inspect(settings.database.url.expose()).await.ok().flatten();
    // Only where opening the store changes nothing.
    if !seen.is_some_and(|seen| matches!(seen.schema, Schema::Current(_)) && !seen.is_empty()) {
        return report.ok(KEYS, "none yet; the first start makes them");
    }
    if !settings.keys.file.exists() {
        return report.warn(KEYS, "not looked at, because the key file comes first");
    }
    let Ok(store) = wiring::open_store(settings).await else {
        return report.warn(KEYS, "not looked at, because database and key file come first");
    };
    if let Err(error) = look_at(&store, settings, report).await {
        report.wrong(KEYS, &format!("the database could not say ({error}); try again"));
    }
    store.close().await;
}

async fn look_at(store: &Store, settings: &Settings, report: &mut Report) -> Result<(), StoreError> {
    let stored = store.load_signing_keys().await?;
    let broken: Vec<_> = stored.iter().filter(|key| open(&key.row, &key.sealed, store.keyring()).is_err()).collect();
    for key in &broken {
        let kid = key.row.public.thumbprint();
        let text = format!(
            "{kid} does not open; put the key file back from the backup, or `poortwachter signing-keys revoke {kid}`"
        );
        report.wrong(KEYS, &text);
    }
    match stored.len() {
        0 => report.ok(KEYS, "none yet; the first start makes them"),
        open if broken.is_empty() => report.ok(KEYS, &format!("{open} that open")),
        _ => {}
    }
    clients(store, settings, report).await
}

async fn clients(store: &Store, settings: &Settings, report: &mut Report) -> Result<(), StoreError> {
    let guard = Guard::new(&settings.oidc);
    let policy = wiring::policy(settings, false).session;
    let lines = store.list_clients(&policy, web::Clock::now(&crate::system_clock::SystemClock)).await?;
    for client in lines.iter().map(|line| &line.client).filter(|client| client.enabled) {
        if client.pkce == PkceRule::OldClient {
            report.warn(
                CLIENTS,
                &format!("{} may leave PKCE out, which is weaker than RFC 9700 section 2.1.1 asks", client.id),
            );
        }
        if let Some(Err(fault)) = client.back_channel_logout_uri.as_deref().map(|uri| guard.check_url(uri)) {
            let advice =
                "change it with `poortwachter client edit --logout-uri`, or allow its network in oidc.private_networks";
            report.wrong(CLIENTS, &format!("{} is not told of logouts: its address {fault}; {advice}", client.id));
        }
    }
    report.ok(CLIENTS, &format!("{} registered", lines.len()));
    Ok(())
}
