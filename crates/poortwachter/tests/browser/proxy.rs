//! A proxy that ends TLS in front of the portal, with a certificate of an authority that only this test knows.
//!
//! One request a connection: it adds the visitor's address to the request's head, as a trusted proxy does, and passes the rest through.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

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

/// An authority and a certificate for the host, by `openssl`.
fn certificates(folder: &Path) -> (PathBuf, TlsAcceptor) {
    let file = |name: &str| folder.join(name);
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    let make = |name: &str, more: &[&str]| {
        let out = [text(&file(&format!("{name}.pem"))), text(&file(&format!("{name}.key")))];
        let made = Command::new("openssl").args(key).args(["-out", &out[0], "-keyout", &out[1]]).args(more).output();
        let made = made.expect("openssl starts");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    make("authority", &["-subj", "/CN=A test", "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0"]);
    let (authority, authority_key) = (text(&file("authority.pem")), text(&file("authority.key")));
    let name = format!("subjectAltName=DNS:{HOST}");
    let issued = ["-CA", &authority, "-CAkey", &authority_key, "-subj", "/CN=Portal", "-addext", &name];
    let uses = ["-addext", "extendedKeyUsage=serverAuth", "-addext", "basicConstraints=critical,CA:FALSE"];
    make("portal", &[&issued[..], &uses[..]].concat());
    let chain = CertificateDer::pem_file_iter(file("portal.pem")).and_then(Iterator::collect);
    let key = PrivateKeyDer::from_pem_file(file("portal.key")).expect("openssl writes a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("ring knows TLS").with_no_client_auth();
    let config = config.with_single_cert(chain.expect("openssl writes a certificate"), key);
    (file("authority.pem"), TlsAcceptor::from(Arc::new(config.expect("the key belongs to the certificate"))))
}
