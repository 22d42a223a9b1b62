//! A browser of the smallest kind: one connection, cookies, forms.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// One connection that stays open.
pub struct Client {
    stream: BufReader<TcpStream>,
    pub cookies: BTreeMap<String, String>,
    host: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server of this run answers");
        stream.set_nodelay(true).expect("a socket of this run");
        let host = format!("localhost:{}", address.port());
        Self { stream: BufReader::new(stream), cookies: BTreeMap::new(), host }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", self.host, self.jar()))
    }

    /// Posts a form with the token of the page that was shown last.
    pub fn post(&mut self, path: &str, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let token = page.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let mut body = format!("csrf={}", token.expect("a page with a form"));
        for (name, value) in fields {
            body.extend(["&", name, "=", &value.replace(' ', "+")]);
        }
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            self.jar(),
            body.len()
        ))
    }

    fn jar(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn send(&mut self, request: &str) -> Answer {
        self.stream.get_mut().write_all(request.as_bytes()).expect("the server of this run reads");
        let mut answer = Answer { status: 0, location: None, body: String::new() };
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("the server of this run answers");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            match line.split_once(": ") {
                None => answer.status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().expect("a number");
                }
                Some((name, value)) if name.eq_ignore_ascii_case("location") => {
                    answer.location = Some(value.to_owned());
                }
                Some((name, value)) if name.eq_ignore_ascii_case("set-cookie") => self.keep(value),
                Some(_) => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("a whole answer");
        answer.body = String::from_utf8_lossy(&body).into_owned();
        answer
    }

    fn keep(&mut self, header: &str) {
        let pair = header.split(';').next().unwrap_or("");
        if let Some((name, value)) = pair.split_once('=') {
            if value.is_empty() {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned())
            };
        }
    }
}
