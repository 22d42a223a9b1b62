//! A portal with people who are logged in, an application behind a proxy, two servers beside it to compare with, and logins that hash.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::get;
use credentials::password::Password;
use credentials::token::SecretToken;
use poortwachter::settings::Settings;
use poortwachter::{serving, wiring};
use store::testing::{Settled, settle};
use store::{Actor, Context};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use web::App;

use crate::load::Asked;

/// The host of the application.
pub const HOST: &str = "app.example";
/// Logins that want to hash at the same time.
pub const LOGINS: usize = 64;

/// All of it.
pub struct Place {
    pub people: Vec<Settled>,
    /// Answers everything with nothing.
    empty: u16,
    /// Checks the session and answers nothing.
    bare: u16,
    /// The portal itself.
    portal: u16,
    app: Arc<App>,
    runtime: Runtime,
    _folder: TempDir,
}

impl Place {
    pub fn open(count: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings::read("measurement", &settings(folder.path()), &[]).expect("settings");
        let (app, people, ports) = runtime.block_on(async {
            let store = wiring::open_store(&settings).await.expect("a store");
            let app = wiring::portal(&settings, store, &Arc::default(), None).expect("a portal");
            let ctx = Context::new(app.clock.now(), Actor::System);
            app.oidc.make_due_keys(&*app.rng, &ctx).await.expect("keys");
            let policy = &app.settings.policy.session;
            let people = settle(&app.store, count, HOST, policy, &ctx).await.expect("people");
            let empty = Router::new().route("/forward-auth", get(|| async { "" }));
            let bare = Router::new().route("/forward-auth", get(check)).with_state(Arc::clone(&app));
            let (door, portal) = open_door().await;
            tokio::spawn(serving::serve(door, Arc::clone(&app), None));
            let ports = [serve(empty).await, serve(bare).await, portal];
            (app, people, ports)
        });
        let [empty, bare, portal] = ports;
        Self { people, empty, bare, portal, app, runtime, _folder: folder }
    }

    /// What is compared, by name: the same bytes for everybody.
    pub fn kinds(&self) -> [(&'static str, Vec<Asked>); 3] {
        [("empty answer", self.empty), ("check alone", self.bare), ("forward-auth", self.portal)]
            .map(|(name, port)| (name, self.asked(port)))
    }

    fn asked(&self, port: u16) -> Vec<Asked> {
        self.people.iter().map(|person| Asked { port, request: request(&person.application) }).collect()
    }

    /// Runs the work while so many logins hash without a pause.
    pub fn while_logins_hash<T>(&self, work: impl FnOnce() -> T) -> T {
        let over = Arc::new(AtomicBool::new(false));
        let attempt = Password::parse_attempt("lente regen fiets 7").expect("a password");
        for _ in 0..LOGINS {
            let (app, over, attempt) = (Arc::clone(&self.app), Arc::clone(&over), attempt.clone());
            self.runtime.spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let Ok(place) = app.hashing.enter(true) else {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                        continue;
                    };
                    let attempt = attempt.clone();
                    app.hashing.run(place, move |hasher| hasher.verify_nobody(&attempt)).await.expect("a worker");
                }
            });
        }
        let done = work();
        over.store(true, Ordering::Relaxed);
        done
    }

    /// Ends the servers and gives back what they hold.
    pub fn close(self) {
        self.runtime.shutdown_timeout(Duration::from_secs(5));
    }
}

async fn check(State(app): State<Arc<App>>, headers: HeaderMap) -> StatusCode {
    let cookie = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
    let value = cookie.and_then(|cookie| cookie.split("; ").find_map(|pair| pair.strip_prefix("__Host-pw-forward=")));
    let Some(token) = value.and_then(SecretToken::parse) else { return StatusCode::UNAUTHORIZED };
    let (now, policy) = (app.clock.now(), &app.settings.policy.session);
    match app.store.check_forward_session(&token.hash(), HOST, now, policy).await {
        Ok(Some(_)) => StatusCode::OK,
        Ok(None) => StatusCode::UNAUTHORIZED,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn request(cookie: &SecretToken) -> Vec<u8> {
    let cookie = cookie.expose();
    format!(
        "GET /forward-auth HTTP/1.1\r\nHost: portal.example\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Proto: https\r\n\
         X-Forwarded-Host: {HOST}\r\nX-Forwarded-Uri: /page?x=1\r\nAccept: text/html\r\n\
         Cookie: theme=dark; __Host-pw-forward={}\r\n\r\n",
        &*cookie
    )
    .into_bytes()
}

async fn open_door() -> (serving::Door, u16) {
    let door = serving::listen("127.0.0.1:0".parse().expect("an address")).await.expect("a free port");
    let port = door.local_addr().expect("an address").port();
    (door, port)
}

async fn serve(router: Router) -> u16 {
    let (door, port) = open_door().await;
    tokio::spawn(serving::serve_router(door, router));
    port
}

fn settings(folder: &std::path::Path) -> String {
    format!(
        "[server]\nlisten = \"127.0.0.1:1\"\npublic_url = \"http://localhost:1\"\ntrusted_proxies = [\"127.0.0.1\"]\n\
         [[forward]]\nname = \"Application\"\nhosts = [\"https://{HOST}\"]\nproxy = \"caddy\"\n\
         rules = [{{ path = \"/\", access = \"logged-in\" }}]\n\
         [database]\nurl = \"sqlite://{folder}/portal.db\"\n[keys]\nfile = \"{folder}/keys\"\n[log]\nlevel = \"warn\"\n",
        folder = folder.display()
    )
}
