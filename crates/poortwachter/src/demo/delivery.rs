//! Empties the outbox into the inbox, as a mail server's sender would.

use std::sync::Arc;
use std::time::Duration;

use store::OutboxRow;
use web::App;
use web::app::DemoMessage;
use web::outbox::{Letter, link_of, write};

use super::Inbox;

/// Delivers twice a second for as long as the process lives.
pub async fn deliver(app: Arc<App>, inbox: Arc<Inbox>) {
    let mut ticks = tokio::time::interval(Duration::from_millis(500));
    loop {
        ticks.tick().await;
        if let Err(error) = deliver_once(&app, &inbox).await {
            tracing::warn!(%error, "the demo's messages could not be delivered");
        }
    }
}

async fn deliver_once(app: &App, inbox: &Inbox) -> Result<(), store::StoreError> {
    for row in app.store.claim_outbox(50, app.clock.now()).await? {
        match message(app, &row) {
            Ok(message) => {
                inbox.put(message);
                app.store.mark_sent(row.id, app.clock.now()).await?;
            }
            Err(problem) => app.store.mark_failed(row.id, &problem, None, app.clock.now()).await?,
        }
    }
    Ok(())
}

fn message(app: &App, row: &OutboxRow) -> Result<DemoMessage, String> {
    let origin = &app.settings.public_url.origin;
    let link = row.link.as_ref().map(|stored| link_of(row.kind, stored, origin));
    let letter = Letter {
        kind: row.kind,
        at: row.at,
        from_where: row.address.as_deref().unwrap_or(""),
        link: link.as_deref(),
        person: &row.username,
        usernames: &row.usernames,
    };
    let mail = write(letter, row.language, &app.brand, &app.settings.zone).map_err(|fault| fault.text)?;
    Ok(DemoMessage {
        channel: "mail".to_owned(),
        to: row.recipient.clone(),
        at: app.clock.now(),
        subject: mail.subject,
        text: mail.text,
        link: row.link.as_ref().map(|link| link.to_string()),
    })
}
