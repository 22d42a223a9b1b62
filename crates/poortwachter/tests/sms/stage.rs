//! A store with an account, a dispatcher by settings, and codes that are ordered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use credentials::ids::{AccountId, GrantId, JourneyId};
use credentials::keyring::Keyring;
use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{GrantSeed, Language, Role, SmsKind, Username};
use poortwachter::os_rng::OsRng;
use poortwachter::settings::Settings;
use poortwachter::sms::{Dispatcher, Parts, Words, build};
use poortwachter::system_clock::SystemClock;
use store::testing::queue_sms;
use store::{Actor, Context, Database, LinkDelivery, LinkOrder, NewAccount, OpenOptions, SmsOrder, SmsState, Store};
use web::Clock as _;
use web::look::{Brand, BrandSettings};

/// The number that every test sends to.
pub const NUMBER: &str = "+31612345678";
/// The address that stands in every text.
pub const ORIGIN: &str = "https://login.example.org";

/// Everything but the gateways.
pub struct Stage {
    pub store: Store,
    account: AccountId,
    _folder: tempfile::TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("sms.db").display());
        let database = Database::open(&url, OpenOptions::default()).await.unwrap();
        database.migrate().await.unwrap();
        let keyring = Arc::new(Keyring::generate(&OsRng).0);
        let store = database.into_store(keyring, Arc::new(OsRng)).await.unwrap();
        let account = add_account(&store).await;
        Self { store, account, _folder: folder }
    }

    /// A dispatcher with these gateways.
    pub fn dispatcher(&self, settings: &str) -> Dispatcher {
        let settings = Settings::read("test.toml", settings, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
        let (route, receipts) = build::route(&settings.sms).unwrap();
        let brand = Brand::new(BrandSettings::default()).unwrap();
        Dispatcher::start(Parts {
            store: self.store.clone(),
            clock: Arc::new(SystemClock),
            route,
            receipts,
            words: Words::new(Arc::new(brand), ORIGIN, jiff::tz::TimeZone::UTC).unwrap(),
            parallel: settings.sms.parallel,
        })
    }

    /// Orders a code that lives five minutes.
    pub async fn order(&self, code: &str) -> JourneyId {
        self.order_for(code, SignedDuration::from_mins(5)).await
    }

    /// Orders a code with another life.
    pub async fn order_for(&self, code: &str, life: SignedDuration) -> JourneyId {
        let now = SystemClock.now();
        let about = JourneyId::generate(now, &OsRng);
        let order = SmsOrder { kind: SmsKind::LoginCode, number: NUMBER, code, about, expires_at: now + life };
        queue_sms(&self.store, self.account, &order, &Context::new(now, Actor::System)).await.unwrap();
        about
    }

    pub async fn state(&self, journey: JourneyId) -> SmsState {
        self.store.sms_state(journey).await.unwrap().unwrap()
    }

    /// Waits until the code is so far; panics when it never is.
    pub async fn wait_for(&self, journey: JourneyId, wanted: SmsState) {
        let begun = Instant::now();
        while self.state(journey).await != wanted {
            let state = self.state(journey).await;
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{state:?} instead of {wanted:?}: {:?}",
                self.errors().await
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Through which gateway each went, and the last error of each.
    pub async fn errors(&self) -> Vec<Vec<String>> {
        let sql = "SELECT gateway, gateway_message, last_error, attempts FROM outbox WHERE channel = 'sms' ORDER BY created_at";
        store::testing::query(&self.store, sql, &[]).await.unwrap()
    }

    /// The gateway that took the code.
    pub async fn taken_by(&self, journey: JourneyId) -> String {
        let sql = "SELECT gateway FROM outbox WHERE journey_id = $1";
        let rows = store::testing::query(&self.store, sql, &[journey.into()]).await.unwrap();
        rows[0][0].trim_start_matches("gateway=").to_owned()
    }
}

/// Whatever is true at last; panics when it never is.
pub async fn at_last(what: &str, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(20), "never: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The text of a code, as it must arrive.
pub fn text(code: &str) -> String {
    format!(
        "{code} is uw code om in te loggen bij Poortwachter. Geef deze code aan niemand door.\n\n@login.example.org #{code}"
    )
}

async fn add_account(store: &Store) -> AccountId {
    let now = SystemClock.now();
    let new = NewAccount {
        username: Username::parse("sms").unwrap(),
        display_name: "Mevrouw Sms".to_owned(),
        mail: None,
        notice_mail: None,
        phone: None,
        groups: Vec::new(),
        role: Role::User,
        language: Language::Nl,
    };
    let seed = GrantSeed { id: GrantId::generate(now, &OsRng), token: SecretToken::generate(&OsRng).hash() };
    let order = LinkOrder::at_once(seed, now + SignedDuration::from_hours(1), LinkDelivery::Shown);
    store.insert_account(&new, &order, &Context::new(now, Actor::System)).await.unwrap()
}
