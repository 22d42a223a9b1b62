//! Applications behind a reverse proxy that asks the portal about each request (forward-auth, FA-01 to FA-03).
//!
//! What a rule means stands in `oidc::forward::rules`; here is how it is written, and what an operator is told when it could never
//! work or would let in more than it seems to.

mod check;
mod host;
#[cfg(test)]
mod tests;

use oidc::acr::Acr;
use oidc::forward::{Access, Application, Proxy, Rule};
use web::forward::ForwardApplication;

use super::key::{Kind, Standing, keys, parses, readable};
use super::network::Network;
pub(super) use check::check;
use host::Host;

keys! {
    /// An application behind a reverse proxy.
    pub struct Forward {
        /// The name that people read.
        name: String = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Required("\"Dossier\"");
        /// The addresses under which browsers know it: https (http only for localhost), no path.
        hosts: Vec<Host> = Kind::Texts { expected: "origins, such as https://dossier.example.org", check: parses::<Host> },
            Standing::Required("[\"https://dossier.example.org\"]");
        /// The proxy in front of it; it decides which headers are believed, and from `server.trusted_proxies` only.
        proxy: ProxyKind = Kind::Choice(&["nginx", "caddy", "traefik", "envoy"]), Standing::Required("\"nginx\"");
        /// Which of `server.trusted_proxies` asks for this application; any of them when this is left out.
        #[serde(default)]
        from: Vec<Network> = Kind::Texts { expected: "networks, such as 192.0.2.7", check: parses::<Network> }, Standing::OtherKind("[\"192.0.2.7\"]");
        /// Whom it lets pass. The first rule that covers a request decides; what no rule covers is refused.
        rules: Vec<ForwardRule> = Kind::Rows(ForwardRule::KEYS), Standing::Required("[{ path = \"/\", access = \"logged-in\" }]");
    }
}

keys! {
    /// One rule of an application behind a proxy.
    pub struct ForwardRule {
        /// It covers this path and what is below it.
        path: String = Kind::Text { expected: "a path that begins with a slash", check: some }, Standing::Required("\"/\"");
        /// It covers these methods; all of them when this is left out.
        #[serde(default)]
        methods: Vec<String> = Kind::Texts { expected: "methods in capitals, such as GET", check: some }, Standing::Absent("[\"GET\"]");
        /// Whom it lets pass: everybody without a login, nobody, or who is logged in.
        access: AccessKind = Kind::Choice(&["open", "closed", "logged-in"]), Standing::Required("\"logged-in\"");
        /// Logged in, and in at least one of these groups; in any or none when this is left out.
        #[serde(default)]
        groups: Vec<String> = Kind::Texts { expected: "names of groups", check: readable }, Standing::Absent("[\"finance\"]");
        /// Logged in, and at least at this level: two-factor, phr (a security key or passkey), phrh (a key that was proven to be hardware).
        level: Option<Level> = Kind::Choice(&["two-factor", "phr", "phrh"]), Standing::Absent("\"phr\"");
    }
}

/// The programs whose headers are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProxyKind {
    /// `auth_request`.
    Nginx,
    /// `forward_auth`.
    Caddy,
    /// `ForwardAuth`.
    Traefik,
    /// `ext_authz`.
    Envoy,
}

/// Whom a rule lets pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccessKind {
    /// Everybody.
    Open,
    /// Nobody.
    Closed,
    /// Who is logged in.
    LoggedIn,
}

/// The level of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Any login.
    TwoFactor,
    /// Phishing-resistant.
    Phr,
    /// Phishing-resistant with proven hardware.
    Phrh,
}

impl Forward {
    /// What pages need of it.
    pub fn application(&self) -> ForwardApplication {
        ForwardApplication {
            application: Application {
                name: self.name.clone(),
                hosts: self.hosts.iter().map(|host| host.authority().to_owned()).collect(),
                rules: self.rules.iter().map(ForwardRule::rule).collect(),
            },
            proxy: match self.proxy {
                ProxyKind::Nginx => Proxy::Nginx,
                ProxyKind::Caddy | ProxyKind::Traefik => Proxy::Forwarded,
                ProxyKind::Envoy => Proxy::Envoy,
            },
            from: self.from.iter().map(Network::net).collect(),
            plain: self.hosts.iter().filter(|host| host.is_plain()).map(|host| host.authority().to_owned()).collect(),
        }
    }
}

impl ForwardRule {
    fn rule(&self) -> Rule {
        let access = match self.access {
            AccessKind::Open => Access::Open,
            AccessKind::Closed => Access::Closed,
            AccessKind::LoggedIn => Access::LoggedIn {
                groups: self.groups.iter().cloned().collect(),
                least_acr: self.level.map(Level::acr),
            },
        };
        Rule { prefix: self.path.clone(), methods: self.methods.iter().cloned().collect(), access }
    }
}

impl Level {
    fn acr(self) -> Acr {
        match self {
            Self::TwoFactor => Acr::TwoFactor,
            Self::Phr => Acr::Phr,
            Self::Phrh => Acr::Phrh,
        }
    }
}

fn some(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("it is empty") } else { Ok(()) }
}
