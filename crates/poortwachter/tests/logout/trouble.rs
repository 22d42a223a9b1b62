//! Applications that are slow, broken, down, or somewhere else.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use poortwachter::outgoing::SystemNames;

use crate::application::{Act, Application};
use crate::stage::Stage;
use crate::telling::token;

/// Later than the next try of a row that failed so far.
const LATER: SignedDuration = SignedDuration::from_hours(11);

#[tokio::test(flavor = "multi_thread")]
async fn op_19_after_an_error_it_is_told_again_with_a_fresh_token() {
    let mut stage = Stage::new().await;
    let application = Application::start().await;
    application.next([Act::Say(500), Act::Say(400), Act::Say(200)]);
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;
    let dispatcher = stage.dispatcher();
    stage.failed("dossier", 1, "it answered 500").await;
    stage.portal.clock.advance(LATER);
    stage.failed("dossier", 2, "it answered 400").await;
    stage.portal.clock.advance(LATER);
    assert_eq!(stage.told("dossier").await.attempts, 3);
    let heard = application.heard();
    assert_eq!(heard.len(), 3);
    assert!(token(&heard[0]) != token(&heard[1]) && token(&heard[1]) != token(&heard[2]), "each try has its token");
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn op_19_an_application_that_is_down_hears_it_when_it_is_back() {
    let mut stage = Stage::new().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = stage.register("dossier", &format!("http://127.0.0.1:{port}/logged-out")).await;
    stage.come_and_go(&[&client]).await;
    let dispatcher = stage.dispatcher();
    stage.failed("dossier", 1, "it cannot be reached").await;
    let application = Application::at(port).await;
    stage.portal.clock.advance(LATER);
    stage.told("dossier").await;
    assert_eq!(application.heard().len(), 1);
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn op_20_a_slow_application_ends_after_five_seconds_and_keeps_nobody_waiting() {
    let mut stage = Stage::new().await;
    let (slow, quick) = (Application::start().await, Application::start().await);
    slow.next([Act::Hang]);
    let first = stage.register("a-slow", &slow.address()).await;
    let second = stage.register("quick", &quick.address()).await;
    stage.come_and_go(&[&first, &second]).await;
    let dispatcher = stage.dispatcher();
    stage.told("quick").await;
    assert!(stage.lines("a-slow").await[0].result.is_none(), "the quick one was told while the slow one hung");
    stage.failed("a-slow", 1, "nothing within 5 s").await;
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn op_20_a_redirect_is_not_followed() {
    let mut stage = Stage::new().await;
    let application = Application::start().await;
    application.next([Act::Say(302)]);
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;
    let dispatcher = stage.dispatcher();
    stage.failed("dossier", 1, "it answered 302").await;
    dispatcher.stop().await;
    assert_eq!(application.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_20_an_address_that_is_not_public_is_not_called_unless_its_network_is_allowed() {
    let mut stage = Stage::new().await;
    let application = Application::start().await;
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;
    // The network was allowed when it was registered, and is not any more.
    let dispatcher = stage.dispatcher_with("", Arc::new(SystemNames));
    stage.failed("dossier", 1, "its address leads to 127.0.0.1, which is not public").await;
    dispatcher.stop().await;
    assert_eq!(application.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_19_it_is_given_up_after_a_day_and_that_is_seen() {
    let mut stage = Stage::new().await;
    // Giving up is logged as an error.
    stage.portal.expect_faults();
    let application = Application::start().await;
    application.next([Act::Say(500); 100]);
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;
    let ended = stage.portal.clock.now();
    let dispatcher = stage.dispatcher();
    let mut attempts = 0;
    let given_up = loop {
        attempts += 1;
        let line = stage.wait_for("dossier", |line| line.attempts >= attempts && line.result.is_some()).await;
        // The result is of the try before until this one has failed too.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let line = stage.lines("dossier").await.into_iter().next().unwrap_or(line);
        if let Some(at) = line.failed_at {
            break at;
        }
        assert!(attempts < 50, "{line:?}");
        stage.portal.clock.advance(LATER);
    };
    assert!(given_up >= ended + SignedDuration::from_hours(12), "{given_up} after {ended}");
    dispatcher.stop().await;
    let heard = application.heard().len();
    stage.portal.clock.advance(SignedDuration::from_hours(48));
    let again = stage.dispatcher();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    again.stop().await;
    assert_eq!(application.heard().len(), heard, "it is over");
    let events = stage.portal.events().await;
    assert!(events.contains(&("session_end_untold".to_owned(), "gave-up".to_owned())), "{events:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn op_19_what_a_kill_cut_off_is_told_again_and_never_after_its_mark() {
    let mut stage = Stage::new().await;
    let application = Application::start().await;
    application.next([Act::Hang, Act::Say(200)]);
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;

    // A process that is killed while the application has the token and has not answered: its runtime is gone at once.
    let killed = {
        let (parts, application) = (stage.parts(), application.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            let _dispatcher = runtime.block_on(async { poortwachter::logout::Dispatcher::start(parts) });
            while application.heard().is_empty() {
                std::thread::sleep(Duration::from_millis(20));
            }
            runtime.shutdown_background();
        })
    };
    tokio::task::spawn_blocking(move || killed.join().unwrap()).await.unwrap();
    assert!(stage.lines("dossier").await[0].sent_at.is_none());

    let dispatcher = stage.dispatcher();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(application.heard().len(), 1, "the lease of the killed one still runs");
    stage.portal.clock.advance(SignedDuration::from_mins(3));
    stage.told("dossier").await;
    stage.portal.clock.advance(LATER);
    tokio::time::sleep(Duration::from_millis(2500)).await;
    dispatcher.stop().await;
    assert_eq!(application.heard().len(), 2, "once for the kill, once for the mark");
}
