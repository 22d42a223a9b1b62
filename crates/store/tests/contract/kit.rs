//! A store with one empty database, a clock that stands still, seeded randomness and real verifiers.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use credentials::hashing::Hasher;
use credentials::keyring::Keyring;
use credentials::rng::Rng;
use jiff::{SignedDuration, Timestamp};
use journey::session::SessionPolicy;
use journey::{KindRule, Kinds, Origin, Policy};
use store::testing::PostgresServer;
use store::{Actor, Contacts, Context, Database, OpenOptions, Store};

/// Different bytes each time, the same in each run (splitmix64).
pub struct Seeded(AtomicU64);

impl Rng for Seeded {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut mixed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Where another database can be made.
enum Home {
    Folder(tempfile::TempDir),
    Server(Arc<PostgresServer>),
}

pub struct Kit {
    pub store: Store,
    pub keyring: Arc<Keyring>,
    pub rng: Arc<Seeded>,
    pub hasher: Hasher,
    pub policy: Policy,
    pub sessions: SessionPolicy,
    /// Where the database is.
    pub url: String,
    home: Home,
    seconds: AtomicI64,
}

impl Kit {
    async fn open(url: String, home: Home) -> Self {
        let rng = Arc::new(Seeded(AtomicU64::new(42)));
        let (keyring, _) = Keyring::generate(rng.as_ref());
        let keyring = Arc::new(keyring);
        let database = Database::open(&url, OpenOptions { max_connections: 8 }).await.unwrap();
        database.migrate().await.unwrap();
        let store = database.into_store(keyring.clone(), rng.clone()).await.unwrap().with_contacts(contacts());
        Self {
            store,
            keyring,
            rng,
            hasher: Hasher::for_tests(8),
            policy: app_only(),
            sessions: SessionPolicy::default(),
            url,
            home,
            seconds: AtomicI64::new(1_800_000_000),
        }
    }

    /// The address of one more database, of the same kind and without a schema.
    pub async fn bare(&self) -> String {
        match &self.home {
            Home::Folder(folder) => address(folder, "bare.db"),
            Home::Server(server) => server.bare().await.unwrap(),
        }
    }

    /// A kit over another database of the same kind, with the same keys and clock and other randomness.
    pub async fn moved_to(&self, url: String) -> Self {
        let home = match &self.home {
            Home::Folder(_) => Home::Folder(tempfile::tempdir().unwrap()),
            Home::Server(server) => Home::Server(server.clone()),
        };
        let kit = Self::open(url, home).await;
        kit.rng.0.fetch_add(0x5851_f42d_4c95_7f2d, Ordering::SeqCst);
        kit.seconds.store(self.seconds.load(Ordering::SeqCst), Ordering::SeqCst);
        kit
    }

    /// The same people, keys and clock at another database that is there.
    pub async fn moved(&self, url: &str) -> Self {
        let home = match &self.home {
            Home::Folder(_) => Home::Folder(tempfile::tempdir().unwrap()),
            Home::Server(server) => Home::Server(server.clone()),
        };
        let database = Database::open(url, OpenOptions { max_connections: 8 }).await.unwrap();
        let store = database.into_store(self.keyring.clone(), self.rng.clone()).await.unwrap();
        Self {
            store: store.with_contacts(contacts()),
            keyring: self.keyring.clone(),
            rng: self.rng.clone(),
            hasher: Hasher::for_tests(8),
            policy: self.policy.clone(),
            sessions: self.sessions,
            url: url.to_owned(),
            home,
            seconds: AtomicI64::new(self.seconds.load(Ordering::SeqCst)),
        }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.seconds.load(Ordering::SeqCst)).unwrap()
    }

    pub fn wait(&self, duration: SignedDuration) {
        self.seconds.fetch_add(duration.as_secs(), Ordering::SeqCst);
    }

    /// A visitor at the standing clock.
    pub fn ctx(&self) -> Context {
        let origin = Origin::new(Some("192.0.2.7".to_owned()), Some("A browser"));
        Context { origin, request: "request-1".to_owned(), ..Context::new(self.now(), Actor::Visitor) }
    }

    /// How many entries of this name the audit log has (requirement LO-01).
    pub async fn audited(&self, event: &str) -> usize {
        let sql = "SELECT id FROM audit WHERE event = $1";
        store::testing::query(&self.store, sql, &[event.into()]).await.unwrap().len()
    }

    /// Somebody at the command line.
    pub fn operator(&self) -> Context {
        Context::new(self.now(), Actor::Operator("root".to_owned()))
    }
}

/// Where links lead, and who hears of objections.
pub fn contacts() -> Contacts {
    Contacts { origin: Some("https://portal.example".to_owned()), help_desk_mail: Some("desk@example.org".to_owned()) }
}

/// The app is all there is to set up, so that a wizard ends at S6; what needs more sets the policy itself.
fn app_only() -> Policy {
    let kinds = Kinds { sms: KindRule::nobody(), security_key: KindRule::nobody(), ..Kinds::default() };
    Policy { kinds, ..Policy::default() }
}

fn run(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future);
}

fn address(folder: &tempfile::TempDir, name: &str) -> String {
    format!("sqlite://{}", folder.path().join(name).display())
}

/// Runs one case on a file of its own.
pub fn on_sqlite(case: impl AsyncFnOnce(&Kit)) {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let kit = Kit::open(address(&folder, "contract.db"), Home::Folder(folder)).await;
        case(&kit).await;
        kit.store.close().await;
    });
}

/// Runs the cases of one topic on one server.
pub fn on_postgres(cases: impl AsyncFnOnce(&Arc<PostgresServer>)) {
    let server = Arc::new(PostgresServer::start());
    run(async { cases(&server).await });
}

/// Runs one case on a database of its own.
pub async fn on_server(server: &Arc<PostgresServer>, name: &str, case: impl AsyncFnOnce(&Kit)) {
    println!("{name}");
    let kit = Kit::open(server.fresh().await.unwrap(), Home::Server(server.clone())).await;
    case(&kit).await;
    kit.store.close().await;
}
