//! The dispatcher: what is sent once, what is tried again, and what is given up.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};
use store::testing::fail_after;

use crate::server::{MailServer, header};
use crate::stage::Stage;

const SENT: &str = "sent, -, forgotten";

fn one(mails: &[Value]) -> &Value {
    assert_eq!(mails.len(), 1, "{mails:?}");
    &mails[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_handed_over_once_under_tls_and_its_link_forgotten() {
    let (stage, server) = (Stage::new().await, MailServer::start());
    let dispatcher = stage.dispatcher(&server.section());
    stage.order("bea").await;
    stage.wait_for(SENT).await;
    stage.wait(SignedDuration::from_hours(1));
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let mails = server.heard("mail");
    let mail = one(&mails);
    assert_eq!(
        (&mail["secure"], &mail["user"], &mail["hello"]),
        (&json!(true), &json!("portal"), &json!("login.example.org"))
    );
    assert_eq!((&mail["from"], &mail["to"]), (&json!("portal@example.org"), &json!(["bea@example.org"])));
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_452_is_tried_again_after_a_minute() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.next(&["452"]);
    let dispatcher = stage.dispatcher(&server.section());
    stage.order("bea").await;
    stage.wait_for("waiting, 452 4.2.2 to RCPT TO, kept").await;
    stage.wait(SignedDuration::from_secs(50));
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(server.heard("recipient").len(), 1, "not before the minute is over");
    stage.wait(SignedDuration::from_secs(15));
    stage.wait_for(SENT).await;
    assert_eq!(server.heard("mail").len(), 1);
    dispatcher.stop().await;
}

/// LO-03: the server repeats the address, and neither the outbox's error nor the log does.
#[tokio::test(flavor = "multi_thread")]
async fn a_5xx_is_given_up_at_once() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.next(&["550", "554"]);
    let dispatcher = stage.dispatcher(&server.section_with("parallel = 1\n"));
    stage.order("bea").await;
    stage.order("cor").await;
    stage.wait_for_all().await;
    let fates = stage.fates().await;
    assert_eq!(fates, ["failed, 550 5.1.1 to RCPT TO, kept", "failed, 554 5.7.1 to the text, kept"]);
    stage.wait(SignedDuration::from_hours(5));
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(server.heard("recipient").len(), 2);
    dispatcher.stop().await;
}

/// It is about us and not about the mail: nothing is given up while the operator puts it right.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_gives_nothing_up() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.order(&json!({ "password": "changed" }));
    let dispatcher = stage.dispatcher(&server.section());
    stage.order("bea").await;
    stage.wait_for("waiting, 535 5.7.8 to AUTH, kept").await;
    server.order(&json!({ "password": "s3cret" }));
    stage.wait(SignedDuration::from_secs(61));
    stage.wait_for(SENT).await;
    assert_eq!((server.heard("mail").len(), server.heard("recipient").len()), (1, 0));
    dispatcher.stop().await;
}

/// The connection breaks in the middle of the text: tried again, under the same id, so that a copy can be known as one.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_within_the_text_is_tried_again() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.next(&["cut", "mute"]);
    let dispatcher = stage.dispatcher(&server.section());
    stage.order("bea").await;
    stage.wait_for("waiting, no answer to the text, time 1, kept").await;
    stage.wait(SignedDuration::from_secs(61));
    stage.wait_for("waiting, no answer to the text, time 2, kept").await;
    let unheard = server.wait("mail");
    stage.wait(SignedDuration::from_secs(121));
    stage.wait_for(SENT).await;
    let mails = server.heard("mail");
    assert_eq!(header(&unheard, "Message-ID"), header(one(&mails), "Message-ID"));
    dispatcher.stop().await;
}

/// A server that takes texts and never answers does not get the same mail for three days.
#[tokio::test(flavor = "multi_thread")]
async fn a_third_text_without_an_answer_is_the_last() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.next(&["mute", "mute", "silent", "accept"]);
    let dispatcher = stage.dispatcher(&server.section_with("timeout_seconds = 1\n"));
    stage.order("bea").await;
    stage.wait_for("waiting, no answer to the text, time 1, kept").await;
    stage.wait(SignedDuration::from_secs(61));
    stage.wait_for("waiting, no answer to the text, time 2, kept").await;
    stage.wait(SignedDuration::from_secs(121));
    stage.wait_for("failed, no answer to the text, time 3, kept").await;
    stage.wait(SignedDuration::from_hours(2));
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(server.heard("mail").len(), 3);
    dispatcher.stop().await;
}

/// The answer to the text may take three times as long as everything before it.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_server_gets_a_mail_once() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.next(&["slow"]);
    let dispatcher = stage.dispatcher(&server.section_with("timeout_seconds = 1\n"));
    stage.order("bea").await;
    stage.wait_for(SENT).await;
    assert_eq!(server.heard("mail").len(), 1);
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_no_use_any_more_is_not_sent() {
    let (stage, server) = (Stage::new().await, MailServer::start());
    stage.order_for("bea", "Bea", "bea@example.org", SignedDuration::from_hours(1)).await;
    stage.order("cor").await;
    stage.wait(SignedDuration::from_hours(73));
    let dispatcher = stage.dispatcher(&server.section());
    stage.wait_for_all().await;
    let fates = stage.fates().await;
    assert_eq!(fates, ["failed, its link expired, forgotten", "failed, older than three days, forgotten"]);
    assert!(server.heard("recipient").is_empty());
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_mails_wait() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.end();
    let dispatcher = stage.dispatcher(&server.section());
    stage.order("bea").await;
    stage.wait_for("waiting, connecting: Connection refused (os error 111), kept").await;
    dispatcher.stop().await;
}

/// The server took it, and the database does not answer at that moment: it is marked later and sent once.
#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_cannot_be_written_is_written_later() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.next(&["slow"]);
    let dispatcher = stage.dispatcher(&server.section());
    stage.order("bea").await;
    server.wait("mail");
    fail_after(&stage.store, Some(0));
    // Past the row's lease; while the database fails, nothing can be claimed either.
    stage.wait(SignedDuration::from_mins(3));
    tokio::time::sleep(Duration::from_secs(3)).await;
    fail_after(&stage.store, None);
    stage.wait_for(SENT).await;
    assert!(server.heard("mail").is_empty());
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_what_is_under_way_and_begins_nothing() {
    let (stage, mut server) = (Stage::new().await, MailServer::start());
    server.next(&["slow"]);
    let dispatcher = stage.dispatcher(&server.section_with("parallel = 1\n"));
    stage.order("bea").await;
    server.wait("mail");
    stage.order("cor").await;
    dispatcher.stop().await;
    assert_eq!(stage.fates().await, [SENT, "waiting, -, kept"]);
    assert!(server.heard("mail").is_empty());
}

/// Two portals on one store: each mail goes out once, over no more connections than mails may be under way.
#[tokio::test(flavor = "multi_thread")]
async fn two_dispatchers_share_one_outbox_and_keep_their_connections() {
    let (stage, server) = (Stage::new().await, MailServer::start());
    for number in 0..30 {
        stage.order(&format!("p{number}")).await;
    }
    let section = server.section_with("parallel = 3\n");
    let both = [stage.dispatcher(&section), stage.dispatcher(&section)];
    stage.wait_for_all().await;
    let mails = server.heard("mail");
    let mut recipients: Vec<String> = mails.iter().map(|mail| mail["to"][0].to_string()).collect();
    recipients.sort();
    recipients.dedup();
    assert_eq!((mails.len(), recipients.len()), (30, 30));
    let connections = mails.iter().map(|mail| mail["connections"].as_u64().unwrap()).max().unwrap();
    assert!(connections <= 6, "{connections}");
    for dispatcher in both {
        dispatcher.stop().await;
    }
}
