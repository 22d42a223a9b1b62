//! A portal on the loopback with people who can log in.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use credentials::totp::TotpSecret;
use poortwachter::demo::arrival::Arrival;
use poortwachter::settings::Settings;
use poortwachter::{serving, wiring};
use tempfile::TempDir;
use web::App;

/// A portal, an empty server beside it, and the people.
pub struct Town {
    pub portal: SocketAddr,
    pub empty: SocketAddr,
    pub people: Vec<(String, TotpSecret)>,
    pub app: Arc<App>,
    folder: TempDir,
}

impl Town {
    /// Makes everything; some ten hashes a person.
    pub async fn settle(count: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings::read("measurement", &settings(folder.path(), 0), &[]).expect("settings");
        let store = wiring::open_store(&settings).await.expect("a store");
        let app = wiring::portal(&settings, store, &std::sync::Arc::default(), None).expect("a portal");
        let mut people = Vec::new();
        for number in 0..count {
            let username = format!("person.{number}");
            let arrival = Arrival::new(&app).expect("a hasher");
            let (account, link) = arrival.arrive(&username, "Person", false).await.expect("an account");
            let grant = arrival.choose_password(&link).await.expect("a password");
            let (secret, _) = arrival.enrol(account, &grant).await.expect("a factor");
            people.push((username, TotpSecret::parse(&secret).expect("a secret")));
        }
        let (portal, listener) = listen().await;
        tokio::spawn(serving::serve(listener, Arc::clone(&app), None));
        let (empty, listener) = listen().await;
        let router = axum::Router::new().route("/", axum::routing::get(|| async { "" }));
        tokio::spawn(serving::serve_router(listener, router));
        Self { portal, empty, people, app, folder }
    }

    /// Where the data lies.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }
}

/// Settings for a portal in a folder.
pub fn settings(folder: &std::path::Path, port: u16) -> String {
    format!(
        "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://localhost:{port}\"\n\
         [database]\nurl = \"sqlite://{folder}/portal.db\"\n[keys]\nfile = \"{folder}/keys\"\n[log]\nlevel = \"warn\"\n",
        port = port.max(1),
        folder = folder.display()
    )
}

async fn listen() -> (SocketAddr, serving::Door) {
    let listener = serving::listen("127.0.0.1:0".parse().expect("an address")).await.expect("a free port");
    (listener.local_addr().expect("an address"), listener)
}
