//! A store, a dispatcher by settings, a clock that can be put forward, and mails that are ordered.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use credentials::ids::GrantId;
use credentials::keyring::Keyring;
use credentials::token::SecretToken;
use jiff::{SignedDuration, Timestamp};
use journey::{GrantSeed, Language, Role, Username};
use poortwachter::mail::{Dispatcher, Parts, letterhead, sender};
use poortwachter::os_rng::OsRng;
use poortwachter::settings::Settings;
use poortwachter::system_clock::SystemClock;
use store::{Actor, Context, Database, LinkDelivery, LinkOrder, NewAccount, OpenOptions, Store};
use web::Clock;
use web::look::{Brand, BrandSettings};
use zeroize::Zeroizing;

/// The link in every mail.
pub const LINK: &str = "https://login.example.org/activate?token=abc=def";

/// The real clock, put forward by some seconds.
#[derive(Default)]
pub struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// Everything but the server.
pub struct Stage {
    pub store: Store,
    pub clock: Arc<Ahead>,
    _folder: tempfile::TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("mail.db").display());
        let database = Database::open(&url, OpenOptions::default()).await.unwrap();
        database.migrate().await.unwrap();
        let keyring = Arc::new(Keyring::generate(&OsRng).0);
        let store = database.into_store(keyring, Arc::new(OsRng)).await.unwrap();
        Self { store, clock: Arc::default(), _folder: folder }
    }

    /// A dispatcher with this server.
    pub fn dispatcher(&self, section: &str) -> Dispatcher {
        let settings = settings(section);
        Dispatcher::start(Parts {
            store: self.store.clone(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            sender: sender(&settings).unwrap().unwrap(),
            letterhead: letterhead(&settings, Arc::new(Brand::new(BrandSettings::default()).unwrap())).unwrap(),
            parallel: settings.mail.parallel,
        })
    }

    /// Puts the clock forward.
    pub fn wait(&self, duration: SignedDuration) {
        self.clock.0.fetch_add(duration.as_secs(), Ordering::SeqCst);
    }

    /// Orders a mail with a link that lives a week, to `name@example.org`.
    pub async fn order(&self, name: &str) {
        self.order_for(name, "Bea Jansen", &format!("{name}@example.org"), SignedDuration::from_hours(7 * 24)).await;
    }

    /// Orders a mail with another name, address and life of the link.
    pub async fn order_for(&self, username: &str, name: &str, mail: &str, life: SignedDuration) {
        let now = self.clock.now();
        let new = NewAccount {
            username: Username::parse(username).unwrap(),
            display_name: name.to_owned(),
            mail: Some(mail.to_owned()),
            notice_mail: None,
            phone: None,
            groups: Vec::new(),
            role: Role::User,
            language: Language::Nl,
        };
        let seed = GrantSeed { id: GrantId::generate(now, &OsRng), token: SecretToken::generate(&OsRng).hash() };
        let order = LinkOrder::at_once(seed, now + life, LinkDelivery::Mail(Zeroizing::new(LINK.to_owned())));
        self.store.insert_account(&new, &order, &Context::new(now, Actor::System)).await.unwrap();
    }

    /// What became of each mail: `waiting`, `sent` or `failed`, the last error and whether the link is forgotten.
    pub async fn fates(&self) -> Vec<String> {
        let sql = "SELECT CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN 'failed' \
                   ELSE 'waiting' END AS fate, COALESCE(last_error, '-') AS error, \
                   CASE WHEN payload_sealed IS NULL THEN 'forgotten' ELSE 'kept' END AS link FROM outbox ORDER BY created_at, id";
        let rows = store::testing::query(&self.store, sql, &[]).await.unwrap();
        let plain = |cell: &String| cell.split_once('=').map_or(cell.as_str(), |(_, value)| value).to_owned();
        rows.iter().map(|row| row.iter().map(plain).collect::<Vec<_>>().join(", ")).collect()
    }

    /// Waits until the only mail is so far; panics when it never is.
    pub async fn wait_for(&self, wanted: &str) {
        let begun = Instant::now();
        loop {
            let fates = self.fates().await;
            if fates == [wanted] {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{fates:?} instead of {wanted}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until nothing is left to send.
    pub async fn wait_for_all(&self) {
        let begun = Instant::now();
        while self.store.count_outbox().await.unwrap() > 0 {
            assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", self.fates().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Settings with this section.
pub fn settings(section: &str) -> Settings {
    let text = format!("[server]\npublic_url = \"https://login.example.org\"\n{section}");
    Settings::read("test.toml", &text, &[]).unwrap_or_else(|complaints| panic!("{complaints}"))
}
