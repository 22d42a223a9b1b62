//! Codes by SMS in the demo: the real dispatcher, with a sender that puts each message into the inbox.

use std::sync::Arc;

use tokio::sync::mpsc;
use web::App;
use web::app::DemoMessage;

use super::Inbox;
use crate::complaint::Complaint;
use crate::settings::Settings;
use crate::sms::{BreakerLimits, Dispatcher, DryRun, Gateway, Parts, Route};
use crate::wiring;

/// Begins to deliver codes to the inbox.
pub fn send_sms(app: &Arc<App>, inbox: &Arc<Inbox>, settings: &Settings) -> Result<Dispatcher, Complaint> {
    let (clock, inbox) = (Arc::clone(&app.clock), Arc::clone(inbox));
    let sender = DryRun::new(move |message| {
        inbox.put(DemoMessage {
            channel: "sms".to_owned(),
            to: message.number.to_string(),
            at: clock.now(),
            subject: String::new(),
            text: message.text.to_string(),
            link: None,
        });
    });
    let limits = BreakerLimits { failures: 1, rest: std::time::Duration::from_secs(1) };
    let (_, receipts) = mpsc::channel(1);
    Ok(Dispatcher::start(Parts {
        store: app.store.clone(),
        clock: Arc::clone(&app.clock),
        route: Route::new(vec![Gateway::new("demo", Box::new(sender), limits)]),
        receipts,
        words: wiring::sms_words(Arc::clone(&app.brand), settings)?,
        parallel: settings.sms.parallel,
    }))
}

#[cfg(test)]
mod tests {
    use credentials::ids::JourneyId;
    use journey::SmsKind;
    use store::{Actor, Context, SmsOrder};
    use web::Demo as _;

    use super::*;
    use crate::os_rng::OsRng;

    #[tokio::test]
    async fn a_code_stands_in_the_inbox() {
        let portal = testkit::Portal::start().await;
        let person = portal.invited("piet").await;
        let (store, now) = (&portal.app.store, portal.clock.now());
        let about = JourneyId::generate(now, &OsRng);
        let expires_at = now + jiff::SignedDuration::from_mins(5);
        let order = SmsOrder { kind: SmsKind::LoginCode, number: "+31612345678", code: "123456", about, expires_at };
        store::testing::queue_sms(store, person.id, &order, &Context::new(now, Actor::System)).await.unwrap();

        let inbox = Arc::new(Inbox::default());
        let text = "[server]\npublic_url = \"http://localhost:8080\"";
        let settings = Settings::read("demo", text, &[]).unwrap();
        let dispatcher = send_sms(&portal.app, &inbox, &settings).unwrap();
        dispatcher.wake();
        while inbox.messages().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        dispatcher.stop().await;
        let message = inbox.messages().remove(0);
        assert_eq!((message.channel.as_str(), message.to.as_str()), ("sms", "+31612345678"));
        assert!(
            message.text.starts_with("123456 ") && message.text.ends_with("\n\n@localhost #123456"),
            "{}",
            message.text
        );
    }
}
