//! TLS of the portal itself, looked at with `openssl`, which we did not write.

use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::Place;
use crate::portal::Portal;

pub struct Certificate {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// A certificate for `localhost` that signs itself, with this common name.
pub fn certificate(place: &Place, name: &str) -> Certificate {
    let made = Certificate { certificate: place.file(&format!("{name}.pem")), key: place.file(&format!("{name}.key")) };
    let subject = format!("/CN={name}");
    let made_by = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", &subject, "-addext", "subjectAltName=DNS:localhost", "-keyout"])
        .arg(&made.key)
        .arg("-out")
        .arg(&made.certificate)
        .output()
        .unwrap();
    assert!(made_by.status.success(), "{made_by:?}");
    made
}

pub fn serve<'a>(place: &'a Place, files: &Certificate) -> Portal<'a> {
    let (certificate, key) = (files.certificate.to_str().unwrap(), files.key.to_str().unwrap());
    place.serve_with(&[("POORTWACHTER_SERVER__TLS_CERTIFICATE", certificate), ("POORTWACHTER_SERVER__TLS_KEY", key)])
}

/// What a client that trusts only this certificate gets for one request, and what it says about the connection.
pub fn ask(place: &Place, trusted: &Path, more: &[&str]) -> (bool, String) {
    let mut client = Command::new("openssl");
    client.args(["s_client", "-servername", "localhost", "-verify_return_error", "-ign_eof", "-CAfile"]).arg(trusted);
    client.args(["-connect", &format!("127.0.0.1:{}", place.port)]).args(more);
    let mut client = client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    // A client that refuses the certificate is gone before it reads this.
    let _ = client.stdin.take().unwrap().write_all(request);
    let output = client.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (said.contains("HTTP/1.1 200 OK"), said)
}

#[test]
fn it_answers_over_tls_only_and_not_over_old_versions() {
    let place = Place::new();
    let files = certificate(&place, "first");
    let _portal = serve(&place, &files);
    for version in ["-tls1_3", "-tls1_2"] {
        let (answered, said) = ask(&place, &files.certificate, &[version]);
        assert!(answered, "{version}: {said}");
    }
    let (answered, said) = ask(&place, &files.certificate, &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]);
    assert!(!answered, "{said}");
    let stranger = certificate(&place, "stranger");
    assert!(!ask(&place, &stranger.certificate, &[]).0, "somebody who trusts another certificate");
    // Plain HTTP gets no answer of ours.
    let mut plain = TcpStream::connect(("127.0.0.1", place.port)).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = std::io::Read::read_to_end(&mut plain, &mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{answer:?}");
}

#[test]
fn somebody_who_says_nothing_keeps_nobody_out_and_does_not_hold_up_the_end() {
    let place = Place::new();
    let files = certificate(&place, "first");
    let portal = serve(&place, &files);
    let _silent: Vec<_> = (0..20).map(|_| TcpStream::connect(("127.0.0.1", place.port)).unwrap()).collect();
    assert!(ask(&place, &files.certificate, &[]).0);
    let begun = Instant::now();
    assert!(portal.stop().success());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn a_new_certificate_is_taken_and_a_broken_one_is_not() {
    let place = Place::new();
    let (files, renewed) = (certificate(&place, "first"), certificate(&place, "second"));
    let portal = serve(&place, &files);
    let until = |what: &str, done: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !done() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{what}: {}", portal.log());
            std::thread::sleep(Duration::from_millis(200));
        }
    };
    std::fs::write(&files.key, "no key").unwrap();
    until("an error in the log", &|| portal.log().contains("the new certificate cannot be used; the old one stays"));
    assert!(ask(&place, &files.certificate, &[]).0, "the old one stays");
    std::fs::copy(&renewed.certificate, &files.certificate).unwrap();
    std::fs::copy(&renewed.key, &files.key).unwrap();
    until("the new one", &|| ask(&place, &renewed.certificate, &[]).0);
}

#[test]
fn files_that_do_not_fit_stop_the_start() {
    let place = Place::new();
    let (files, other) = (certificate(&place, "first"), certificate(&place, "second"));
    let with = |certificate: &Path, key: &Path| {
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:{}\"\npublic_url = \"https://localhost\"\ntls_certificate = \"{}\"\ntls_key = \"{}\"\n\
             [database]\nurl = \"sqlite://{}\"\n[keys]\nfile = \"{}\"\n",
            place.port,
            certificate.display(),
            key.display(),
            place.file("portal.db").display(),
            place.file("keys").display()
        );
        std::fs::write(place.settings(), text).unwrap();
        let ran = place.run(&["serve"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        ran.err
    };
    let said = with(&files.certificate, &other.key);
    assert!(said.contains("server.tls_key: found a file that cannot be used"), "{said}");
    let said = with(&place.file("nothing.pem"), &files.key);
    assert!(said.contains("server.tls_certificate: found a file that cannot be used"), "{said}");
    let said = with(&files.key, &files.key);
    assert!(said.contains("server.tls_certificate: found a file that cannot be used (no certificate in it)"), "{said}");
    place.write("");
    let text = std::fs::read_to_string(place.settings()).unwrap();
    std::fs::write(place.settings(), text.replace("[database]", "tls_key = \"/tmp/key.pem\"\n[database]")).unwrap();
    let said = place.run(&["serve"]).refused();
    assert!(said.contains("server.tls_certificate: found nothing; name both files"), "{said}");
}
