//! `serve`: the portal.

use std::sync::Arc;

use tokio::signal::unix::Signal;

use crate::cli::SettingsFile;
use crate::complaint::{Complaint, Complaints};
use crate::jobs::root_keys::RootKeys;
use crate::logging::Dial;
use crate::post::Post;
use crate::reloading::House;
use crate::serving::Front;
use crate::serving::tls::Tls;
use crate::settings::Reading;
use crate::settings::file::secrets_for_everybody;
use crate::traces::Traces;
use crate::work::Work;
use crate::{environment, logging, metrics, relying_party, serving, wiring};

/// Serves until a signal says stop.
pub fn run(file: &SettingsFile) -> Result<(), Complaints> {
    super::block_on(async {
        // First of all: a reload that is asked for while the portal starts must not end it.
        let hangups = serving::hangups()?;
        let reading = Reading::load(&file.config, environment::variables())?;
        // Said before anything is opened: a portal without an address makes links that lead nowhere.
        reading.settings.server.public_url()?;
        let (traces, spans) = Traces::start(&reading.settings.tracing)?;
        let dial = logging::start_with(&reading.settings.log, spans)?;
        for deviation in reading.settings.deviations() {
            tracing::warn!(%deviation, "a setting is weaker than a standard asks");
        }
        if let Some(complaint) = secrets_for_everybody(&file.config) {
            tracing::warn!(%complaint, "others may read secrets");
        }
        let served = serve(reading, dial, hangups).await;
        traces.stop().await;
        served
    })
}

async fn serve(reading: Reading, dial: Dial, hangups: Signal) -> Result<(), Complaints> {
    let settings = &reading.settings;
    let alone = wiring::take_for_serving(settings)?;
    let store = wiring::open_store(settings).await?;
    relying_party::check_name(settings, &store).await?;
    // Before anybody outside can see that the portal lives, a gateway for example: whoever sees it may stop it at that moment.
    let signals = serving::signals()?;
    let post = Arc::new(Post::default());
    let app = wiring::portal(settings, store, &post, None)?;
    let work = Work::start(settings, &app, &post).await?;
    if !work.sends_mail() {
        tracing::warn!("mail.host is not set: no mail is sent; notices and links wait in the database");
    }
    let keys = RootKeys::begin(&app, &settings.keys.file).await?;
    let node = keys.node();
    let tls = settings.server.tls().map(Tls::load).transpose()?;
    let watched = metrics::start(settings, &app, tls.as_ref().map(Tls::expiry)).await?;
    let listener = serving::listen_with(signals, settings.server.listen).await?;
    let url = &app.settings.public_url.origin;
    tracing::info!(listen = %settings.server.listen, url, database = settings.database.url.shown(), "ready");
    let acceptor = tls.as_ref().map(Tls::acceptor);
    let renewing = tokio::spawn(async move {
        if let Some(tls) = tls {
            tls.keep_fresh().await;
        }
    });
    let keeping = tokio::spawn(keys.keep());
    let front = Front::watched(Arc::clone(&app), watched);
    let mut house = House { reading, app, post, dial, work: Some(work) };
    let served = serve_and_reload(&mut house, hangups, &front, serving::serve_front(listener, &front, acceptor)).await;
    renewing.abort();
    keeping.abort();
    if let Some(work) = house.work.take() {
        work.stop(&house.app).await;
    }
    if let Err(error) = house.app.store.forget_node(node).await {
        tracing::warn!(%error, "this portal could not say that it stops; others notice within two minutes");
    }
    house.app.store.close().await;
    drop(alone);
    served.map_err(|error| Complaint::new(error.to_string(), "look at the log above").into())
}

/// Serves, and reads the settings again at each SIGHUP; a reload that is under way at the end is finished first.
async fn serve_and_reload(
    house: &mut House,
    mut hangups: Signal,
    front: &Front,
    serving: impl Future<Output = std::io::Result<()>>,
) -> std::io::Result<()> {
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let reloading = async {
        loop {
            tokio::select! {
                biased;
                _ = stopped.wait_for(|stopped| *stopped) => return,
                _ = hangups.recv() => house.reload(front).await,
            }
        }
    };
    let serving = async {
        let served = serving.await;
        stop.send_replace(true);
        served
    };
    tokio::join!(serving, reloading).0
}
