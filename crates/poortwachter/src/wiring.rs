//! From settings to a portal that can serve: the store with its keys, the brand, and what pages need.

use std::path::Path;
use std::sync::Arc;

use credentials::hashing::Hasher;
use credentials::keyring::Keyring;
use credentials::password::PasswordPolicy;
use credentials::phone::{Country, PhonePolicy};
use jiff::SignedDuration;
use journey::sending::SendCaps;
use journey::session::SessionPolicy;
use journey::{Language, Policy, RecoveryDelay};
use store::{Contacts, Database, OpenOptions, ServingLock, Store, StoreError};
use web::app::{ForwardedHeader, Proxies};
use web::hashing::HashQueue;
use web::look::{Brand, BrandSettings, Lang, LogoFile};
use web::meter::Meter;
use web::oidc::Provider;
use web::outbox::SmsComplaint;
use web::{App, Application, Courier, Demo, NamedNetwork, PublicUrl, WebSettings};

use crate::applications;
use crate::complaint::{Complaint, Complaints};
use crate::help;
use crate::keyfile;
use crate::leaks;
use crate::mail;
use crate::os_rng::OsRng;
use crate::post::Post;
use crate::priority;
use crate::relying_party;
use crate::settings::Settings;
use crate::settings::server::ForwardedHeader as Header;
use crate::sms::{self, Dispatcher, Parts, Words};
use crate::system_clock::SystemClock;

/// Takes the database for this process alone, where it is an SQLite file; kept for as long as the portal lives.
pub fn take_for_serving(settings: &Settings) -> Result<ServingLock, Complaint> {
    ServingLock::take(settings.database.url.expose()).map_err(|error| match &error {
        StoreError::Served { .. } => Complaint::new(
            format!("a portal that runs already ({error})"),
            "stop that one first (`systemctl stop poortwachter`); `fuser FILE` finds a process that is not shown. \
             Several portals at once need PostgreSQL",
        )
        .about("database.url"),
        _ => database_complaint(settings, &error),
    })
}

/// Opens the database, brings its schema up to date and takes the keys; a key file is made for an empty database only.
pub async fn open_store(settings: &Settings) -> Result<Store, Complaint> {
    let options = OpenOptions { max_connections: settings.database.max_connections };
    let about = |error: StoreError| database_complaint(settings, &error);
    let database = Database::open(settings.database.url.expose(), options).await.map_err(about)?;
    database.migrate().await.map_err(about)?;
    let empty = database.is_empty().await.map_err(about)?;
    let file = &settings.keys.file;
    let text = keyfile::read_or_create(file, empty, || Keyring::generate(&OsRng).1)?;
    let keyring = parse_keys(file, &text)?;
    let store = database.into_store(Arc::new(keyring), Arc::new(OsRng)).await.map_err(|error| match error {
        StoreError::WrongKey => Complaint::new(
            "a key file that does not belong to this database, or is from before its last `key rotate`",
            "take the newest key file of this database, from another node or the backup, or set keys.file to where it lies",
        )
        .in_file(file)
        .about("keys.file"),
        other => about(other),
    })?;
    Ok(store.with_contacts(contacts(settings)).with_retention(settings.retention.terms()))
}

/// Where the links lead that the store makes itself, and who hears of objections. A command works without an address too; its notices then have no link.
fn contacts(settings: &Settings) -> Contacts {
    let origin = settings.server.public_url().ok().map(|url| url.as_str().to_owned());
    Contacts { origin, help_desk_mail: settings.help_desk.mail.clone() }
}

/// What is wrong with the database, without its password.
pub fn database_complaint(settings: &Settings, error: &StoreError) -> Complaint {
    let found = format!("{} ({error})", settings.database.url.shown());
    if matches!(error, StoreError::ForeignDatabase { .. }) {
        let advice = "give the portal a database of its own; nothing was changed in this one";
        return Complaint::new(found, advice).about("database.url");
    }
    Complaint::new(found, "check the address, the rights and the server").about("database.url")
}

/// Reads the text of a key file.
pub fn parse_keys(file: &Path, text: &str) -> Result<Keyring, Complaint> {
    Keyring::parse(text).map_err(|error| {
        Complaint::new(error.to_string(), "put the key file back from the backup").in_file(file).about("keys.file")
    })
}

/// The brand, with its colours checked.
pub fn brand(settings: &Settings) -> Result<Brand, Complaint> {
    let (brand, desk) = (&settings.brand, &settings.help_desk);
    let logo = brand.load_logo()?.map(|logo| match logo.media_type {
        "image/png" => LogoFile::Png(logo.bytes),
        _ => LogoFile::Svg(logo.bytes),
    });
    let parts = BrandSettings {
        product: brand.product.clone(),
        organisation: brand.organisation().to_owned(),
        accent: brand.accent.css(),
        logo,
        address: brand.address.clone(),
        help_desk_phone: desk.phone.clone().unwrap_or_default(),
        help_desk_mail: desk.mail.clone().unwrap_or_default(),
        help_desk_text: desk.hours.clone().unwrap_or_default(),
    };
    Brand::new(parts).map_err(|complaint| {
        Complaint::new(complaint.to_string(), "choose a colour that everybody can read").about("brand.accent")
    })
}

/// Puts the portal together.
///
/// `post` is where codes by SMS are taken away, once somebody opens it.
pub fn portal(
    settings: &Settings,
    store: Store,
    post: &Arc<Post>,
    demo: Option<Arc<dyn Demo>>,
) -> Result<Arc<App>, Complaints> {
    let workers = settings.hashing.workers();
    let hasher = Hasher::new(settings.password.argon2.params(), workers)
        .map_err(|error| Complaint::new(error.to_string(), "run `poortwachter hash-bench`").about("password.argon2"))?;
    let web = web_settings(settings, demo.is_some())?;
    let provider = Provider::new(store.clone(), applications::provider(settings, &web.public_url)?);
    let hashing = HashQueue::with_threads(Arc::new(hasher), usize::from(settings.hashing.queue), priority::stand_back);
    let kept = Kept { store, provider, hashing, meter: Arc::default() };
    put_together(settings, web, kept, (post, demo))
}

/// A portal with other settings beside one that serves: the database, the keys, the threads that hash and what was counted are the same.
pub fn portal_again(settings: &Settings, old: &App, post: &Arc<Post>) -> Result<Arc<App>, Complaints> {
    let web = web_settings(settings, old.demo.is_some())?;
    let store = old.store.clone().with_contacts(contacts(settings)).with_retention(settings.retention.terms());
    let provider = old.oidc.again(store.clone(), applications::provider(settings, &web.public_url)?);
    let kept = Kept { store, provider, hashing: old.hashing.clone(), meter: Arc::clone(&old.meter) };
    put_together(settings, web, kept, (post, old.demo.clone()))
}

/// What outlives other settings.
struct Kept {
    store: Store,
    provider: Provider,
    hashing: HashQueue,
    meter: Arc<Meter>,
}

fn put_together(
    settings: &Settings,
    web: WebSettings,
    kept: Kept,
    (post, demo): (&Arc<Post>, Option<Arc<dyn Demo>>),
) -> Result<Arc<App>, Complaints> {
    let Kept { store, provider, hashing, meter } = kept;
    Ok(Arc::new(App {
        told: web::forward::Told::default(),
        oidc: Arc::new(provider),
        keyring: Arc::clone(store.keyring()),
        store,
        hashing,
        meter,
        clock: Arc::new(SystemClock),
        rng: Arc::new(OsRng),
        courier: Arc::clone(post) as Arc<dyn Courier>,
        relying_party: Arc::new(relying_party::build(settings)?),
        brand: Arc::new(brand(settings)?),
        help: Arc::new(help::library(settings)?),
        settings: web,
        demo,
    }))
}

/// What every SMS of this portal says, with the name and the host checked (requirement SM-04).
pub fn sms_words(brand: Arc<Brand>, settings: &Settings) -> Result<Words, Complaint> {
    let origin = settings.server.public_url()?.as_str().to_owned();
    let zone = settings.locale.time_zone.0.clone();
    Words::new(brand, &origin, zone).map_err(|complaint| {
        let key = match complaint {
            SmsComplaint::HelpDesk { .. } => "help_desk.phone",
            SmsComplaint::Name { .. } => "brand.product",
            SmsComplaint::Host { .. } => "server.public_url",
        };
        Complaint::new(complaint.to_string(), "an SMS has 160 characters").about(key)
    })
}

/// Begins to send codes, when there is a gateway for them.
pub fn dispatcher(settings: &Settings, app: &App) -> Result<Option<Arc<Dispatcher>>, Complaint> {
    if settings.sms.gateways.is_empty() {
        return Ok(None);
    }
    let words = sms_words(Arc::clone(&app.brand), settings)?;
    let (route, receipts) = sms::build::route(&settings.sms)?;
    Ok(Some(Arc::new(Dispatcher::start(Parts {
        store: app.store.clone(),
        clock: Arc::clone(&app.clock),
        route,
        receipts,
        words,
        parallel: settings.sms.parallel,
    }))))
}

/// Begins to send mails, when there is a server for them.
pub fn mailer(settings: &Settings, app: &App) -> Result<Option<mail::Dispatcher>, Complaint> {
    let Some(sender) = mail::sender(settings)? else { return Ok(None) };
    let letterhead = mail::letterhead(settings, Arc::clone(&app.brand))?;
    Ok(Some(mail::Dispatcher::start(mail::Parts {
        store: app.store.clone(),
        clock: Arc::clone(&app.clock),
        sender,
        letterhead,
        parallel: settings.mail.parallel,
    })))
}

/// Which numbers may be written to, and how often.
pub(crate) fn phones(settings: &Settings) -> Result<PhonePolicy, Complaint> {
    let countries = settings.sms.countries.iter().filter_map(|text| Country::parse(text)).collect();
    PhonePolicy::new(countries)
        .ok_or_else(|| Complaint::new("no country", "name at least one, such as NL").about("sms.countries"))
}

pub(crate) fn send_caps(settings: &Settings) -> SendCaps {
    let sms = &settings.sms;
    SendCaps {
        per_day: sms.per_day,
        per_country_hour: sms.per_country_hour,
        per_prefix_hour: sms.per_prefix_hour,
        known_share: sms.known_share,
    }
}

fn web_settings(settings: &Settings, demo: bool) -> Result<WebSettings, Complaints> {
    let server = &settings.server;
    Ok(WebSettings {
        public_url: PublicUrl { origin: server.public_url()?.as_str().to_owned() },
        policy: policy(settings, demo || !settings.sms.gateways.is_empty()),
        password: password_policy(settings)?,
        phones: phones(settings)?,
        send_caps: send_caps(settings),
        proxies: Proxies {
            trusted: server.trusted_proxies.iter().map(crate::settings::network::Network::net).collect(),
            header: match server.forwarded_header {
                Header::XForwarded => ForwardedHeader::XForwarded,
                Header::Forwarded => ForwardedHeader::Forwarded,
            },
        },
        networks: server.networks.iter().map(named_network).collect(),
        applications: settings.applications.iter().map(application).collect(),
        forward: settings.forward.iter().map(crate::settings::Forward::application).collect(),
        zone: settings.locale.time_zone.0.clone(),
        default_lang: match settings.locale.default {
            Language::Nl => Lang::Nl,
            Language::En => Lang::En,
        },
        hsts_subdomains: server.hsts_subdomains,
    })
}

/// The rules of journeys and sessions; without a gateway (or the demo's inbox) SMS is not offered.
pub fn policy(settings: &Settings, can_text: bool) -> Policy {
    Policy {
        first_login: settings.enrolment.first_login,
        code_format: settings.recovery_code.format,
        kinds: settings.factors.kinds(can_text),
        session: SessionPolicy {
            overall: SignedDuration::from_hours(settings.session.overall_hours.into()),
            idle: SignedDuration::from_mins(settings.session.idle_minutes.into()),
            max_per_account: settings.session.max_per_account,
        },
        recovery_delay: RecoveryDelay {
            users: SignedDuration::from_hours(settings.recovery.delay_users_hours.into()),
            privileged: SignedDuration::from_hours(settings.recovery.delay_privileged_hours.into()),
        },
    }
}

/// The rules of new passwords; the filter of leaked ones is read here, and one that is not whole stops the start.
fn password_policy(settings: &Settings) -> Result<PasswordPolicy, Complaint> {
    let (password, brand) = (&settings.password, &settings.brand);
    let policy = PasswordPolicy::new(password.min_length.into()).map_err(|error| {
        Complaint::new(error.to_string(), "choose a length from 8 to 64").about("password.min_length")
    })?;
    let words = password.words.iter().map(String::as_str).chain([brand.product.as_str(), brand.organisation()]);
    let policy = policy.with_words(words);
    Ok(match &password.leaks_file {
        Some(file) => policy.with_leaks(Arc::new(leaks::read(file).map_err(|c| c.about("password.leaks_file"))?)),
        None => policy,
    })
}

fn named_network(network: &crate::settings::server::NamedNetwork) -> NamedNetwork {
    NamedNetwork { name: network.name.clone(), network: network.cidr.net(), failure_limit: network.failure_limit }
}

fn application(application: &crate::settings::Application) -> Application {
    Application { id: application.id.clone(), name: application.name.clone(), url: application.url.clone() }
}
