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
