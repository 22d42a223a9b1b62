//! A portal with somebody who is logged in at an application, and dispatchers for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use oidc::client::ClientId;
use poortwachter::logout::{Dispatcher, Parts};
use poortwachter::outgoing::{Caller, Guard, Names, SystemNames};
use poortwachter::settings::Settings;
use store::LogoutLine;
use testkit::{OidcClient, Person, Portal};

/// The settings that let calls through to this machine.
pub const THIS_MACHINE: &str = "oidc.private_networks = [\"127.0.0.1\"]";

/// The guard of some settings.
pub fn guard(settings: &str) -> Guard {
    Guard::new(&Settings::read("test.toml", settings, &[]).unwrap_or_else(|wrong| panic!("{wrong}")).oidc)
}

/// A portal and one person.
pub struct Stage {
    pub portal: Portal,
    pub person: Person,
}

impl Stage {
    pub async fn new() -> Self {
        let portal = Portal::start().await;
        let person = portal.enrolled("b.jansen").await;
        Self { portal, person }
    }

    /// Registers an application that hears of logouts there.
    pub async fn register(&self, id: &str, address: &str) -> OidcClient {
        OidcClient::register_with(&self.portal, id, |client| {
            client.back_channel_logout_uri = Some(address.to_owned());
        })
        .await
    }

    /// Logs in at the portal and at the applications, and out of the portal: one logout waits for each.
    pub async fn come_and_go(&mut self, clients: &[&OidcClient]) {
        let mut browser = self.portal.browser();
        self.person.log_in(&self.portal, &mut browser).await;
        for client in clients {
            let asked = client.asks();
            let code = client.code(&browser, &asked).await;
            let answer = client.redeem(&asked, &code).await;
            assert_eq!(answer.status, 200, "{:?}", answer.told());
        }
        browser.press("Uitloggen", &[]).await;
        // The next code of the app is another one.
        self.portal.clock.advance(SignedDuration::from_secs(60));
    }

    /// Begins to tell, with calls to this machine allowed.
    pub fn dispatcher(&self) -> Dispatcher {
        self.dispatcher_with(THIS_MACHINE, Arc::new(SystemNames))
    }

    /// The same with other settings and names.
    pub fn dispatcher_with(&self, settings: &str, names: Arc<dyn Names>) -> Dispatcher {
        Dispatcher::start(self.parts_with(settings, names))
    }

    /// What a dispatcher in another process would be made of.
    pub fn parts(&self) -> Parts {
        self.parts_with(THIS_MACHINE, Arc::new(SystemNames))
    }

    fn parts_with(&self, settings: &str, names: Arc<dyn Names>) -> Parts {
        let app = &self.portal.app;
        Parts {
            store: app.store.clone(),
            clock: Arc::clone(&app.clock),
            rng: Arc::clone(&app.rng),
            provider: Arc::clone(&app.oidc),
            caller: Caller::new(guard(settings), names).unwrap(),
        }
    }

    /// What an application was told, the newest first.
    pub async fn lines(&self, id: &str) -> Vec<LogoutLine> {
        let id = ClientId::parse(id).unwrap();
        self.portal.app.store.list_logouts(Some(&id), 100).await.unwrap()
    }

    /// Waits until the newest line of an application is so; panics when it never is.
    pub async fn wait_for(&self, id: &str, wanted: impl Fn(&LogoutLine) -> bool) -> LogoutLine {
        let begun = Instant::now();
        loop {
            let line = self.lines(id).await.into_iter().next().unwrap();
            if wanted(&line) {
                return line;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{line:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until it is told.
    pub async fn told(&self, id: &str) -> LogoutLine {
        self.wait_for(id, |line| line.sent_at.is_some()).await
    }

    /// Waits until so many tries were made and the last one came to this.
    pub async fn failed(&self, id: &str, attempts: u64, reason: &str) {
        let line = self.wait_for(id, |line| line.attempts >= attempts && line.result.as_deref() == Some(reason)).await;
        assert!(line.sent_at.is_none(), "{line:?}");
    }
}
