//! The settings of a portal in tests: an https address, two applications and one office with a raised limit.

use credentials::password::PasswordPolicy;
use credentials::phone::PhonePolicy;
use jiff::tz::TimeZone;
use journey::sending::SendCaps;
use journey::{KindRule, Policy};
use web::app::{ForwardedHeader, Proxies};
use web::look::Lang;
use web::{Application, NamedNetwork, PublicUrl, WebSettings};

/// The portal's own address.
pub const ORIGIN: &str = "https://login.voorbeeld.example";

/// What a portal starts with; a test changes a copy.
pub fn settings() -> WebSettings {
    let application = |id: &str, name: &str| Application {
        id: id.to_owned(),
        name: name.to_owned(),
        url: format!("https://{id}.voorbeeld.example/start"),
    };
    WebSettings {
        public_url: PublicUrl { origin: ORIGIN.to_owned() },
        policy: Policy::default(),
        password: PasswordPolicy::default(),
        phones: PhonePolicy::default(),
        send_caps: SendCaps::default(),
        proxies: Proxies { trusted: Vec::new(), header: ForwardedHeader::XForwarded },
        networks: vec![NamedNetwork {
            name: "hoofdkantoor".to_owned(),
            network: "198.51.100.0/24".parse().expect("invariant: a network"),
            failure_limit: 60,
        }],
        applications: vec![application("verzuim", "Verzuimbeheer"), application("dossier", "Dossier")],
        forward: Vec::new(),
        zone: TimeZone::get("Europe/Amsterdam").expect("invariant: the zone is bundled"),
        default_lang: Lang::Nl,
        hsts_subdomains: true,
    }
}

/// The same where passkeys are offered as well.
pub fn settings_with_passkeys() -> WebSettings {
    let mut settings = settings();
    settings.policy.kinds.passkey = KindRule::everybody();
    settings
}
