//! A gateway over HTTP that does what it is told: answers, hangs, breaks, lies.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::certificate::Certificate;

/// What it does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answers with this status and body.
    Say(u16, &'static str),
    /// The same, after a while.
    Late(Duration, u16, &'static str),
    /// Answers nothing and keeps the connection.
    Hang,
    /// Closes the connection without a word.
    Break,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Method and address.
    pub line: String,
    /// The headers, in small letters.
    pub headers: String,
    /// The body.
    pub body: String,
}

#[derive(Default)]
struct State {
    next: VecDeque<Act>,
    heard: Vec<Heard>,
}

/// A running gateway; without an order it answers 200 and `OK`.
#[derive(Clone)]
pub struct HttpGateway {
    state: Arc<Mutex<State>>,
    pub port: u16,
}

impl HttpGateway {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = Self { state: Arc::default(), port: listener.local_addr().unwrap().port() };
        let serving = gateway.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().attend(stream));
            }
        });
        gateway
    }

    /// The same behind TLS.
    pub async fn start_tls(certificate: &Certificate) -> Self {
        let chain = CertificateDer::pem_file_iter(&certificate.file).unwrap().map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_file(&certificate.key).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = Self { state: Arc::default(), port: listener.local_addr().unwrap().port() };
        let serving = gateway.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(stream) = acceptor.accept(stream).await {
                    tokio::spawn(serving.clone().attend(stream));
                }
            }
        });
        gateway
    }

    /// What it does with the next requests.
    pub fn next(&self, acts: impl IntoIterator<Item = Act>) {
        self.state.lock().unwrap().next = acts.into_iter().collect();
    }

    /// What came so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.state.lock().unwrap().heard.clone()
    }

    /// Its row in the settings: a form that is accepted when the answer begins with `OK`.
    pub fn row(&self, name: &str, more: &str) -> String {
        format!(
            "[[sms.gateways]]\nname = \"{name}\"\nkind = \"http\"\nurl = \"http://127.0.0.1:{}/send\"\n\
             body = \"to={{number}}&text={{text}}\"\nbody_type = \"form\"\naccepted_starts = [\"OK\"]\n\
             message_id_after = \"ID:\"\n{more}\n",
            self.port
        )
    }

    /// One connection, several requests.
    async fn attend(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        while let Some(heard) = read(&mut stream).await {
            let act = {
                let mut state = self.state.lock().unwrap();
                state.heard.push(heard);
                state.next.pop_front().unwrap_or(Act::Say(200, "OK"))
            };
            let (status, body) = match act {
                Act::Say(status, body) => (status, body),
                Act::Late(after, status, body) => {
                    tokio::time::sleep(after).await;
                    (status, body)
                }
                Act::Hang => std::future::pending().await,
                Act::Break => return,
            };
            let answer = format!(
                "HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Heard> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let (line, headers) = head.split_once("\r\n").unwrap_or((head, ""));
            let headers = headers.to_lowercase();
            let length = headers.lines().find_map(|header| header.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(Heard { line: line.to_owned(), headers, body: body.to_owned() });
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
