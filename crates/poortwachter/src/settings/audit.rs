//! Where the audit log is copied to, outside the database (requirement LO-05).

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::key::{Kind, Standing, keys, parses};

keys! {
    /// The keys of `[audit]`.
    pub struct Audit {
        /// A file to which every entry is added as one line of JSON. It may be renamed at any time; a new one is begun.
        file: Option<PathBuf> = Kind::Text { expected: "the whole path of a file", check: file }, Standing::Absent("\"/var/log/poortwachter/audit.jsonl\"");
        /// A syslog on this machine (RFC 5424): "<unix:///dev/log>", "<tcp://127.0.0.1:601>" or "<udp://127.0.0.1:514>". Other machines are reached by its relay, over TLS.
        syslog: Option<Syslog> = Kind::Text { expected: "unix:///dev/log, or tcp:// or udp:// with a loopback address and a port", check: parses::<Syslog> },
            Standing::Absent("\"unix:///dev/log\"");
        /// Under which facility the entries go there.
        syslog_facility: Facility = Kind::Choice(&["auth", "authpriv", "audit", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"]),
            Standing::Default("\"authpriv\"");
    }
}

/// A syslog on this machine.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub enum Syslog {
    /// A datagram socket of the file system.
    Unix(PathBuf),
    /// A stream with counted messages (RFC 6587 section 3.4.1).
    Tcp(SocketAddr),
    /// One datagram for each message (RFC 5426).
    Udp(SocketAddr),
}

impl TryFrom<String> for Syslog {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (scheme, rest) = text.split_once("://").ok_or("it does not begin with unix://, tcp:// or udp://")?;
        let address = || match rest.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(address),
            Ok(_) => Err(
                "it is another machine, where the entries would go unencrypted; let the syslog of this one pass them on over TLS",
            ),
            Err(_) => Err("it is not an IP address with a port"),
        };
        match scheme {
            "unix" if rest.starts_with('/') => Ok(Self::Unix(PathBuf::from(rest))),
            "unix" => Err("it is not a whole path"),
            "tcp" => address().map(Self::Tcp),
            "udp" => address().map(Self::Udp),
            _ => Err("it does not begin with unix://, tcp:// or udp://"),
        }
    }
}

impl fmt::Display for Syslog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
            Self::Udp(address) => write!(f, "udp://{address}"),
        }
    }
}

/// A facility of syslog (RFC 5424 section 6.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names of RFC 5424")]
pub enum Facility {
    Auth = 4,
    Authpriv = 10,
    Audit = 13,
    Local0 = 16,
    Local1 = 17,
    Local2 = 18,
    Local3 = 19,
    Local4 = 20,
    Local5 = 21,
    Local6 = 22,
    Local7 = 23,
}

fn file(text: &str) -> Result<(), &'static str> {
    if text.starts_with('/') && !text.ends_with('/') { Ok(()) } else { Err("it is not the whole path of a file") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lo_05_syslog_stays_on_this_machine() {
        let read = |text: &str| Syslog::try_from(text.to_owned());
        for good in ["unix:///dev/log", "tcp://127.0.0.1:601", "udp://[::1]:514"] {
            assert_eq!(read(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "/dev/log",
            "unix://dev/log",
            "tcp://10.0.0.1:601",
            "udp://localhost:514",
            "udp://127.0.0.1",
            "tls://127.0.0.1:1",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
