//! One question over HTTP to a portal, with or without TLS, and what its server showed of itself meanwhile.
//!
//! The certificate is judged and told, and the question is asked whatever the verdict: it holds nothing but a word that is good once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// The longest that all of it may take.
const WITHIN: Duration = Duration::from_secs(8);
/// The most bytes of an answer that are read.
const MOST: usize = 64 * 1024;

/// Where a question goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// The name in the request and in the certificate.
    pub host: String,
    /// Where to connect: a name or an address.
    pub connect: String,
    /// The port.
    pub port: u16,
    /// Whether it speaks TLS.
    pub tls: bool,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header `Date`.
    pub date: Option<String>,
    /// The header `Location`.
    pub location: Option<String>,
    /// The body, at most 64 KiB.
    pub body: String,
    /// What the server showed, with TLS.
    pub presented: Option<Presented>,
}

/// A certificate that a server showed.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The server's own one first.
    pub chain: Vec<CertificateDer<'static>>,
    /// What a browser with the roots of this machine would say of it.
    pub verdict: Result<(), String>,
}

/// Asks for a path; the error says in words why there is no answer.
pub async fn get(target: &Target, path: &str) -> Result<Answer, String> {
    let asked = tokio::time::timeout(WITHIN, ask(target, path)).await;
    asked.unwrap_or_else(|_| Err(format!("nothing within {} s", WITHIN.as_secs())))
}

async fn ask(target: &Target, path: &str) -> Result<Answer, String> {
    let stream = TcpStream::connect((target.connect.as_str(), target.port)).await;
    let stream = stream.map_err(|error| format!("{}:{}: {error}", target.connect, target.port))?;
    if !target.tls {
        return converse(stream, target, path).await;
    }
    let looker = Looker::new()?;
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&looker) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let name = ServerName::try_from(target.host.clone()).map_err(|error| error.to_string())?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    let mut answer = converse(stream.map_err(|error| format!("TLS failed ({error})"))?, target, path).await?;
    answer.presented = looker.seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(answer)
}

async fn converse<S>(stream: S, target: &Target, path: &str) -> Result<Answer, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |error: hyper::Error| format!("no answer that is HTTP ({error})");
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let connection = tokio::spawn(connection);
    let usual = if target.tls { 443 } else { 80 };
    let host = if target.port == usual { target.host.clone() } else { format!("{}:{}", target.host, target.port) };
    let request = hyper::Request::get(path)
        .header(http::header::HOST, host)
        .header(http::header::USER_AGENT, "poortwachter-doctor")
        .body(Empty::<Bytes>::new())
        .map_err(|error| error.to_string())?;
    let response = sender.send_request(request).await.map_err(broken)?;
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (date, location) = (header(http::header::DATE), header(http::header::LOCATION));
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), MOST).collect().await.map_err(|error| error.to_string())?;
    connection.abort();
    let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    Ok(Answer { status, date, location, body, presented: None })
}

/// Takes every certificate, and remembers it with the verdict of the usual rules.
#[derive(Debug)]
struct Looker {
    usual: Arc<WebPkiServerVerifier>,
    seen: Mutex<Option<Presented>>,
}

impl Looker {
    fn new() -> Result<Arc<Self>, String> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        let usual = usual.map_err(|error| format!("this machine has no roots to trust ({error})"))?;
        Ok(Arc::new(Self { usual, seen: Mutex::default() }))
    }
}

impl ServerCertVerifier for Looker {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.usual.verify_server_cert(leaf, others, name, ocsp, now);
        let verdict = verdict.map(|_| ()).map_err(|error| error.to_string());
        let chain = std::iter::once(leaf).chain(others).map(|one| one.clone().into_owned()).collect();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(Presented { chain, verdict });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
