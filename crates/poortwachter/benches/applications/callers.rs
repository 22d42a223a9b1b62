//! Callers that send the same kind of request over and over, each on a connection that stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::cpu;

/// How long is measured at most.
const WINDOW: Duration = Duration::from_secs(2);
/// Connections at the same time.
const CALLERS: usize = 4;

/// What is sent where.
pub struct Work {
    address: SocketAddr,
    requests: Requests,
}

enum Requests {
    /// The same each time.
    Same(String),
    /// Each once.
    Once(Mutex<Vec<String>>),
}

impl Work {
    pub fn same(address: SocketAddr, request: String) -> Self {
        Self { address, requests: Requests::Same(request) }
    }

    pub fn once(address: SocketAddr, requests: Vec<String>) -> Self {
        Self { address, requests: Requests::Once(Mutex::new(requests)) }
    }

    fn next(&self) -> Option<String> {
        match &self.requests {
            Requests::Same(request) => Some(request.clone()),
            Requests::Once(requests) => requests.lock().expect("no caller panicked").pop(),
        }
    }
}

/// Answers for each second that the server's threads were on a processor.
pub fn measure(work: &Work) -> f64 {
    let (begun, before, done) = (Instant::now(), cpu::served(), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..CALLERS {
            let caller = std::thread::Builder::new().name(cpu::CALLER.to_owned());
            let call = || {
                let mut line = Line::open(work.address);
                while begun.elapsed() < WINDOW {
                    let Some(request) = work.next() else { break };
                    line.ask(&request);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            };
            caller.spawn_scoped(scope, call).expect("a thread");
        }
    });
    let nanoseconds = u32::try_from((cpu::served() - before) / 1000).map_or(f64::MAX, f64::from) * 1000.0;
    f64::from(done.into_inner()) / (nanoseconds / 1e9)
}

/// The body of one answer.
pub fn ask(address: SocketAddr, request: &str) -> Vec<u8> {
    Line::open(address).ask(request)
}

struct Line(BufReader<TcpStream>);

impl Line {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server of this run answers");
        stream.set_nodelay(true).expect("a socket of this run");
        Self(BufReader::new(stream))
    }

    fn ask(&mut self, request: &str) -> Vec<u8> {
        self.0.get_mut().write_all(request.as_bytes()).expect("the server of this run reads");
        let (mut length, mut line) = (0, String::new());
        self.0.read_line(&mut line).expect("the server of this run answers");
        assert!(line.starts_with("HTTP/1.1 20"), "{line} to {request}");
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("the server of this run answers");
            match line.trim_end().split_once(": ") {
                None => break,
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().expect("a number");
                }
                Some(_) => {}
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a whole answer");
        body
    }
}
