//! `doctor` beside a running portal, with and without a proxy in between.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;

use crate::place::{Place, Ran, program};

/// What `doctor --json` found.
struct Found {
    code: Option<i32>,
    lines: Vec<Value>,
}

impl Found {
    fn of(ran: &Ran) -> Self {
        let all: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let lines = all["lines"].as_array().unwrap().clone();
        let wrong = lines.iter().filter(|line| line["mark"] == "wrong").count();
        assert_eq!(all["wrong"], wrong);
        assert_eq!(ran.code, Some(i32::from(wrong > 0)), "{lines:?}");
        Self { code: ran.code, lines }
    }

    /// The mark, what was found and the remedy of the lines about a topic.
    fn about(&self, topic: &str) -> Vec<(&str, &str, &str)> {
        self.lines
            .iter()
            .filter(|line| line["topic"] == topic)
            .map(|line| {
                let part = |name: &str| line[name].as_str().unwrap_or_default();
                (part("mark"), part("found"), part("remedy"))
            })
            .collect()
    }
}

fn doctor(place: &Place, more: &[&str]) -> Found {
    Found::of(&place.run(&[&["doctor", "--json"], more].concat()))
}

/// A proxy that adds these lines to the head of each request; its port.
fn proxy(to: u16, lines: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut portal) = (client.unwrap(), TcpStream::connect(("127.0.0.1", to)).unwrap());
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte).unwrap() == 1 {
                head.push(byte[0]);
            }
            head.truncate(head.len() - 2);
            head.extend_from_slice(format!("{lines}Connection: close\r\n\r\n").as_bytes());
            portal.write_all(&head).unwrap();
            let _ = std::io::copy(&mut portal, &mut client);
        }
    });
    port
}

/// Settings whose public address is a proxy in front of the portal.
fn behind(place: &Place, port: u16, server: &str) {
    let text = std::fs::read_to_string(place.settings()).unwrap();
    let own = format!("public_url = \"{}\"\n", place.origin());
    assert!(text.contains(&own), "{text}");
    std::fs::write(
        place.settings(),
        text.replace(&own, &format!("public_url = \"http://localhost:{port}\"\n{server}")),
    )
    .unwrap();
}

#[test]
fn a_healthy_installation_has_nothing_wrong() {
    let place = Place::new();
    let portal = place.serve();
    place.add("bea");
    let found = doctor(&place, &[]);
    assert_eq!(found.code, Some(0), "{:?}", found.lines);
    for topic in
        ["settings", "database", "key file", "disk", "portal", "public address", "proxy", "audit log", "undelivered"]
    {
        assert!(found.about(topic).iter().any(|(mark, ..)| *mark == "ok"), "{topic}: {:?}", found.lines);
    }
    assert_eq!(found.about("clock").len(), 2, "this machine's and the public address's");
    // For people the same lines, and no word of the database stays behind.
    let text = place.run(&["doctor"]).good();
    assert!(text.contains("ok       portal") && text.contains("leads to this portal"), "{text}");
    assert!(!portal.log().contains("/doctor/") || portal.log().contains("/doctor/{word}"), "{}", portal.log());
    assert!(doctor(&place, &["--local"]).about("public address")[1].1.contains("not asked"));
    assert!(portal.stop().success());
}

#[test]
fn each_thing_that_is_wrong_is_told_with_what_to_do() {
    let place = Place::new();
    place.add("bea");
    let found = doctor(&place, &[]);
    let (mark, said, remedy) = found.about("portal")[0];
    assert!(
        mark == "wrong" && said.contains("nobody answers") && remedy.contains("systemctl start"),
        "{said}; {remedy}"
    );
    let (mark, said, remedy) = found.about("public address")[1];
    assert!(mark == "wrong" && said.contains("cannot be reached from here") && remedy.contains("--local"), "{said}");

    // The public address leads to the portal of somebody else.
    let other = Place::new();
    let portal = other.serve();
    let at = other.port;
    behind(&place, at, "");
    let found = doctor(&place, &[]);
    let (mark, said, _) = found.about("public address")[1];
    assert!(mark == "wrong" && said.contains("not as a portal over this database"), "{said}");
    drop(portal);

    std::fs::set_permissions(place.file("keys"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let found = doctor(&place, &["--local"]);
    assert!(found.about("key file").iter().any(|(mark, said, _)| *mark == "wrong" && said.contains("chmod 600")));
    std::fs::set_permissions(place.file("keys"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let folder = place.file("keys").parent().unwrap().to_owned();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let found = doctor(&place, &["--local"]);
    let wrong = found.about("key file");
    assert!(wrong.iter().any(|(mark, _, remedy)| *mark == "wrong" && remedy.contains("chmod 700")), "{wrong:?}");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();

    std::fs::write(place.settings(), "[server]\nport = 1\n").unwrap();
    let found = doctor(&place, &[]);
    assert_eq!((found.about("settings").len(), found.about("portal").len()), (1, 0), "the settings come first");
}

#[test]
fn we_08_what_the_proxy_sends_is_held_against_the_settings() {
    let x = "X-Forwarded-For: 198.51.100.7\r\n";
    let both = "X-Forwarded-For: 198.51.100.7\r\nForwarded: for=198.51.100.7\r\n";
    let trusted = "trusted_proxies = [\"127.0.0.1\"]\n";
    for (sends, server, mark, words, remedy) in [
        (x, trusted, "ok", "a visitor from here is 198.51.100.7", ""),
        (
            x,
            "",
            "wrong",
            "127.0.0.1 sends x-forwarded-for and is not trusted",
            "server.trusted_proxies = [\"127.0.0.1\"]",
        ),
        ("", trusted, "wrong", "sends no x-forwarded-for", "$proxy_add_x_forwarded_for"),
        (both, trusted, "wrong", "is refused with 400", "remove the other kind"),
    ] {
        let place = Place::new();
        behind(&place, proxy(place.port, sends), server);
        let portal = place.serve();
        let found = doctor(&place, &[]);
        let line = found.about("proxy")[0];
        assert!(line.0 == mark && line.1.contains(words) && line.2.contains(remedy), "{sends:?} {server:?}: {line:?}");
        assert!(portal.stop().success());
    }
}

#[test]
fn the_certificate_that_people_really_get_is_looked_at() {
    let place = Place::new();
    let (certificate, key) = (place.file("tls.pem"), place.file("tls.key"));
    let make = |days: &str| {
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                days,
            ])
            .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
    };
    make("60");
    let text = std::fs::read_to_string(place.settings()).unwrap().replace("http://", "https://");
    let files = format!("tls_certificate = \"{}\"\ntls_key = \"{}\"\n[database]", certificate.display(), key.display());
    std::fs::write(place.settings(), text.replace("[database]", &files)).unwrap();
    let portal = place.serve();
    // Nobody trusts it yet.
    let found = doctor(&place, &[]);
    assert!(found.about("certificate file")[0].1.contains("for localhost, "), "{:?}", found.lines);
    assert_eq!(found.about("certificate file")[0].0, "ok");
    let shown = found.about("certificate")[0];
    assert!(shown.0 == "wrong" && shown.1.contains("refuses it") && shown.2.contains("whole chain"), "{shown:?}");
    // With its authority in the machine's store all is well.
    let trusting = |days_left: &str| {
        let mut asked = program();
        asked.args(["doctor", "--json", "--config"]).arg(place.settings()).env("SSL_CERT_FILE", &certificate);
        let found = Found::of(&asked.output().unwrap().into());
        let shown = found.about("certificate")[0];
        assert!(shown.1.contains(days_left), "{shown:?}");
        shown.0.to_owned()
    };
    assert_eq!(trusting("days left"), "ok");
    make("5");
    let begun = std::time::Instant::now();
    while !portal.log().contains("the certificate was read again") {
        assert!(begun.elapsed() < std::time::Duration::from_mins(1), "{}", portal.log());
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(trusting("it ends in "), "wrong");
    assert!(portal.stop().success());
}
