//! Where the portal listens, how the world reaches it, and which machines before it are trusted.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::checks::Checks;
use super::key::{Kind, Standing, keys, parses, readable};
use super::network::Network;
use super::public_url::PublicUrl;
use crate::complaint::{Complaint, quoted};
use crate::serving::tls;

keys! {
    /// The keys of `[server]`.
    pub struct Server {
        /// Address and port to listen on.
        listen: SocketAddr = Kind::Text { expected: "an address with a port, such as 127.0.0.1:8080", check: address },
            Standing::Default("\"127.0.0.1:8080\"");
        /// The address that people see in their browser: https (http only for localhost), no path, no slash at the end.
        /// `serve` needs it. All links are built from it, never from a request.
        public_url: Option<PublicUrl> = Kind::Text { expected: "an origin, such as https://login.example.org", check: parses::<PublicUrl> },
            Standing::Absent("\"https://login.example.org\"");
        /// PEM file with the certificate and its chain, for TLS without a reverse proxy. It is read again when it changes.
        tls_certificate: Option<PathBuf> = Kind::Text { expected: "the path of a file", check: path }, Standing::Absent("\"/etc/poortwachter/tls/fullchain.pem\"");
        /// PEM file with the certificate's key, for the portal's user alone.
        tls_key: Option<PathBuf> = Kind::Text { expected: "the path of a file", check: path }, Standing::Absent("\"/etc/poortwachter/tls/key.pem\"");
        /// Networks of the reverse proxies whose forwarded headers are believed. From any other address the headers are ignored.
        trusted_proxies: Vec<Network> = Kind::Texts { expected: "networks, such as 10.0.0.0/8 or 192.0.2.7", check: parses::<Network> },
            Standing::Default("[]");
        /// The header in which those proxies name the visitor: X-Forwarded-For, or Forwarded (RFC 7239).
        forwarded_header: ForwardedHeader = Kind::Choice(&["x-forwarded", "forwarded"]), Standing::Default("\"x-forwarded\"");
        /// Tell browsers to use https for every name below this host as well (HSTS `includeSubDomains`).
        hsts_subdomains: bool = Kind::Switch, Standing::Default("true");
        /// Networks with many people behind one address, such as an office: they may fail more often before they must wait.
        networks: Vec<NamedNetwork> = Kind::Rows(NamedNetwork::KEYS), Standing::Default("[]");
    }
}

keys! {
    /// A network with its own limit of failures.
    pub struct NamedNetwork {
        /// The name that stands in the logs.
        name: String = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Required("\"office\"");
        /// The network.
        cidr: Network = Kind::Text { expected: "a network, such as 192.0.2.0/24", check: parses::<Network> },
            Standing::Required("\"192.0.2.0/24\"");
        /// Failures in ten minutes before this network must wait; other addresses get 30.
        failure_limit: u32 = Kind::Whole { least: 30, most: 100_000 }, Standing::Required("300");
    }
}

/// Which header a trusted proxy uses; only this one is read, and never both (WE-08).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`.
    XForwarded,
    /// `Forwarded`, RFC 7239.
    Forwarded,
}

impl Server {
    /// The public address, or the complaint of a portal that has none.
    pub fn public_url(&self) -> Result<&PublicUrl, Complaint> {
        self.public_url.as_ref().ok_or_else(|| {
            Complaint::new(
                "nothing".to_owned(),
                "write the address that people see in their browser, such as \"https://login.example.org\"",
            )
            .about("server.public_url")
        })
    }

    /// The files for TLS, if the portal does that itself.
    pub fn tls(&self) -> Option<tls::Files> {
        let (certificate, key) = (self.tls_certificate.clone()?, self.tls_key.clone()?);
        Some(tls::Files { certificate, key })
    }

    pub(super) fn check(&self, checks: &mut Checks) {
        if self.tls_certificate.is_some() != self.tls_key.is_some() {
            let (there, missing) = match self.tls_certificate {
                Some(_) => ("tls_certificate", "tls_key"),
                None => ("tls_key", "tls_certificate"),
            };
            checks.wrong(
                &format!("server.{missing}"),
                "nothing".to_owned(),
                &format!("name both files, or leave out server.{there}"),
            );
        }
        for (index, network) in self.networks.iter().enumerate() {
            if self.networks[..index].iter().any(|other| other.name == network.name || other.cidr == network.cidr) {
                let found = format!("{} {} a second time", quoted(&network.name), network.cidr);
                checks.wrong(
                    &format!("server.networks[{}]", index + 1),
                    found,
                    "give each network one name and one entry",
                );
            }
        }
    }
}

fn address(text: &str) -> Result<(), &'static str> {
    text.parse::<SocketAddr>().map(drop).map_err(|_| "it is not an IP address with a port")
}

fn path(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("it is empty") } else { Ok(()) }
}
