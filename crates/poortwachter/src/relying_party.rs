//! Who asks security keys: made from the settings, and refused when no browser would accept it (requirement WA-10).

use std::path::Path;

use credentials::security_key::{Attestation, RelyingParty};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use store::{OrphanedKeys, Store};

use crate::complaint::Complaint;
use crate::settings::Settings;
use crate::settings::factors::Attestation as Wanted;
use crate::wiring;

/// The relying party of the public address, with the makers of keys that are trusted.
pub fn build(settings: &Settings) -> Result<RelyingParty, Complaint> {
    let url = settings.server.public_url()?;
    let attestation = match settings.factors.attestation {
        Wanted::None => Attestation::None,
        Wanted::Direct => {
            let files = settings.factors.attestation_roots.iter();
            let roots = files.map(|file| certificates(file)).collect::<Result<Vec<_>, _>>()?;
            Attestation::Direct { roots: roots.into_iter().flatten().collect() }
        }
    };
    RelyingParty::new(url.host(), url.as_str(), &settings.brand.product, attestation).map_err(|error| {
        Complaint::new(error.to_string(), "security keys need a name with https, or http://localhost")
            .about("server.public_url")
    })
}

/// Refuses a start under another name than the one that people's keys were set up for, until somebody accepts it (requirement WA-10).
pub async fn check_name(settings: &Settings, store: &Store) -> Result<(), Complaint> {
    let url = settings.server.public_url()?;
    let found = store.check_rp_id(url.host()).await.map_err(|error| wiring::database_complaint(settings, &error))?;
    match found {
        None => Ok(()),
        Some(orphaned) => Err(orphaned_complaint(url.host(), &orphaned)),
    }
}

/// What stands in the way, and the two ways on.
pub fn orphaned_complaint(host: &str, orphaned: &OrphanedKeys) -> Complaint {
    let OrphanedKeys { old, keys } = orphaned;
    Complaint::new(
        format!("the name {host}, while {keys} security keys were set up for {old} and work nowhere else"),
        format!("set it back to https://{old}, or run `poortwachter accept-address`"),
    )
    .about("server.public_url")
}

fn certificates(file: &Path) -> Result<Vec<Vec<u8>>, Complaint> {
    let refused = |found: String| {
        Complaint::new(found, "write the certificates of key makers into it, in PEM")
            .in_file(file)
            .about("factors.attestation_roots")
    };
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = read.map_err(|error| refused(format!("a file that cannot be read ({error})")))?;
    if found.is_empty() {
        return Err(refused("no certificate".to_owned()));
    }
    Ok(found.into_iter().map(|certificate| certificate.as_ref().to_vec()).collect())
}
