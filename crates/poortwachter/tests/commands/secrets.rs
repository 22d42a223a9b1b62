//! Secrets of applications, tried at the portal that runs beside the commands (requirement OP-08).

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::client::{connect, read};
use crate::place::Place;

/// What the portal answers to an application that asks about a token.
pub fn asks(place: &Place, id: &str, secret: &str) -> u16 {
    let (proof, body) = (STANDARD.encode(format!("{id}:{secret}")), "token=nothing");
    let request = format!(
        "POST /introspect HTTP/1.1\r\nhost: localhost:{}\r\nconnection: close\r\nauthorization: Basic {proof}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        place.port,
        body.len()
    );
    let mut stream = connect(place.port);
    stream.write_all(request.as_bytes()).unwrap();
    read(&mut stream).status
}

/// The secret in what a command printed.
pub fn printed_secret(printed: &str) -> String {
    let line = printed.lines().find(|line| line.starts_with("Client secret: ")).unwrap();
    line.split_whitespace().last().unwrap().to_owned()
}

#[test]
fn op_08_a_secret_works_until_its_overlap_ends_and_not_while_the_client_is_off() {
    let place = Place::new();
    let _portal = place.serve();
    let client = |arguments: &[&str]| place.run(&[&["client"], arguments, &["--reason", "test"]].concat()).good();
    let redirect = "https://hr.example.org/callback";
    let first = printed_secret(&client(&["add", "hr", "--name", "HR", "--redirect-uri", redirect]));
    assert_eq!(asks(&place, "hr", &first), 200);
    assert_eq!((asks(&place, "hr", "another"), asks(&place, "rh", &first)), (401, 401));

    let second = printed_secret(&client(&["rotate-secret", "hr"]));
    assert_eq!((asks(&place, "hr", &first), asks(&place, "hr", &second)), (200, 200));
    let third = printed_secret(&client(&["rotate-secret", "hr", "--overlap", "0h"]));
    assert_eq!([&first, &second, &third].map(|secret| asks(&place, "hr", secret)), [401, 401, 200]);

    client(&["disable", "hr"]);
    assert_eq!(asks(&place, "hr", &third), 401);
    client(&["enable", "hr"]);
    assert_eq!(asks(&place, "hr", &third), 200);
    client(&["edit", "hr", "--auth", "post"]);
    assert_eq!(asks(&place, "hr", &third), 401, "the secret stays, and goes another way");
}
