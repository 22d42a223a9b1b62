//! Forward-auth: applications behind a proxy that asks the portal about each request (requirements FA-01 to FA-04).
//!
//! The rules are in `oidc::forward`, the addresses in `routes::forward`. Here is what lies between: what the settings say of an application, what a proxy
//! asks and whether it may ([`asked`](mod@asked)), the host that a request below `/.poortwachter/` is for ([`site`]), and what the application is told
//! ([`told`], [`own_cookies`]).

pub mod asked;
pub mod own_cookies;
pub mod site;
pub mod told;

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;
use oidc::forward::{Application, Proxy};

use crate::app::Proxies;
use crate::http::peer;

pub use asked::{Asked, NotAnswered, asked};
pub use site::Site;
pub use told::Told;

/// An application behind a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardApplication {
    /// Its name, hosts and rules.
    pub application: Application,
    /// How its proxy describes a request; any other description is refused.
    pub proxy: Proxy,
    /// Which of the trusted proxies asks for it; any of them when empty.
    pub from: Vec<IpNet>,
    /// Those of its hosts that browsers reach by plain http: names of this machine, for which they keep our cookies all the same.
    pub plain: BTreeSet<String>,
}

impl ForwardApplication {
    /// Whether the machine at the other end of the connection may ask for this application (requirement WE-08).
    pub fn believes(&self, connection: IpAddr, proxies: &Proxies) -> bool {
        let listed = self.from.is_empty() || peer::within(&self.from, connection);
        listed && peer::within(&proxies.trusted, connection)
    }

    /// The origin of one of its hosts, as browsers know it.
    pub fn origin(&self, host: &str) -> String {
        let scheme = if self.plain.contains(host) { "http" } else { "https" };
        format!("{scheme}://{host}")
    }

    /// Whether a request that came by TLS, or did not, is one to this host.
    pub fn takes(&self, host: &str, secure: bool) -> bool {
        secure || self.plain.contains(host)
    }
}

/// The application that has this host, spelled as `oidc::forward::Original::host`.
pub fn application_at<'a>(all: &'a [ForwardApplication], host: &str) -> Option<&'a ForwardApplication> {
    all.iter().find(|forward| forward.application.hosts.contains(host))
}
