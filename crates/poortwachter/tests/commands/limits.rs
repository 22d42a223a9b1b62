//! Clients that send too much or too slowly.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::client::connect;
use crate::place::Place;

/// What a connection gives until it ends, and when it ended.
fn until_cut_off(mut stream: TcpStream, begun: Instant) -> (String, Duration) {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("not cut off within a minute: {error}"),
    }
    (String::from_utf8_lossy(&bytes).into_owned(), begun.elapsed())
}

#[test]
fn ten_megabytes_of_headers_are_cut_off() {
    let place = Place::new();
    let portal = place.serve();
    let begun = Instant::now();
    let mut stream = connect(place.port);
    stream.write_all(b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-Bomb: ").unwrap();
    let chunk = vec![b'a'; 64 * 1024];
    let mut sent = 0;
    while sent < 10 * 1024 * 1024 && stream.write_all(&chunk).is_ok() {
        sent += chunk.len();
    }
    let (answer, _) = until_cut_off(stream, begun);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(9), "cut off by its size and not by its time: {:?}", begun.elapsed());
    assert_eq!(portal.client().visit("/login").1.status, 200);
}

#[test]
fn slow_clients_are_cut_off() {
    let place = Place::new();
    let portal = place.serve();
    let begun = Instant::now();
    // Nothing at all, the beginning of either protocol, half a header, one that is answered and then asks nothing, and a header that never
    // ends although something keeps coming.
    let beginnings: [&[u8]; 6] = [
        b"",
        b"P",
        b"PRI * HTTP/2.0\r\n",
        b"GET /login HTTP/1.1\r\nHost",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a",
    ];
    let streams = beginnings.map(|beginning| {
        let mut stream = connect(place.port);
        stream.write_all(beginning).unwrap();
        stream
    });
    let mut dribbling = streams[5].try_clone().unwrap();
    std::thread::spawn(move || {
        while dribbling.write_all(b"a").is_ok() {
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    for (stream, beginning) in streams.into_iter().zip(beginnings) {
        let (_, after) = until_cut_off(stream, begun);
        assert!(after < Duration::from_secs(20), "{:?} after {after:?}", String::from_utf8_lossy(beginning));
    }
    assert!(begun.elapsed() > Duration::from_secs(5), "a slow network is no attack");
    assert_eq!(portal.client().visit("/login").1.status, 200);
}
