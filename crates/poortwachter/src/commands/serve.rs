//! `serve`: the portal.

use std::sync::Arc;

use crate::cli::SettingsFile;
use crate::complaint::{Complaint, Complaints};
use crate::post::Post;
use crate::settings::Settings;
use crate::{environment, jobs, logging, relying_party, serving, wiring};

/// Serves until a signal says stop.
pub fn run(file: &SettingsFile) -> Result<(), Complaints> {
    let settings = Settings::load(&file.config, &environment::variables())?;
    // Said before anything is opened: a portal without an address makes links that lead nowhere.
    settings.server.public_url()?;
    logging::start(&settings.log)?;
    for deviation in settings.deviations() {
        tracing::warn!(%deviation, "a setting is weaker than a standard asks");
    }
    super::block_on(serve(settings))
}

async fn serve(settings: Settings) -> Result<(), Complaints> {
    let store = wiring::open_store(&settings).await?;
    relying_party::check_name(&settings, &store).await?;
    let post = Arc::new(Post::default());
    let app = wiring::portal(&settings, store, &post, None)?;
    let dispatcher = wiring::dispatcher(&settings, &app)?;
    if let Some(dispatcher) = &dispatcher {
        post.open(dispatcher);
    }
    let listener = serving::listen(settings.server.listen).await?;
    let url = &app.settings.public_url.origin;
    tracing::info!(listen = %settings.server.listen, url, database = settings.database.url.shown(), "ready");
    let tidying = tokio::spawn(jobs::purge(Arc::clone(&app)));
    let watching = tokio::spawn(jobs::watch_logins(Arc::clone(&app)));
    let served = serving::serve(listener, Arc::clone(&app)).await;
    tidying.abort();
    watching.abort();
    if let Some(dispatcher) = dispatcher {
        dispatcher.stop().await;
    }
    app.store.close().await;
    served.map_err(|error| Complaint::new(error.to_string(), "look at the log above").into())
}
