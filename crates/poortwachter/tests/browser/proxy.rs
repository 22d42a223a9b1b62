//! A proxy that ends TLS in front of the portal, with a certificate of an authority that only this test knows.
//!
//! One request a connection: it adds the visitor's address to the request's head, as a trusted proxy does, and passes the rest through.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::authority::issue;
use super::portal::free_port;

/// The name under which browsers know the portal.
pub const HOST: &str = "login.example.test";

/// A running proxy; it ends with the test.
pub struct Proxy {
    /// Where it listens on the loopback.
    pub port: u16,
    /// Where it expects the portal.
    pub upstream: u16,
    /// The authority's certificate (PEM).
    pub authority: PathBuf,
}

impl Proxy {
    /// Makes the certificates in a folder and listens; the portal may come later.
    pub fn start(folder: &Path) -> Self {
        let (authority, acceptor) = certificates(folder);
        let upstream = free_port();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        listener.set_nonblocking(true).expect("a listener can be made non-blocking");
        let port = listener.local_addr().expect("invariant: a listener has an address").port();
        // A thread of its own: the test's waits for programs now and then.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime starts").block_on(serve(listener, acceptor, upstream));
        });
        Self { port, upstream, authority }
    }
}

async fn serve(listener: std::net::TcpListener, acceptor: TlsAcceptor, upstream: u16) {
    let listener = TcpListener::from_std(listener).expect("the listener joins the runtime");
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        // A browser that went away in between is no matter.
        tokio::spawn(async move { pass_on(stream, &acceptor, upstream).await.ok() });
    }
}

async fn pass_on(stream: TcpStream, acceptor: &TlsAcceptor, upstream: u16) -> std::io::Result<()> {
    let mut outside = acceptor.accept(stream).await?;
    let mut head = Vec::new();
    let end = loop {
        if outside.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let mut inside = TcpStream::connect(("127.0.0.1", upstream)).await?;
    let kept = String::from_utf8_lossy(&head[..end]).into_owned();
    let kept = kept.split("\r\n").filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let request = kept.collect::<Vec<_>>().join("\r\n");
    let added = "X-Forwarded-For: 192.0.2.7\r\nConnection: close";
    inside.write_all(format!("{request}\r\n{added}\r\n\r\n").as_bytes()).await?;
    inside.write_all(&head[end + 4..]).await?;
    tokio::io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}

/// An authority, and what a server needs that has a certificate of it for the host.
fn certificates(folder: &Path) -> (PathBuf, TlsAcceptor) {
    let issued = issue(folder, &[HOST]);
    let chain = CertificateDer::pem_file_iter(&issued.certificate).and_then(Iterator::collect);
    let key = PrivateKeyDer::from_pem_file(&issued.key).expect("openssl writes a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("ring knows TLS").with_no_client_auth();
    let config = config.with_single_cert(chain.expect("openssl writes a certificate"), key);
    (issued.authority, TlsAcceptor::from(Arc::new(config.expect("the key belongs to the certificate"))))
}
