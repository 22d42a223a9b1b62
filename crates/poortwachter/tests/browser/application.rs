//! An application on another origin, to which logins lead: a page with its name, or no page at all.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// A running application; it ends with the test.
pub struct Application {
    /// Its origin.
    pub url: String,
}

impl Application {
    /// Answers `/name` with a page whose heading is that name, and `/stil` with 204, on which a browser stays where it is.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let port = listener.local_addr().expect("invariant: a listener has an address").port();
        std::thread::spawn(move || listener.incoming().flatten().for_each(answer));
        Self { url: format!("http://localhost:{port}") }
    }
}

fn answer(mut stream: TcpStream) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path =
        first.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/").trim_start_matches('/').to_owned();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let page = format!("<!doctype html><html lang=nl><title>{path}</title><h1>{path}</h1>");
    let answer = if path == "stil" {
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned()
    } else {
        let length = page.len();
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
        )
    };
    // A browser that went away in between is no matter.
    let _ = stream.write_all(answer.as_bytes());
}
