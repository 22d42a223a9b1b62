//! An application behind a proxy: it shows the request that it got.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The heading of its only page.
pub const HEADING: &str = "Toepassing";

/// A running application; it ends with the test.
pub struct Echo {
    /// Where it listens on the loopback.
    pub port: u16,
    requests: Arc<AtomicUsize>,
}

impl Echo {
    /// Answers every request with the lines of its head, headers in lower case; who asks for a WebSocket gets them after 101.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let port = listener.local_addr().expect("invariant: a listener has an address").port();
        let requests = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || answer(stream));
            }
        });
        Self { port, requests }
    }

    /// How often somebody connected to it.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn answer(mut stream: TcpStream) {
    let lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(|line| line.replace('&', "&amp;").replace('<', "&lt;")).collect();
    let Some((first, headers)) = lines.split_first() else { return };
    let headers = headers.iter().filter_map(|line| line.split_once(": "));
    let headers: Vec<String> = headers.map(|(name, value)| format!("{}: {value}", name.to_lowercase())).collect();
    let page = format!(
        "<!doctype html><html lang=nl><title>{HEADING}</title><h1>{HEADING}</h1><pre>{first}\n{}</pre>",
        headers.join("\n")
    );
    let length = page.len();
    let head = if headers.iter().any(|line| line == "upgrade: websocket") {
        // What follows is no message of the protocol; it shows that bytes go through.
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade".to_owned()
    } else {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close")
    };
    // A proxy that went away in between is no matter.
    let _ = stream.write_all(format!("{head}\r\n\r\n{page}").as_bytes());
}
