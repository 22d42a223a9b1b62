//! Who asks the keys: the portal's name, RP ID and origin, and what it wants to know of a key's maker.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use url::{Host, Url};
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::AttestationCaList;

use super::precheck::Expected;
use super::{CEREMONY, KeyRole};

/// Whether a key has to show who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// Any key is accepted; a statement that comes unasked must still be right when its format is known.
    None,
    /// The key's attestation certificate must lead to one of these roots (the profile `strict`).
    Direct {
        /// Root certificates, each in DER.
        roots: Vec<Vec<u8>>,
    },
}

/// The portal as keys know it; made once at start-up.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    pub(super) core: WebauthnCore,
    pub(super) name: String,
    pub(super) origin: String,
    pub(super) id_hash: [u8; 32],
    /// The roots of [`Attestation::Direct`], one in each list; never empty. The library finds a root by its name, and makers
    /// have followed one root by another of the same name.
    pub(super) roots: Option<Vec<AttestationCaList>>,
}

/// Why security keys cannot work with these settings (WA-10).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelyingPartyError {
    /// The RP ID is no domain name.
    #[error("the RP ID \"{0}\" is not a domain name")]
    NotADomain(String),
    /// Browsers refuse IP addresses as RP ID.
    #[error("the RP ID \"{0}\" is an IP address; security keys need a name")]
    IpAddress(String),
    /// The origin is no scheme and host with at most a port.
    #[error("the origin \"{0}\" is not of the form https://host or https://host:port")]
    NotAnOrigin(String),
    /// Browsers offer WebAuthn over https only.
    #[error("the origin \"{0}\" is not https, and only http://localhost may be without")]
    NotSecure(String),
    /// The origin's host is neither the RP ID nor under it.
    #[error("the origin \"{origin}\" does not belong to the RP ID \"{rp_id}\"")]
    OtherDomain {
        /// The origin of the settings.
        origin: String,
        /// The RP ID of the settings.
        rp_id: String,
    },
    /// Attestation was asked for without a root, so that no key could ever be enrolled.
    #[error("attestation needs at least one root certificate")]
    NoRoots,
    /// A root is no certificate in DER.
    #[error("attestation root number {0} is not a certificate in DER")]
    NotACertificate(usize),
}

impl RelyingParty {
    /// Takes the portal's RP ID (the host of its public address), its origin and its name for people.
    pub fn new(rp_id: &str, origin: &str, name: &str, attestation: Attestation) -> Result<Self, RelyingPartyError> {
        let id = check_rp_id(rp_id)?;
        let url = check_origin(origin, &id)?;
        let roots = match attestation {
            Attestation::None => None,
            Attestation::Direct { roots } => Some(ca_lists(&roots)?),
        };
        let timeout = CEREMONY.unsigned_abs();
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            id_hash: Sha256::digest(id.as_bytes()).into(),
            name: name.to_owned(),
            // The safe wrapper cannot be told the algorithms and adds extensions that we do not want; what it warns of, a state
            // that leaves the server, does not happen here.
            core: WebauthnCore::new_unsafe_experts_only(name, &id, vec![url], timeout, Some(false), Some(false)),
            roots,
        })
    }

    /// The origin that every answer has to name, as browsers write it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What an answer to this challenge has to be about.
    pub(super) fn expect<'a>(&'a self, role: KeyRole, challenge: &'a [u8]) -> Expected<'a> {
        Expected { role, challenge, origin: &self.origin, id_hash: &self.id_hash }
    }
}

fn check_rp_id(rp_id: &str) -> Result<String, RelyingPartyError> {
    match Host::parse(rp_id) {
        // A final dot would make another name to the browser.
        Ok(Host::Domain(domain)) if !domain.ends_with('.') => Ok(domain),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => Err(RelyingPartyError::IpAddress(rp_id.to_owned())),
        _ if rp_id.contains(':') => Err(RelyingPartyError::IpAddress(rp_id.to_owned())),
        _ => Err(RelyingPartyError::NotADomain(rp_id.to_owned())),
    }
}

fn check_origin(origin: &str, rp_id: &str) -> Result<Url, RelyingPartyError> {
    let not_an_origin = || RelyingPartyError::NotAnOrigin(origin.to_owned());
    let url = Url::parse(origin).map_err(|_| not_an_origin())?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err(not_an_origin());
    }
    let host = match url.host() {
        Some(Host::Domain(host)) => host,
        Some(_) => return Err(RelyingPartyError::IpAddress(origin.to_owned())),
        None => return Err(not_an_origin()),
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && host == "localhost") {
        return Err(RelyingPartyError::NotSecure(origin.to_owned()));
    }
    // A suffix of one label ("com") is nobody's own; browsers refuse it.
    let is_under = rp_id.contains('.') && host.strip_suffix(rp_id).is_some_and(|rest| rest.ends_with('.'));
    if host != rp_id && !is_under {
        return Err(RelyingPartyError::OtherDomain { origin: origin.to_owned(), rp_id: rp_id.to_owned() });
    }
    Ok(url)
}

/// The library's form of each root, trusted for every model of its maker.
fn ca_lists(roots: &[Vec<u8>]) -> Result<Vec<AttestationCaList>, RelyingPartyError> {
    if roots.is_empty() {
        return Err(RelyingPartyError::NoRoots);
    }
    let ca_list = |(index, der): (usize, &Vec<u8>)| {
        // Only its reader of PEM makes an entry without a list of models.
        let list = AttestationCaList::try_from(pem(der).as_bytes());
        list.map_err(|_| RelyingPartyError::NotACertificate(index + 1))
    };
    roots.iter().enumerate().map(ca_list).collect()
}

/// A certificate in PEM (RFC 7468 section 5): lines of 64 characters of base64.
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<String> =
        text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
