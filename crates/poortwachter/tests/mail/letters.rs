//! What arrives: both forms with the same facts, nothing that is loaded, and no header or recipient that somebody smuggled in.

use jiff::SignedDuration;
use serde_json::json;

use crate::server::{MailServer, header, part};
use crate::stage::{LINK, Stage};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

#[tokio::test(flavor = "multi_thread")]
async fn j9_both_forms_hold_the_same_facts_and_nothing_is_loaded() {
    let (stage, server) = (Stage::new().await, MailServer::start());
    let dispatcher = stage.dispatcher(&server.section());
    stage.order("bea").await;
    let mail = server.wait("mail");
    let expected = [
        ("From", "Poortwachter <portal@example.org>"),
        ("To", "\"Bea Jansen\" <bea@example.org>"),
        ("Subject", "Activeer uw account bij Poortwachter"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Content-Language", "nl"),
    ];
    for (name, value) in expected {
        assert_eq!(header(&mail, name), value);
    }
    assert!(header(&mail, "Message-ID").ends_with("@login.example.org>") && header(&mail, "Date").ends_with("+0000"));
    assert!(header(&mail, "Content-Type").starts_with("multipart/alternative;"));

    let (text, html) = (part(&mail, "text/plain; charset=utf-8"), part(&mail, "text/html; charset=utf-8"));
    assert!(text.contains(&format!("\n{LINK}\n")) && html.contains(&format!("href=\"{LINK}\"")), "{text}\n{html}");
    // Every sentence of the text stands in the HTML as well.
    let stripped = html.replace("&#39;", "'").replace("&#38;", "&");
    for line in text.lines().filter(|line| !line.is_empty() && *line != "--" && *line != LINK) {
        assert!(stripped.contains(line.trim_end_matches(':')), "{line:?} in {stripped}");
    }
    // The link is the only address in it: no picture, no style sheet, no font, no script.
    assert_eq!(html.matches("://").count(), 1, "{html}");
    for loading in ["<img", "<link", "<script", "src=", "url(", "@import", "srcset", "<iframe", "background="] {
        assert!(!html.contains(loading), "{loading} in {html}");
    }
    dispatcher.stop().await;
}

/// Names and addresses that no command lets in, as if somebody had written them into the database.
#[tokio::test(flavor = "multi_thread")]
async fn injections_reach_neither_header_nor_envelope() {
    let (stage, server) = (Stage::new().await, MailServer::start());
    let names = [
        "Bea\r\nBcc: x@example.net",
        "Bea\r\n\r\nbody",
        "Bea\" <x@example.net>, \"Cor",
        "Bea <x@example.net>,",
        "Zoë\n.\nRCPT TO:<x@example.net>",
    ];
    for (number, name) in names.iter().enumerate() {
        stage.order_for(&format!("n{number}"), name, "bea@example.org", WEEK).await;
    }
    let dispatcher = stage.dispatcher(&server.section_with("parallel = 1\n"));
    stage.wait_for_all().await;
    let mails = server.heard("mail");
    assert_eq!(mails.len(), names.len());
    for mail in &mails {
        assert_eq!(mail["to"], json!(["bea@example.org"]));
        assert_eq!(mail["headers"].as_array().unwrap().len(), 10, "{mail}");
        assert!(header(mail, "To").ends_with("<bea@example.org>"));
        assert!(part(mail, "text/plain").contains(LINK));
    }
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_one_address_gets_no_mail() {
    let (stage, server) = (Stage::new().await, MailServer::start());
    let addresses = [
        "bea@example.org\r\nRCPT TO:<x@example.net>",
        "bea@example.org, x@example.net",
        "<bea@example.org>",
        "bea@example.org\nBcc: x",
    ];
    for (number, address) in addresses.iter().enumerate() {
        stage.order_for(&format!("a{number}"), "Bea", address, WEEK).await;
    }
    let dispatcher = stage.dispatcher(&server.section());
    stage.wait_for_all().await;
    assert_eq!(stage.fates().await, ["failed, the recipient is not one mail address, kept"; 4]);
    assert!(server.heard("recipient").is_empty());
    dispatcher.stop().await;
}
