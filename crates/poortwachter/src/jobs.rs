//! What the portal does by itself: throwing away what is over, answering those who forgot a password or a username, and watching for one person
//! who tries many names.

pub mod root_keys;
pub mod signing_keys;

use std::sync::Arc;
use std::time::Duration;

use journey::AuditEvent;
use journey::audit::names;
use journey::throttle::{SPRAY_WINDOW, looks_like_spray};
use store::{Actor, AuditEntry, Context, StoreError};
use web::App;

/// How often is tidied up.
const TIDY_EVERY: Duration = Duration::from_mins(10);
/// How often sessions that are over are ended.
const LAPSE_EVERY: Duration = Duration::from_mins(1);
/// How often the logins are looked at.
const WATCH_EVERY: Duration = Duration::from_mins(1);

/// How often is looked for requests: the mail comes while the person is still looking at the page that says so.
const ANSWER_EVERY: Duration = Duration::from_secs(2);

/// Answers requests for new passwords and usernames, for as long as the process lives (requirement FP-01).
pub async fn answer_requests(app: Arc<App>) {
    let mut ticks = tokio::time::interval(ANSWER_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match web::requests::answer_all(&app).await {
            Ok(0) => {}
            Ok(answered) => tracing::debug!(answered, "requests for mails were answered"),
            Err(error) => tracing::warn!(%error, "requests for mails cannot be read; it is tried again"),
        }
    }
}

/// Throws away expired journeys, sessions, codes and counters, now and then every ten minutes, for as long as the process lives.
pub async fn purge(app: Arc<App>) {
    let mut ticks = tokio::time::interval(TIDY_EVERY);
    loop {
        ticks.tick().await;
        match app.store.purge(app.clock.now()).await {
            Ok(counts) => tracing::debug!(?counts, "tidied up"),
            Err(error) => tracing::warn!(%error, "tidying up failed; it is tried again in ten minutes"),
        }
    }
}

/// Ends sessions whose time is over, each minute, so that their applications hear of it (requirement OP-19).
pub async fn end_lapsed(app: Arc<App>) {
    let mut ticks = tokio::time::interval(LAPSE_EVERY);
    loop {
        ticks.tick().await;
        let ctx = Context::new(app.clock.now(), Actor::System);
        match app.store.end_lapsed_sessions(&app.settings.policy.session, &ctx).await {
            Ok(0) => {}
            Ok(ended) => tracing::debug!(ended, "sessions were over"),
            Err(error) => {
                tracing::warn!(%error, "sessions that are over cannot be ended; it is tried again in a minute");
            }
        }
    }
}

/// Requests of applications that wait for somebody to log in, and those of their hosts, each so many at most: with the longest addresses a gigabyte.
const WAITING: u32 = 100_000;

/// Keeps what strangers leave behind from filling the disk, each minute, for as long as the process lives.
pub async fn trim(app: Arc<App>) {
    let mut ticks = tokio::time::interval(LAPSE_EVERY);
    loop {
        ticks.tick().await;
        match app.store.trim_waiting(WAITING).await {
            Ok(0) => {}
            Ok(gone) => {
                tracing::warn!(gone, "more logins for applications were begun than can wait; the oldest are forgotten");
            }
            Err(error) => tracing::warn!(%error, "logins that wait cannot be counted; it is tried again in a minute"),
        }
    }
}

/// How many accounts are erased before the next look.
const ERASE_AT_ONCE: u32 = 100;

/// Erases the accounts whose time has come, now and then every ten minutes, for as long as the process lives (requirement NL-01).
pub async fn erase(app: Arc<App>) {
    let mut ticks = tokio::time::interval(TIDY_EVERY);
    loop {
        ticks.tick().await;
        match erase_due(&app).await {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "accounts of people who left were erased"),
            Err(error) => tracing::warn!(%error, "erasing failed; it is tried again in ten minutes"),
        }
    }
}

/// Erases what is due, one account after the other; how many.
async fn erase_due(app: &App) -> Result<u32, StoreError> {
    let mut erased = 0;
    loop {
        let ctx = Context::new(app.clock.now(), Actor::System);
        let due = app.store.due_erasures(ctx.now, ERASE_AT_ONCE).await?;
        let before = erased;
        for id in due {
            erased += u32::from(app.store.erase_account(id, &ctx).await?);
        }
        if erased == before {
            return Ok(erased);
        }
    }
}

/// Looks at the logins of the last five minutes, every minute, and raises the alarm in log and audit (requirement TH-03).
pub async fn watch_logins(app: Arc<App>) {
    let mut ticks = tokio::time::interval(WATCH_EVERY);
    let mut quiet_until = app.clock.now();
    loop {
        ticks.tick().await;
        // One alarm for each window: the same failures would raise it again every minute.
        if app.clock.now() < quiet_until {
            continue;
        }
        match look(&app).await {
            Ok(true) => quiet_until = app.clock.now() + SPRAY_WINDOW,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the logins could not be looked at; it is tried again in a minute"),
        }
    }
}

/// Whether the alarm was raised.
async fn look(app: &App) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let counts = app.store.count_logins(now - SPRAY_WINDOW).await?;
    if !looks_like_spray(counts.wrong, counts.right, counts.names) {
        return Ok(false);
    }
    tracing::warn!(wrong = counts.wrong, right = counts.right, names = counts.names, "somebody tries many names");
    let entry = AuditEntry::new(AuditEvent::refused(names::SPRAY, "many-names"));
    app.store.audit(entry, &Context::new(now, Actor::System)).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use journey::throttle::{CounterKey, CounterKind, Lane, Limits};
    use testkit::Portal;

    use super::*;

    /// A wrong password for a name, as S1 counts and notes it.
    async fn fails(portal: &Portal, name: &str) {
        let (store, now) = (&portal.app.store, portal.clock.now());
        let key = CounterKey { kind: CounterKind::Password, subject: store.username_subject(name), lane: Lane::World };
        store.reserve_try(&key, &Limits::of(key.kind, &key.lane), now).await.unwrap().unwrap();
        let entry = AuditEntry::new(AuditEvent::refused(names::LOGIN_FAIL, "password"));
        store.audit(entry, &Context::new(now, Actor::Visitor)).await.unwrap();
    }

    #[tokio::test]
    async fn th_03_more_than_fifty_names_in_five_minutes_raise_the_alarm() {
        let portal = Portal::start().await;
        for number in 0..50 {
            fails(&portal, &format!("p.{number}")).await;
        }
        assert!(!look(&portal.app).await.unwrap(), "fifty are none too many");
        fails(&portal, "p.50").await;
        assert!(look(&portal.app).await.unwrap());
        let raised = portal.events().await.into_iter().filter(|(event, _)| event == "authn_login_spray").count();
        assert_eq!(raised, 1);
        portal.clock.advance(SPRAY_WINDOW);
        assert!(!look(&portal.app).await.unwrap(), "what is longer ago does not count");
    }
}
