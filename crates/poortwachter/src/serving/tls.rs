//! TLS of the portal itself, for whoever has no reverse proxy in front of it.
//!
//! rustls with ring, TLS 1.2 and 1.3. The certificate is read again when its files change (renewal programs write them anew every few weeks):
//! new connections get the new one, and files that cannot be used leave the old one in place with an error in the log.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::complaint::Complaint;

/// How often is looked whether the files changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The two files.
#[derive(Clone, Debug)]
pub struct Files {
    /// The certificate with its chain, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
}

/// What connections are accepted with, and what keeps it fresh.
pub struct Tls {
    files: Files,
    seen: [Option<SystemTime>; 2],
    current: Arc<Current>,
    acceptor: TlsAcceptor,
}

/// The certificate of this moment.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.read().ok().map(|key| Arc::clone(&key))
    }
}

/// Tells until when the certificate of this moment is good.
#[derive(Clone, Debug)]
pub struct Expiry(Arc<Current>);

impl Expiry {
    /// The first end in the chain; `None` when it cannot be understood.
    pub fn at(&self) -> Option<Timestamp> {
        let key = self.0.0.read().ok()?;
        let end = |der: &CertificateDer<'_>| {
            let (_, certificate) = X509Certificate::from_der(der).ok()?;
            Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
        };
        key.cert.iter().map(end).collect::<Option<Vec<_>>>()?.into_iter().min()
    }
}

impl Tls {
    /// Reads both files; a complaint when they cannot be used or do not belong together.
    pub fn load(files: Files) -> Result<Self, Complaint> {
        // Asked before they are read: what is written in between is read once more.
        let seen = changed_at(&files);
        let current = Arc::new(Current(RwLock::new(read(&files)?)));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Complaint::new(error.to_string(), "report this").about("server.tls_certificate"))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&current) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { files, seen, current, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// What connections are accepted with.
    pub fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// What tells until when the certificate is good, also when it was read again.
    pub fn expiry(&self) -> Expiry {
        Expiry(Arc::clone(&self.current))
    }

    /// Looks at the files every two seconds, for as long as the process lives.
    pub async fn keep_fresh(self) {
        let mut seen = self.seen;
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            ticks.tick().await;
            let now = changed_at(&self.files);
            // A renewal program writes two files, one after the other: a pair that does not fit is tried again at the next look.
            if now != seen && self.renew() {
                seen = now;
            }
        }
    }

    /// Whether the files could be used.
    fn renew(&self) -> bool {
        match read(&self.files) {
            Ok(key) => {
                if let Ok(mut current) = self.current.0.write() {
                    *current = key;
                }
                tracing::info!(file = %self.files.certificate.display(), "the certificate was read again");
                true
            }
            Err(complaint) => {
                tracing::error!(%complaint, "the new certificate cannot be used; the old one stays");
                false
            }
        }
    }
}

/// When both files were last written; `None` where one cannot be looked at.
fn changed_at(files: &Files) -> [Option<SystemTime>; 2] {
    [&files.certificate, &files.key].map(|file| std::fs::metadata(file).and_then(|metadata| metadata.modified()).ok())
}

fn read(files: &Files) -> Result<Arc<CertifiedKey>, Complaint> {
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| about(&files.certificate, "server.tls_certificate", &error))?;
    if chain.is_empty() {
        return Err(about(&files.certificate, "server.tls_certificate", &"no certificate in it"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| about(&files.key, "server.tls_key", &error))?;
    // Holds certificate and key against each other too.
    CertifiedKey::from_der(chain, key, &ring::default_provider())
        .map(Arc::new)
        .map_err(|error| about(&files.key, "server.tls_key", &error))
}

fn about(file: &Path, key: &'static str, error: &dyn std::fmt::Display) -> Complaint {
    let advice =
        "name a PEM file with the certificate and its chain, and one with its key, which the portal's user can read";
    Complaint::new(format!("a file that cannot be used ({error})"), advice).in_file(file).about(key)
}
