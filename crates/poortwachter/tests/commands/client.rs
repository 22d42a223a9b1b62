//! A browser of a few lines: HTTP/1.1 over TCP, cookies, and forms with what stands hidden in them. One connection for each request.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// What stands between two texts of the body.
    #[track_caller]
    pub fn between(&self, before: &str, after: &str) -> String {
        let found = self.body.split_once(before).and_then(|(_, rest)| rest.split_once(after));
        found.unwrap_or_else(|| panic!("no {before:?} in {}", self.body)).0.to_owned()
    }
}

/// A browser with its cookies and the page that it shows.
pub struct Client {
    port: u16,
    origin: String,
    pub cookies: BTreeMap<String, String>,
    page: String,
    /// Every cookie value that it ever got.
    pub seen: Vec<String>,
}

impl Client {
    pub fn new(port: u16, origin: String) -> Self {
        Self { port, origin, cookies: BTreeMap::new(), page: String::new(), seen: Vec::new() }
    }

    /// Gets a page and follows redirects; the path that it ends at comes too.
    pub fn visit(&mut self, address: &str) -> (String, Answer) {
        let mut path = address.strip_prefix(&self.origin).unwrap_or(address).to_owned();
        for _ in 0..5 {
            let answer = self.request("GET", &path, None);
            let Some(location) = answer.header("location") else {
                self.page.clone_from(&answer.body);
                return (path, answer);
            };
            location.clone_into(&mut path);
        }
        panic!("redirects without end at {path}")
    }

    /// Fills in the form of the shown page that goes to `action`, sends it, and follows where it leads.
    pub fn submit(&mut self, action: &str, fields: &[(&str, &str)]) -> (String, Answer) {
        let mut all = self.hidden(action);
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = all.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
        let answer = self.request("POST", action, Some(&body));
        let Some(location) = answer.header("location") else {
            self.page.clone_from(&answer.body);
            return (action.to_owned(), answer);
        };
        let location = location.to_owned();
        self.visit(&location)
    }

    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let start = self.page.find(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("no form for {action}"));
        let form = self.page[start..].split("</form>").next().unwrap_or_default();
        let inputs = form.split("<input type=\"hidden\" ").skip(1);
        let pair = |input: &str| {
            let part = |name: &str| input.split(&format!("{name}=\"")).nth(1)?.split('"').next().map(str::to_owned);
            part("name").zip(part("value"))
        };
        inputs.map(|input| pair(input).unwrap()).collect()
    }

    /// One request and its answer; cookies go with it and are kept.
    pub fn request(&mut self, method: &str, path: &str, form: Option<&str>) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            write!(head, "Cookie: {}\r\n", cookies.join("; ")).unwrap();
        }
        if let Some(form) = form {
            let (origin, length) = (&self.origin, form.len());
            write!(
                head,
                "Origin: {origin}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
            )
            .unwrap();
        }
        let answer = send(self.port, format!("{head}\r\n{}", form.unwrap_or_default()).as_bytes());
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for (_, value) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
                self.seen.push(value.to_owned());
            }
        }
    }
}

/// A connection to the portal that waits at most a minute.
pub fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    stream
}

fn send(port: u16, request: &[u8]) -> Answer {
    let mut stream = connect(port);
    stream.write_all(request).unwrap();
    read(&mut stream)
}

/// Reads an answer to its end.
pub fn read(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Answer { status, headers, body: body.to_owned() }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
