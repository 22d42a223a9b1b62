//! Clients that ask the same again and again over connections that stay open.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::cpu;

/// Connections at the same time.
const CLIENTS: usize = 8;

/// What is asked, and of whom.
#[derive(Clone)]
pub struct Asked {
    pub port: u16,
    pub request: Vec<u8>,
}

/// One connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub fn new(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the server of this run answers");
        stream.set_nodelay(true).expect("a socket of this run");
        Self { stream, buffer: vec![0; 8192] }
    }

    /// Asks once. The answers have no body, so they end with their headers.
    pub fn ask(&mut self, request: &[u8]) {
        self.stream.write_all(request).expect("the server of this run reads");
        let mut length = 0;
        while !self.buffer[..length].ends_with(b"\r\n\r\n") {
            let read = self.stream.read(&mut self.buffer[length..]).expect("the server of this run answers");
            assert!(read > 0, "the server closed: {}", String::from_utf8_lossy(&self.buffer[..length]));
            length += read;
        }
        let answer = &self.buffer[..length];
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(answer));
    }
}

/// Requests per second of the server's processor time; each client goes through the whole list.
pub fn per_cpu_second(asked: &[Asked], window: Duration) -> f64 {
    let (answered, begun, used) = (AtomicU64::new(0), Instant::now(), cpu::of_the_server());
    std::thread::scope(|scope| {
        for number in 0..CLIENTS {
            let answered = &answered;
            let client = std::thread::Builder::new().name(format!("{}-{number}", cpu::CLIENT));
            let work = move || {
                let mut connection = Connection::new(asked[0].port);
                for asked in asked.iter().cycle().skip(number * asked.len() / CLIENTS) {
                    if begun.elapsed() >= window {
                        break;
                    }
                    connection.ask(&asked.request);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            };
            client.spawn_scoped(scope, work).expect("a thread");
        }
    });
    let used = cpu::of_the_server() - used;
    f64::from(u32::try_from(answered.into_inner()).unwrap_or(u32::MAX)) / used
}
