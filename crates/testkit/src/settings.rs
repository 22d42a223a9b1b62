//! The settings of a portal in tests: an https address, two applications and one office with a raised limit.

use std::collections::BTreeSet;

use credentials::password::PasswordPolicy;
use credentials::phone::PhonePolicy;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use journey::sending::SendCaps;
use journey::{KindRule, Policy};
use oidc::acr::Acr;
use oidc::forward::{Access, Proxy, Rule};
use web::app::{ForwardedHeader, Proxies};
use web::forward::ForwardApplication;
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

/// The host of an application behind a proxy.
pub const APP: &str = "app.voorbeeld.example";
/// The host of another one.
pub const OTHER_APP: &str = "rooster.voorbeeld.example";

/// The usual settings with two applications behind a proxy of that kind, in the network 10.0.0.0/24.
pub fn settings_behind_a_proxy(proxy: Proxy) -> WebSettings {
    let network: IpNet = "10.0.0.0/24".parse().expect("invariant: a network");
    let forward = |name: &str, host: &str, rules: Vec<Rule>| ForwardApplication {
        application: oidc::forward::Application {
            name: name.to_owned(),
            hosts: std::iter::once(host.to_owned()).collect(),
            rules,
        },
        proxy,
        from: Vec::new(),
        plain: BTreeSet::new(),
    };
    let rule = |prefix: &str, access| Rule { prefix: prefix.to_owned(), methods: BTreeSet::new(), access };
    let logged_in = |group: Option<&str>, least_acr| Access::LoggedIn {
        groups: group.into_iter().map(str::to_owned).collect(),
        least_acr,
    };
    let rules = vec![
        rule("/health", Access::Open),
        rule("/finance", logged_in(Some("finance"), None)),
        rule("/vault", logged_in(None, Some(Acr::Phr))),
        rule("/old", Access::Closed),
        rule("/", logged_in(None, None)),
    ];
    WebSettings {
        proxies: Proxies { trusted: vec![network], header: ForwardedHeader::XForwarded },
        forward: vec![
            forward("Dossier", APP, rules),
            forward("Rooster", OTHER_APP, vec![rule("/", logged_in(None, None))]),
        ],
        ..settings()
    }
}
