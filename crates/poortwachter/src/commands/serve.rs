//! `serve`: the portal.

use std::sync::Arc;

use crate::applications::Applications;
use crate::cli::SettingsFile;
use crate::complaint::{Complaint, Complaints};
use crate::post::Post;
use crate::settings::Settings;
use crate::{audit_log, environment, jobs, logging, mail, relying_party, serving, sms, wiring};

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
    let alone = wiring::take_for_serving(&settings)?;
    let store = wiring::open_store(&settings).await?;
    relying_party::check_name(&settings, &store).await?;
    // Before anybody outside can see that the portal lives, a gateway for example: whoever sees it may stop it at that moment.
    let signals = serving::signals()?;
    let post = Arc::new(Post::default());
    let app = wiring::portal(&settings, store, &post, None)?;
    let dispatcher = wiring::dispatcher(&settings, &app)?;
    if let Some(dispatcher) = &dispatcher {
        post.open(dispatcher);
    }
    let mailer = wiring::mailer(&settings, &app)?;
    if mailer.is_none() {
        tracing::warn!("mail.host is not set: no mail is sent; notices and links wait in the database");
    }
    let applications = Applications::start(&settings, &app).await?;
    let tls = settings.server.tls().map(serving::tls::Tls::load).transpose()?;
    let listener = serving::listen_with(signals, settings.server.listen).await?;
    let url = &app.settings.public_url.origin;
    tracing::info!(listen = %settings.server.listen, url, database = settings.database.url.shown(), "ready");
    let tidying = tokio::spawn(jobs::purge(Arc::clone(&app)));
    let trimming = tokio::spawn(jobs::trim(Arc::clone(&app)));
    let answering = tokio::spawn(jobs::answer_requests(Arc::clone(&app)));
    let erasing = tokio::spawn(jobs::erase(Arc::clone(&app)));
    let watching = tokio::spawn(jobs::watch_logins(Arc::clone(&app)));
    let auditing = audit_log::jobs::start(&app, &settings);
    let acceptor = tls.as_ref().map(serving::tls::Tls::acceptor);
    let renewing = tokio::spawn(async move {
        if let Some(tls) = tls {
            tls.keep_fresh().await;
        }
    });
    let served = serving::serve(listener, Arc::clone(&app), acceptor).await;
    renewing.abort();
    tidying.abort();
    trimming.abort();
    answering.abort();
    watching.abort();
    erasing.abort();
    tokio::join!(stop(dispatcher.as_deref(), mailer.as_ref()), applications.stop());
    auditing.stop(&app).await;
    app.store.close().await;
    drop(alone);
    served.map_err(|error| Complaint::new(error.to_string(), "look at the log above").into())
}

/// Waits for what is under way, both kinds at once.
async fn stop(texting: Option<&sms::Dispatcher>, mailing: Option<&mail::Dispatcher>) {
    let texts = async {
        if let Some(dispatcher) = texting {
            dispatcher.stop().await;
        }
    };
    let mails = async {
        if let Some(dispatcher) = mailing {
            dispatcher.stop().await;
        }
    };
    tokio::join!(texts, mails);
}
