//! What the portal does for applications by itself: keys that are tended, sessions that end in time, logouts that are told.

use std::sync::Arc;

use store::{Actor, Context};
use tokio::task::JoinHandle;
use web::oidc::ProviderSettings;
use web::{App, PublicUrl};

use crate::clients::from_settings;
use crate::complaint::{Complaint, Complaints};
use crate::jobs::{self, signing_keys};
use crate::logout::{Dispatcher, Parts};
use crate::outgoing::{Caller, Guard, SystemNames};
use crate::settings::Settings;

/// What the settings say of the provider.
pub fn provider(settings: &Settings, public_url: &PublicUrl) -> Result<ProviderSettings, Complaint> {
    let mut provider = ProviderSettings::of(public_url).map_err(|error| {
        Complaint::new(error.to_string(), "applications know the portal by this address").about("server.public_url")
    })?;
    provider.mapping = settings.oidc.mapping().map_err(|error| {
        Complaint::new(error.to_string(), "choose other names for applications").about("oidc.claims")
    })?;
    provider.rotation = settings.oidc.rotation();
    Ok(provider)
}

/// The work that is under way.
pub struct Applications {
    logouts: Dispatcher,
    loops: Vec<JoinHandle<()>>,
}

impl Applications {
    /// Makes the signing keys that are due, so that the first request finds them, and begins.
    pub async fn start(settings: &Settings, app: &Arc<App>) -> Result<Self, Complaints> {
        signing_keys::tend_once(app).await.map_err(|error| {
            let advice = "put the key file back from the backup, or look with `poortwachter check`";
            Complaint::new(format!("signing keys that cannot be used ({error})"), advice)
        })?;
        register(settings, app).await?;
        let caller = Caller::new(Guard::new(&settings.oidc), Arc::new(SystemNames))
            .map_err(|error| Complaint::new(error, "look at the certificates of the system"))?;
        let logouts = Dispatcher::start(Parts {
            store: app.store.clone(),
            clock: Arc::clone(&app.clock),
            rng: Arc::clone(&app.rng),
            provider: Arc::clone(&app.oidc),
            caller,
        });
        let tending = tokio::spawn(signing_keys::tend(Arc::clone(app)));
        let ending = tokio::spawn(jobs::end_lapsed(Arc::clone(app)));
        Ok(Self { logouts, loops: vec![tending, ending] })
    }

    /// Begins nothing more and waits for what is under way.
    pub async fn stop(&self) {
        for one in &self.loops {
            one.abort();
        }
        self.logouts.stop().await;
    }
}

/// Brings the applications of the settings to what the settings say.
async fn register(settings: &Settings, app: &App) -> Result<(), Complaints> {
    let clients = from_settings::read(settings)?;
    let ctx = Context::new(app.clock.now(), Actor::System);
    let done = from_settings::apply(&app.store, &clients, &ctx).await.map_err(|error| {
        Complaint::new(format!("a database that cannot register applications ({error})"), "look at the database")
    })?;
    for what in done {
        tracing::info!(what, "an application of the settings");
    }
    Ok(())
}
