//! What every request shares: the store, the keys, the clock, the settings that pages need.

use std::sync::Arc;

use credentials::keyring::Keyring;
use credentials::password::PasswordPolicy;
use credentials::phone::PhonePolicy;
use credentials::rng::Rng;
use credentials::security_key::RelyingParty;
use ipnet::IpNet;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use journey::sending::SendCaps;
use journey::{Policy, Target};
use store::Store;

use crate::forward::{ForwardApplication, Told};
use crate::hashing::HashQueue;
use crate::help::Library;
use crate::look::{Brand, Lang};
use crate::meter::Meter;
use crate::oidc::Provider;

/// Says what time it is: the system's clock, or a fixed one in tests.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The address under which people reach the portal; links are built from it and never from `Host` (requirement FP-05).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// Scheme, host and port without a slash at the end, as a browser writes an origin.
    pub origin: String,
}

impl PublicUrl {
    /// The full address of a path that begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Whether it is served over https, so that HSTS may be sent.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// A network with a name and a raised limit: a whole office is one address (rule J8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedNetwork {
    /// What it is called.
    pub name: String,
    /// Which addresses.
    pub network: IpNet,
    /// Failures within ten minutes.
    pub failure_limit: u32,
}

/// Which forwarding headers a trusted proxy sends (requirement WE-08).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`.
    XForwarded,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// Which proxies are believed, and in which form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxies {
    /// Their networks; from anywhere else the headers are ignored.
    pub trusted: Vec<IpNet>,
    /// The one kind of header that they send; both kinds mixed are refused.
    pub header: ForwardedHeader,
}

/// A start page that a login can lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// How `/login?to=` names it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// The settings that pages need.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// The portal's own address.
    pub public_url: PublicUrl,
    /// The rules of journeys and sessions.
    pub policy: Policy,
    /// The rules of new passwords.
    pub password: PasswordPolicy,
    /// Which mobile numbers may be enrolled and written to.
    pub phones: PhonePolicy,
    /// How many codes the installation may send.
    pub send_caps: SendCaps,
    /// Which proxies are believed.
    pub proxies: Proxies,
    /// Networks with raised limits.
    pub networks: Vec<NamedNetwork>,
    /// Where a login can lead.
    pub applications: Vec<Application>,
    /// Applications whose proxy asks about each request.
    pub forward: Vec<ForwardApplication>,
    /// The time zone of times on pages and in mails.
    pub zone: TimeZone,
    /// The language of those who did not choose one.
    pub default_lang: Lang,
    /// Whether HSTS covers subdomains.
    pub hsts_subdomains: bool,
}

impl WebSettings {
    /// The start page of a target, if it is one and the settings (still) have it.
    pub fn application(&self, target: &Target) -> Option<&Application> {
        match target {
            Target::Application(id) => self.applications.iter().find(|application| application.id == *id),
            Target::Account | Target::Request(_) | Target::Forward(_) => None,
        }
    }

    /// The target that `to` names; S7 when the settings have no such application. Whether a request's row exists is seen later.
    pub fn target(&self, to: Option<&str>) -> Target {
        let Some(to) = to else { return Target::Account };
        if let Some(request) = Target::parse_request(to) {
            return request;
        }
        let named = self.applications.iter().find(|application| application.id == to);
        named.map_or(Target::Account, |application| Target::Application(application.id.clone()))
    }

    /// The text form of a target, if it leads anywhere.
    pub fn to(&self, target: &Target) -> Option<String> {
        match target {
            Target::Application(_) => self.application(target).map(|application| application.id.clone()),
            Target::Account | Target::Request(_) | Target::Forward(_) => target.text(),
        }
    }
}

/// Takes codes away after the commit: the outbox is the only way out, and nobody waits for a gateway (requirement SM-10).
pub trait Courier: Send + Sync {
    /// Something was put into the outbox.
    fn wake(&self);
    /// Whether a code that is ordered now has a chance to go out: there is a gateway, and not all of them are down.
    fn can_send(&self) -> bool;
}

/// Where no gateway is configured.
#[derive(Clone, Copy, Debug)]
pub struct NoCourier;

impl Courier for NoCourier {
    fn wake(&self) {}

    fn can_send(&self) -> bool {
        false
    }
}

/// What the demo adds: the inbox page. It does not exist in `serve`.
pub trait Demo: Send + Sync {
    /// The messages that would have been sent, newest first.
    fn messages(&self) -> Vec<DemoMessage>;
    /// The accounts to try.
    fn accounts(&self) -> Vec<DemoAccount>;
}

/// A message that would have been sent.
#[derive(Clone, Debug, serde::Serialize)]
pub struct DemoMessage {
    /// `mail` or `sms`.
    pub channel: String,
    /// The address.
    pub to: String,
    /// When.
    pub at: Timestamp,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// A link in it.
    pub link: Option<String>,
}

/// An account to try.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct DemoAccount {
    /// The username.
    pub username: String,
    /// The password; `None` before the activation link was used.
    pub password: Option<String>,
    /// The interesting state that it is in, a stable word.
    pub state: String,
    /// The secret of its app, if the demo enrolled one.
    pub totp_secret: Option<String>,
    /// Its recovery code, if the demo enrolled it.
    pub recovery_code: Option<String>,
}

/// What every request shares.
pub struct App {
    /// The database.
    pub store: Store,
    /// The keys that are not in the database.
    pub keyring: Arc<Keyring>,
    /// The bounded place where passwords are hashed.
    pub hashing: HashQueue,
    /// How often the strength of a password may be asked.
    pub meter: Arc<Meter>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Takes codes by SMS away.
    pub courier: Arc<dyn Courier>,
    /// Who asks security keys.
    pub relying_party: Arc<RelyingParty>,
    /// What applications that log in here are told.
    pub oidc: Arc<Provider>,
    /// Name, logo and colour.
    pub brand: Arc<Brand>,
    /// The help texts, the operator's over ours.
    pub help: Arc<Library>,
    /// What applications behind a proxy were told lately.
    pub told: Told,
    /// The settings that pages need.
    pub settings: WebSettings,
    /// The demo's inbox; `None` in `serve`.
    pub demo: Option<Arc<dyn Demo>>,
}
