//! An application on loopback: it answers, is slow, breaks, or sends elsewhere.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What it does with one request.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Answers with this status.
    Say(u16),
    /// The same, after a while.
    Late(Duration, u16),
    /// Answers nothing and keeps the connection.
    Hang,
}

#[derive(Default)]
struct State {
    next: VecDeque<Act>,
    heard: Vec<String>,
    connections: usize,
}

/// A running application; without an order it answers 200.
#[derive(Clone)]
pub struct Application {
    state: Arc<Mutex<State>>,
    pub port: u16,
}

impl Application {
    pub async fn start() -> Self {
        Self::at(0).await
    }

    /// At a port that was free a moment ago.
    pub async fn at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let application = Self { state: Arc::default(), port: listener.local_addr().unwrap().port() };
        let serving = application.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.state.lock().unwrap().connections += 1;
                tokio::spawn(serving.clone().attend(stream));
            }
        });
        application
    }

    /// Where it hears of logouts.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/logged-out", self.port)
    }

    /// What it does with the next requests.
    pub fn next(&self, acts: impl IntoIterator<Item = Act>) {
        self.state.lock().unwrap().next = acts.into_iter().collect();
    }

    /// The bodies that came so far.
    pub fn heard(&self) -> Vec<String> {
        self.state.lock().unwrap().heard.clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    async fn attend(self, mut stream: TcpStream) {
        while let Some(body) = read(&mut stream).await {
            let act = {
                let mut state = self.state.lock().unwrap();
                state.heard.push(body);
                state.next.pop_front().unwrap_or(Act::Say(200))
            };
            let status = match act {
                Act::Say(status) => status,
                Act::Late(after, status) => {
                    tokio::time::sleep(after).await;
                    status
                }
                Act::Hang => std::future::pending().await,
            };
            // The location leads back here, so that a redirect that is followed is heard.
            let port = self.port;
            let answer = format!(
                "HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:{port}/elsewhere\r\ncontent-length: 0\r\n\r\n"
            );
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

/// The body of one request; it must be a form that is posted to where logouts are heard.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        // Somebody who speaks TLS waits for an answer in TLS.
        if bytes.first().is_some_and(|first| *first != b'P') {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                assert!(head.starts_with("post /logged-out http/1.1\r\n"), "{head}");
                assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
                return Some(body.to_owned());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
