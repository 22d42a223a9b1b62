//! The way to the server: nothing is said to a server that is not who it should be, or over a way that is not protected.

use std::time::Duration;

use jiff::Timestamp;
use journey::Language;
use poortwachter::mail::{Answer, Mail, SmtpSender, letterhead, sender};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use web::look::{Brand, BrandSettings};

use crate::server::MailServer;
use crate::stage::settings;

fn sender_of(section: &str) -> SmtpSender {
    sender(&settings(section)).unwrap().unwrap()
}

fn mail(section: &str) -> Mail {
    let brand = std::sync::Arc::new(Brand::new(BrandSettings::default()).unwrap());
    let letterhead = letterhead(&settings(section), brand).unwrap();
    letterhead.write_test("bea@example.org", Language::En, "1", Timestamp::UNIX_EPOCH).unwrap()
}

/// Sends one mail; what was answered, in short.
async fn sent(section: &str) -> String {
    let sender = sender_of(section);
    let answer = sender.send(&mail(section)).await;
    sender.close().await;
    match answer {
        Answer::Accepted { said } => said,
        Answer::NotNow(why) => why.short,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_from_the_first_byte() {
    let server = MailServer::start_as("tls");
    let said = sent(&format!("{}security = \"tls\"\n", server.section())).await;
    assert_eq!(said, "250 queued as 1A2B");
    let mail = server.wait("mail");
    assert_eq!((&mail["secure"], &mail["user"]), (&json!(true), &json!("portal")));
}

/// Whoever takes STARTTLS out of the greeting gets neither the password nor the link.
#[tokio::test(flavor = "multi_thread")]
async fn without_starttls_nothing_is_said() {
    let server = MailServer::start_as("plain");
    let said = sent(&server.section()).await;
    assert!(said.starts_with("STARTTLS: ") && said.contains("not supported"), "{said}");
    assert!(server.heard("login").is_empty() && server.heard("recipient").is_empty());
    let plain = format!("{}security = \"none\"\n", server.section());
    assert_eq!(sent(&plain).await, "250 queued as 1A2B", "on this machine, when it is asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_authority_or_name_is_refused() {
    let server = MailServer::start();
    let other = server.other_authority();
    let section = server.section();
    let file = section.split("ca_file = \"").nth(1).unwrap().split('"').next().unwrap();
    for wrong in [
        section.replace(file, other.to_str().unwrap()),
        section.lines().filter(|line| !line.starts_with("ca_file")).collect::<Vec<_>>().join("\n"),
        // The certificate names the address and not this name.
        section.replace("host = \"127.0.0.1\"", "host = \"localhost\""),
    ] {
        let said = sent(&wrong).await;
        assert!(said.contains("certificate"), "{said}");
    }
    assert!(server.heard("login").is_empty() && server.heard("recipient").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_a_certificate_is_told_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, "nothing").unwrap();
    for (path, said) in [(file.as_path(), "holds no certificate"), (folder.path(), "cannot be read")] {
        let section =
            format!("[mail]\nhost = \"a.example\"\nfrom = \"p@example.org\"\nca_file = \"{}\"\n", path.display());
        let complaint = sender(&settings(&section)).unwrap_err().to_string();
        assert!(complaint.contains("mail.ca_file: found ") && complaint.contains(said), "{complaint}");
    }
}

/// Somebody on the way answers STARTTLS and puts more behind it, to be taken for what the server says under TLS.
#[tokio::test(flavor = "multi_thread")]
async fn words_from_before_tls_do_not_count_as_said_under_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let attacker = tokio::spawn(async move {
        let mut stream = BufReader::new(listener.accept().await.unwrap().0);
        stream.write_all(b"220 a\r\n").await.unwrap();
        let mut heard = String::new();
        stream.read_line(&mut heard).await.unwrap();
        stream.write_all(b"250-a\r\n250 STARTTLS\r\n").await.unwrap();
        stream.read_line(&mut heard).await.unwrap();
        let lies = "220 go\r\n250-a\r\n250 AUTH PLAIN\r\n235 in\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n";
        stream.write_all(lies.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
        assert!(read.is_ok(), "it breaks off by itself");
        (heard, rest)
    });
    let section = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {port}\nfrom = \"p@example.org\"\nusername = \"portal\"\npassword = \"s3cret\"\ntimeout_seconds = 3\n"
    );
    let answer = sender_of(&section).send(&mail(&section)).await;
    assert!(matches!(&answer, Answer::NotNow(why) if why.short.starts_with("STARTTLS: ")), "{answer:?}");
    let (heard, rest) = attacker.await.unwrap();
    assert_eq!(heard, "EHLO login.example.org\r\nSTARTTLS\r\n");
    // A record of the handshake and perhaps an alert, and nothing of SMTP.
    assert!(rest.first() == Some(&0x16) && !rest.windows(4).any(|four| four == b"EHLO"), "{rest:?}");
}

/// A server that is connected and says nothing does not hold a place for longer than the time-out.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_nothing_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let section =
        format!("[mail]\nhost = \"127.0.0.1\"\nport = {port}\nfrom = \"p@example.org\"\ntimeout_seconds = 1\n");
    let begun = std::time::Instant::now();
    assert_eq!(sent(&section).await, "before the text: nothing within 1 s");
    assert!(begun.elapsed() < Duration::from_secs(10));
}
