//! The demo's own application: a small web site at another address that logs people in through the portal, as any application would.
//!
//! It knows the portal only by its address and speaks to it over HTTP: the code flow with PKCE, state and nonce, a step-up, logging out by
//! its own button, and hearing of a logout elsewhere. Begin reading at [`login`]; the pages are in [`page`].

mod login;
mod page;
mod register;
mod tokens;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use oidc::client::Client;
use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use web::App;

use crate::complaint::Complaint;

/// The most visitors that are remembered; nobody needs a demo with more.
const MOST: usize = 500;
/// Where the portal sends people back to.
const CALLBACK: &str = "/callback";
/// Where the portal tells of logouts.
const LOGGED_OUT: &str = "/logged-out";

/// What the site needs to know.
struct Site {
    /// The portal's address.
    issuer: String,
    /// How it is registered.
    client: Client,
    secret: String,
    http: reqwest::Client,
    visits: Mutex<HashMap<String, Visit>>,
}

/// What is known of a browser.
enum Visit {
    /// It is at the portal.
    Away { state: String, nonce: String, verifier: String },
    /// It is logged in: the claims of the ID token, and the token itself for logging out.
    Here { claims: Map<String, Value>, token: String },
}

impl Site {
    fn visits(&self) -> MutexGuard<'_, HashMap<String, Visit>> {
        self.visits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a browser; beyond the most that are remembered nobody else is.
    fn remember(&self, cookie: &str, visit: Visit) {
        let mut visits = self.visits();
        if visits.len() < MOST || visits.contains_key(cookie) {
            visits.insert(cookie.to_owned(), visit);
        }
    }
}

/// The running site.
pub struct Application {
    /// Where it is.
    pub url: String,
    serving: JoinHandle<()>,
}

impl Application {
    /// Listens beside the portal, registers itself there and begins to serve.
    pub async fn open(app: &App, portal: SocketAddr) -> Result<Self, Complaint> {
        let cannot = |error: &dyn std::fmt::Display| {
            Complaint::new(
                format!("a demo application that cannot be set up ({error})"),
                "choose another port with --listen",
            )
        };
        let listener = listen(portal.port()).await.map_err(|error| cannot(&error))?;
        let port = listener.local_addr().map_err(|error| cannot(&error))?.port();
        let origin = format!("http://127.0.0.1:{port}");
        let (client, secret) = register::register(app, &origin).await.map_err(|error| cannot(&error))?;
        let issuer = app.oidc.issuer.as_str().to_owned();
        let http = tokens::http_client().map_err(|error| cannot(&error))?;
        let site = Site { issuer, client, secret, http, visits: Mutex::default() };
        let router = router(Arc::new(site));
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::warn!(%error, "the demo's application ended");
            }
        });
        Ok(Self { url: origin, serving })
    }

    /// Serves no longer.
    pub fn close(&self) {
        self.serving.abort();
    }
}

/// The port after the portal's, or any other when somebody has that one.
async fn listen(portal: u16) -> std::io::Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", portal.checked_add(1).unwrap_or(0))).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind("127.0.0.1:0").await,
    }
}

fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(page::home))
        .route("/login", get(login::begin))
        .route(CALLBACK, get(login::finish))
        .route("/logout", get(login::log_out))
        .route(LOGGED_OUT, post(login::logged_out))
        .with_state(site)
}
