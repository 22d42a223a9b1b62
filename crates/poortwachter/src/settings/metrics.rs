//! Where numbers for Prometheus are served.

use std::net::SocketAddr;

use super::checks::Checks;
use super::deviation::Deviation;
use super::key::{Kind, Standing, keys};
use super::server::Server;

keys! {
    /// The keys of `[metrics]`.
    pub struct Metrics {
        /// Address and port of `/metrics`; without it there is none. There is no password and no encryption in front of it: leave it on this machine, or on
        /// a network that only the monitoring can reach.
        listen: Option<SocketAddr> = Kind::Text { expected: "an address with a port, such as 127.0.0.1:9466", check: address },
            Standing::Absent("\"127.0.0.1:9466\"");
    }
}

impl Metrics {
    pub(super) fn deviations(&self) -> Option<Deviation> {
        let address = self.listen.filter(|address| !address.ip().is_loopback())?;
        Some(Deviation::new(
            "metrics.listen",
            format!(
                "{address} is not of this machine alone: whoever reaches it reads how the portal is used, unencrypted (OWASP ASVS 5.0 12.3.1)"
            ),
        ))
    }

    pub(super) fn check(&self, server: &Server, checks: &mut Checks) {
        if self.listen == Some(server.listen) && server.listen.port() != 0 {
            checks.wrong("metrics.listen", format!("{}, as in server.listen", server.listen), "choose another port");
        }
    }
}

fn address(text: &str) -> Result<(), &'static str> {
    text.parse::<SocketAddr>().map(drop).map_err(|_| "it is not an IP address with a port")
}
