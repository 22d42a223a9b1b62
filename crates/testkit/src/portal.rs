//! A whole portal in the test's own process, on a database of its own.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use credentials::hashing::{HashParams, Hasher};
use credentials::keyring::Keyring;
use credentials::rng::Rng;
use credentials::security_key::{Attestation, RelyingParty};
use store::{AuditLine, AuditQuery, Contacts, Database, OpenOptions, Store};
use tempfile::TempDir;
use web::hashing::HashQueue;
use web::help::Library;
use web::look::{Brand, BrandSettings};
use web::oidc::{Provider, ProviderSettings};
use web::{App, Courier, Demo, WebSettings};

use crate::inbox::{self, Mail, Text, TextNotice, Texts};
use crate::{Browser, FixedClock, Log, Person, SeededRng, TestCourier, settings};

/// The memory of one hash, in KiB: quick, and still the real Argon2.
const HASH_KIB: u32 = 64;
/// The help desk's mail address.
pub const HELP_DESK: &str = "helpdesk@voorbeeld.example";
/// Waiting places beside the hasher's own.
const QUEUE: usize = 64;

/// A portal. When it is dropped after a test that went well, it insists that no fault was logged and that every mail which still waits can be written.
pub struct Portal {
    /// What the pages share.
    pub app: Arc<App>,
    /// The clock of it all.
    pub clock: Arc<FixedClock>,
    /// What was logged.
    pub log: Log,
    /// Who would take codes by SMS away.
    pub courier: Arc<TestCourier>,
    router: Router,
    faults_expected: AtomicBool,
    browsers: AtomicU8,
    heard: Mutex<Texts>,
    url: String,
    folder: Option<TempDir>,
}

impl Portal {
    /// A portal on SQLite with the usual settings.
    pub async fn start() -> Self {
        Self::with(settings()).await
    }

    /// A portal on SQLite with other settings.
    pub async fn with(settings: WebSettings) -> Self {
        Self::with_demo(settings, None).await
    }

    /// A portal on SQLite with a demo's inbox, or without.
    pub async fn with_demo(settings: WebSettings, demo: Option<Arc<dyn Demo>>) -> Self {
        Self::on_sqlite(settings, demo, Hasher::for_tests(HASH_KIB)).await
    }

    /// A portal on SQLite that hashes as a real one does: slow, for tests that measure time.
    pub async fn with_real_hashing(settings: WebSettings) -> Self {
        let hasher = Hasher::new(HashParams::FLOOR, 2).expect("invariant: the floor is allowed");
        Self::on_sqlite(settings, None, hasher).await
    }

    async fn on_sqlite(settings: WebSettings, demo: Option<Arc<dyn Demo>>, hasher: Hasher) -> Self {
        // In memory where that is possible: durability is not what these tests ask about.
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder for the database");
        let url = format!("sqlite://{}", folder.path().join("portal.db").display());
        Self::build(&url, Some(folder), settings, demo, hasher).await
    }

    /// A portal on an empty or migrated PostgreSQL database.
    pub async fn on_postgres(url: &str) -> Self {
        Self::build(url, None, settings(), None, Hasher::for_tests(HASH_KIB)).await
    }

    async fn build(
        url: &str,
        folder: Option<TempDir>,
        settings: WebSettings,
        demo: Option<Arc<dyn Demo>>,
        hasher: Hasher,
    ) -> Self {
        let log = Log::listen();
        let rng: Arc<dyn Rng> = Arc::new(SeededRng::new(7));
        let keyring = Arc::new(Keyring::generate(&*rng).0);
        let database = Database::open(url, OpenOptions::default()).await.expect("the database opens");
        database.migrate().await.expect("the schema is made");
        let store = database.into_store(Arc::clone(&keyring), Arc::clone(&rng)).await.expect("the keys fit");
        let contacts =
            Contacts { origin: Some(settings.public_url.origin.clone()), help_desk_mail: Some(HELP_DESK.to_owned()) };
        let store = store.with_contacts(contacts);
        let clock = Arc::new(FixedClock::default());
        let courier = Arc::new(TestCourier::default());
        let origin = settings.public_url.origin.clone();
        let host = origin.split_once("://").map_or("", |(_, host)| host).split(':').next().unwrap_or_default();
        let party = RelyingParty::new(host, &origin, "Poortwachter", Attestation::None);
        let app = Arc::new(App {
            told: web::forward::Told::default(),
            oidc: provider(&store, &settings),
            store,
            keyring,
            hashing: HashQueue::new(Arc::new(hasher), QUEUE),
            meter: Arc::default(),
            clock: Arc::clone(&clock) as Arc<dyn web::Clock>,
            rng,
            courier: Arc::clone(&courier) as Arc<dyn Courier>,
            relying_party: Arc::new(party.expect("the address can ask keys")),
            brand: Arc::new(brand()),
            help: Library::ours(),
            settings,
            demo,
        });
        let router = web::router(Arc::clone(&app));
        let (faults_expected, browsers) = (AtomicBool::new(false), AtomicU8::new(0));
        let heard = Mutex::default();
        Self { app, clock, log, courier, router, faults_expected, browsers, heard, url: url.to_owned(), folder }
    }

    /// The same portal after a restart with other settings: database, keys and clock stay.
    #[must_use]
    pub fn restarted(&self, settings: WebSettings) -> Self {
        self.again(settings, Arc::clone(&self.app.help))
    }

    /// The same portal after a restart with other help texts.
    #[must_use]
    pub fn with_help(mut self, help: Library) -> Self {
        let mut portal = self.again(self.app.settings.clone(), Arc::new(help));
        // The database goes on living with the new one.
        portal.folder = self.folder.take();
        portal
    }

    fn again(&self, settings: WebSettings, help: Arc<Library>) -> Self {
        let app = Arc::new(App {
            told: web::forward::Told::default(),
            oidc: provider(&self.app.store, &settings),
            store: self.app.store.clone(),
            keyring: Arc::clone(&self.app.keyring),
            hashing: HashQueue::new(Arc::new(Hasher::for_tests(HASH_KIB)), QUEUE),
            meter: Arc::default(),
            clock: Arc::clone(&self.clock) as Arc<dyn web::Clock>,
            rng: Arc::clone(&self.app.rng),
            courier: Arc::clone(&self.courier) as Arc<dyn Courier>,
            relying_party: Arc::clone(&self.app.relying_party),
            brand: Arc::clone(&self.app.brand),
            help,
            settings,
            demo: None,
        });
        // Addresses go on where they were, so that no new browser shares one with an old.
        let browsers = AtomicU8::new(self.browsers.load(Ordering::SeqCst));
        Self {
            router: web::router(Arc::clone(&app)),
            app,
            clock: Arc::clone(&self.clock),
            log: Log::listen(),
            courier: Arc::clone(&self.courier),
            faults_expected: AtomicBool::new(false),
            browsers,
            heard: Mutex::default(),
            url: self.url.clone(),
            folder: None,
        }
    }

    /// A browser that goes on here with the cookies and the page that it has.
    pub fn takes_over(&self, browser: &Browser) -> Browser {
        browser.twin_at(self.router.clone())
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// A new browser from an address of its own.
    pub fn browser(&self) -> Browser {
        let number = self.browsers.fetch_add(1, Ordering::SeqCst);
        self.browser_from(IpAddr::from([203, 0, 113, number]))
    }

    /// A new browser from that address.
    pub fn browser_from(&self, address: IpAddr) -> Browser {
        Browser::new(self.router.clone(), address)
    }

    /// From now on a fault in the log does not fail the test.
    pub fn expect_faults(&self) {
        self.faults_expected.store(true, Ordering::SeqCst);
    }

    /// Answers those who forgot a password or a username, as the background job does; the mails that come of it and all others that wait.
    pub async fn answered(&self) -> Vec<Mail> {
        web::requests::answer_all(&self.app).await.expect("the requests can be answered");
        self.mails().await
    }

    /// The path of the link that somebody gets by mail who forgot the password.
    pub async fn forgot(&self, person: &Person) -> String {
        let mut browser = self.browser();
        browser.open("/forgot/password").await;
        browser.press("Mail sturen", &[("Gebruikersnaam", &person.username)]).await;
        let mails = self.answered().await;
        let link = mails.into_iter().rfind(|mail| mail.kind == "password-link").and_then(|mail| mail.link);
        let link = link.expect("a link was mailed");
        link.strip_prefix(&self.app.settings.public_url.origin).expect("a link of our own").to_owned()
    }

    /// The mails that were queued since the last look, oldest first.
    pub async fn mails(&self) -> Vec<Mail> {
        inbox::empty(&self.app.store, &self.app, self.clock.now()).await
    }

    /// The codes by SMS that wait, oldest first, as a gateway would be given them; they count as sent from here on.
    pub async fn texts(&self) -> Vec<Text> {
        self.hear().await;
        std::mem::take(&mut self.heard.lock().expect("no test panicked here").codes)
    }

    /// The notices by SMS that went out since the last look, oldest first.
    pub async fn text_notices(&self) -> Vec<TextNotice> {
        self.hear().await;
        std::mem::take(&mut self.heard.lock().expect("no test panicked here").notices)
    }

    async fn hear(&self) {
        let new = inbox::take_texts(&self.app.store, &self.app, self.clock.now()).await;
        let mut heard = self.heard.lock().expect("no test panicked here");
        heard.codes.extend(new.codes);
        heard.notices.extend(new.notices);
    }

    /// The newest code by SMS; panics when none waits.
    pub async fn newest_code(&self) -> String {
        self.texts().await.pop().expect("a code by SMS waits").code
    }

    /// The audit log, oldest first.
    pub async fn audit(&self) -> Vec<AuditLine> {
        let query = AuditQuery { account: None, before: None, limit: 10_000 };
        let mut lines = self.app.store.list_audit(query).await.expect("the audit log can be read");
        lines.reverse();
        lines
    }

    /// The names and reasons of the audit log, oldest first.
    pub async fn events(&self) -> Vec<(String, String)> {
        self.audit().await.into_iter().map(|line| (line.event, line.reason)).collect()
    }

    /// Every row of every table as text.
    pub async fn dump(&self) -> String {
        store::testing::dump(&self.app.store).await.expect("the database can be read")
    }

    /// The rows of one table as text.
    pub async fn rows(&self, table: &str) -> Vec<String> {
        let begin = format!("{table}: ");
        self.dump().await.lines().filter(|line| line.starts_with(&begin)).map(str::to_owned).collect()
    }

    /// What stays behind, read on a thread with a runtime and connections of its own, because a drop cannot wait.
    fn deliver_the_rest(&self) {
        let (app, now, url) = (Arc::clone(&self.app), self.clock.now(), self.url.clone());
        let rest = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let database = Database::open(&url, OpenOptions::default()).await.expect("the database opens");
                let store = database.into_store(Arc::clone(&app.keyring), Arc::clone(&app.rng)).await;
                inbox::empty(&store.expect("the keys fit"), &app, now).await.len()
            })
        });
        assert!(rest.join().is_ok(), "a mail in the outbox cannot be written");
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        if std::thread::panicking() || self.faults_expected.load(Ordering::SeqCst) {
            return;
        }
        let faults = self.log.faults();
        assert!(faults.is_empty(), "faults were logged: {faults:#?}");
        self.deliver_the_rest();
    }
}

fn provider(store: &Store, settings: &WebSettings) -> Arc<Provider> {
    let settings = ProviderSettings::of(&settings.public_url).expect("the address can be an issuer");
    Arc::new(Provider::new(store.clone(), settings))
}

fn brand() -> Brand {
    Brand::new(BrandSettings {
        product: "Poortwachter".to_owned(),
        organisation: "Voorbeeld Verzuim".to_owned(),
        help_desk_phone: "030 123 45 67".to_owned(),
        help_desk_mail: HELP_DESK.to_owned(),
        help_desk_text: "Op werkdagen van 8 tot 18 uur.".to_owned(),
        ..BrandSettings::default()
    })
    .expect("the default brand can be read")
}
