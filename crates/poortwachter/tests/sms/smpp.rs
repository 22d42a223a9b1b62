//! SMPP with a message centre that is not ours (npm `smpp`): requirement SM-10.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use store::SmsState;

use crate::certificate::Certificate;
use crate::gateway::HttpGateway;
use crate::smsc::Smsc;
use crate::stage::{Stage, at_last, text};

#[tokio::test(flavor = "multi_thread")]
async fn sm_04_what_is_on_the_wire() {
    let (stage, smsc) = (Stage::new().await, Smsc::start());
    let dispatcher = stage.dispatcher(&smsc.row("only", ""));
    let code = stage.order("123456").await;
    dispatcher.wake();
    let bind = smsc.wait("bind");
    assert_eq!((bind["welcome"].as_bool(), bind["user"].as_str()), (Some(true), Some("portal")));
    assert_eq!(bind["version"], 0x34);
    let submit = smsc.wait("submit");
    assert_eq!((&submit["to"], &submit["from"]), (&json!("31612345678"), &json!("Inloggen")));
    // esm_class 0 (the library's own default is not), a receipt for the final outcome, the default alphabet.
    assert_eq!((&submit["numbers"], &submit["kinds"]), (&json!([0, 1, 0]), &json!([5, 0, 1, 1])));
    assert_eq!(submit["text"], text("123456"));
    stage.wait_for(code, SmsState::Delivered).await;
    assert_eq!(smsc.wait("receipt_taken")["status"], 0);
    dispatcher.stop().await;
    smsc.wait("unbind");
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_receipts_are_followed_good_bad_early_and_in_parameters() {
    let (stage, mut smsc) = (Stage::new().await, Smsc::start());
    let dispatcher = stage.dispatcher(&format!("[sms]\nparallel = 1\n{}", smsc.row("only", "")));
    for (action, state) in [
        ("deliver", SmsState::Delivered),
        ("undeliver", SmsState::Undelivered),
        ("early", SmsState::Delivered),
        ("tlv", SmsState::Delivered),
        ("quiet", SmsState::Accepted),
    ] {
        smsc.next(&[action]);
        let code = stage.order("123456").await;
        dispatcher.wake();
        stage.wait_for(code, state).await;
    }
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_a_throttled_message_is_tried_again_and_a_bad_number_is_not() {
    let (stage, mut smsc) = (Stage::new().await, Smsc::start());
    smsc.next(&["throttle", "quiet", "bad-number"]);
    let dispatcher = stage.dispatcher(&smsc.row("only", ""));
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Accepted).await;
    let refused = stage.order("654321").await;
    dispatcher.wake();
    stage.wait_for(refused, SmsState::Failed).await;
    assert_eq!(smsc.submits().len(), 3);
    let rows = stage.errors().await;
    // On a busy machine the first try may have found no connection yet.
    assert_ne!(rows[0][3], "attempts=1");
    assert_eq!(rows[1][2], "last_error=only: ESME_RINVDSTADR (0x0B)");
    assert!(dispatcher.can_send());
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_throttled_slow_and_gone_in_mid_message_hand_over_to_the_next() {
    for action in ["throttle", "slow", "vanish"] {
        let (stage, mut smsc, second) = (Stage::new().await, Smsc::start(), HttpGateway::start().await);
        smsc.next(&[action]);
        let rows = smsc.row("first", "timeout_seconds = 1") + &second.row("second", "");
        let dispatcher = stage.dispatcher(&rows);
        let code = stage.order("123456").await;
        dispatcher.wake();
        stage.wait_for(code, SmsState::Accepted).await;
        assert_eq!((stage.taken_by(code).await.as_str(), second.heard().len()), ("second", 1), "{action}");
        assert_eq!(smsc.submits().len(), 1);
        if action == "vanish" {
            // The connection comes back by itself.
            smsc.wait("bind");
            tokio::time::sleep(Duration::from_millis(300)).await;
            let next = stage.order("654321").await;
            dispatcher.wake();
            stage.wait_for(next, SmsState::Delivered).await;
            assert_eq!(stage.taken_by(next).await, "first");
        }
        dispatcher.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_a_refused_bind_hands_over_and_is_tried_again() {
    let (stage, mut smsc, second) = (Stage::new().await, Smsc::start(), HttpGateway::start().await);
    smsc.order(&json!({ "password": "changed" }));
    let dispatcher = stage.dispatcher(&(smsc.row("first", "") + &second.row("second", "")));
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Accepted).await;
    assert_eq!(stage.taken_by(code).await, "second");
    smsc.order(&json!({ "password": "s3cret" }));
    while smsc.wait("bind")["welcome"] != true {}
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_a_centre_that_gives_no_sign_of_life_is_left_and_bound_anew() {
    let (stage, mut smsc) = (Stage::new().await, Smsc::start());
    let dispatcher = stage.dispatcher(&smsc.row("only", "enquire_link_seconds = 1\ntimeout_seconds = 1"));
    smsc.wait("enquire_link");
    smsc.order(&json!({ "mute": true }));
    smsc.wait("enquire_link");
    smsc.order(&json!({ "mute": false }));
    smsc.wait("bind");
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Delivered).await;
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_tls_believes_the_named_authority_only() {
    let folder = tempfile::tempdir().unwrap();
    let (good, other) = (Certificate::make(folder.path(), "good"), Certificate::make(folder.path(), "other"));
    let (stage, smsc) = (Stage::new().await, Smsc::start_with(&[&good.file, &good.key]));
    let row = |ca: &Path| smsc.row("only", &format!("tls = true\ntimeout_seconds = 2\nca_file = \"{}\"", ca.display()));
    let dispatcher = stage.dispatcher(&row(&good.file));
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Delivered).await;
    dispatcher.stop().await;

    let dispatcher = stage.dispatcher(&(String::from("[sms]\nbreaker_failures = 1\n") + &row(&other.file)));
    let code = stage.order("654321").await;
    dispatcher.wake();
    at_last("the gateway is given up", || !dispatcher.can_send()).await;
    assert_eq!(stage.state(code).await, SmsState::Waiting);
    assert_eq!(smsc.submits().len(), 1);
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_messages_are_under_way_than_the_window_allows() {
    let (stage, mut smsc) = (Stage::new().await, Smsc::start());
    smsc.next(&["slow", "quiet"]);
    let dispatcher = stage.dispatcher(&smsc.row("only", "window = 1"));
    let codes = [stage.order("111111").await, stage.order("222222").await];
    dispatcher.wake();
    smsc.wait("submit");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(smsc.submits().len(), 0, "the second waits for the answer to the first");
    for code in codes {
        stage.wait_for(code, SmsState::Accepted).await;
    }
    assert_eq!(smsc.submits().len(), 1);
    dispatcher.stop().await;
}
