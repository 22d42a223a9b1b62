//! Gateways over HTTP: what they get, and what becomes of a code when they hang, break or lie (requirement SM-10).

use std::time::Duration;

use poortwachter::settings::Settings;
use poortwachter::sms::{SmsMessage, build};
use store::SmsState;
use zeroize::Zeroizing;

use crate::certificate::Certificate;
use crate::gateway::{Act, HttpGateway};
use crate::stage::{NUMBER, Stage, at_last, text};

#[tokio::test(flavor = "multi_thread")]
async fn sm_04_the_text_arrives_as_it_was_written_and_once() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    gateway.next([Act::Say(200, "OK ID: m-77, 1 part")]);
    let dispatcher = stage.dispatcher(&gateway.row("only", "headers = [\"X-Key: {secret}\"]\nsecret = \"k\""));
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Accepted).await;
    dispatcher.stop().await;
    let heard = gateway.heard();
    assert_eq!((heard.len(), heard[0].line.as_str()), (1, "POST /send HTTP/1.1"));
    assert!(heard[0].headers.contains("content-type: application/x-www-form-urlencoded"), "{}", heard[0].headers);
    assert!(heard[0].headers.contains("x-key: k"));
    let sent = percent_encoding::percent_decode_str(&heard[0].body).decode_utf8().unwrap().into_owned();
    assert_eq!(sent, format!("to=+31612345678&text={}", text("123456")));
    assert!(heard[0].body.contains("to=%2B316"));
    assert_eq!(stage.errors().await[0][..2], ["gateway=only".to_owned(), "gateway_message=m-77".to_owned()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_a_gateway_that_fails_in_any_way_hands_over_to_the_next() {
    for (act, reason) in [
        (Act::Hang, "nothing within 1 s"),
        (Act::Break, "the connection broke"),
        (Act::Say(500, "no"), "HTTP 500"),
        (Act::Say(302, "elsewhere"), "HTTP 302"),
        (Act::Say(200, "ERROR: refused"), "the body does not begin as it should"),
        (Act::Say(429, "slower"), "HTTP 429"),
    ] {
        let stage = Stage::new().await;
        let (first, second) = (HttpGateway::start().await, HttpGateway::start().await);
        first.next([act.clone()]);
        let rows = first.row("first", "timeout_seconds = 1") + &second.row("second", "");
        let dispatcher = stage.dispatcher(&rows);
        let code = stage.order("123456").await;
        dispatcher.wake();
        stage.wait_for(code, SmsState::Accepted).await;
        assert_eq!((first.heard().len(), second.heard().len()), (1, 1), "{act:?}");
        assert_eq!(stage.taken_by(code).await, "second", "{act:?}");
        assert!(dispatcher.can_send());
        dispatcher.stop().await;
        // And in the words of whoever asks by hand.
        first.next([act]);
        let settings = Settings::read("test.toml", &rows, &[]).unwrap();
        let message = SmsMessage { number: Zeroizing::new(NUMBER.to_owned()), text: Zeroizing::new(text("123456")) };
        let tried = build::route(&settings.sms).unwrap().0.send(&message).await.1;
        assert!(tried[0].answer.reason().contains(reason), "{:?}", tried[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_what_every_gateway_refuses_is_given_up_and_said() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    gateway.next([Act::Say(400, "invalid number +31612345678")]);
    let dispatcher = stage.dispatcher(&gateway.row("only", ""));
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Failed).await;
    dispatcher.stop().await;
    assert_eq!(gateway.heard().len(), 1);
    // SM-08: neither the number nor the code is in what is kept.
    let kept = store::testing::dump(&stage.store).await.unwrap();
    assert!(kept.contains("last_error=only: HTTP 400") && !kept.contains("612345678") && !kept.contains("123456"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_an_answer_without_end_is_read_to_its_limit() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    let long: &'static str = Box::leak(format!("OK{}", "x".repeat(3_000_000)).into_boxed_str());
    gateway.next([Act::Say(200, long)]);
    let dispatcher = stage.dispatcher(&gateway.row("only", "timeout_seconds = 5"));
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Accepted).await;
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_a_gateway_that_is_gone_rests_and_comes_back() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    gateway.next(vec![Act::Break; 2]);
    let settings =
        format!("[sms]\nbreaker_failures = 2\nbreaker_seconds = 2\nparallel = 1\n{}", gateway.row("only", ""));
    let dispatcher = stage.dispatcher(&settings);
    let (one, other) = (stage.order("111111").await, stage.order("222222").await);
    dispatcher.wake();
    at_last("the breaker opens", || !dispatcher.can_send()).await;
    assert_eq!(gateway.heard().len(), 2);
    // A third code does not reach the gateway while it rests.
    let third = stage.order("333333").await;
    dispatcher.wake();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!((gateway.heard().len(), stage.state(third).await), (2, SmsState::Waiting));
    for code in [one, other, third] {
        stage.wait_for(code, SmsState::Accepted).await;
    }
    assert!(dispatcher.can_send());
    assert_eq!(gateway.heard().len(), 5);
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_https_believes_the_named_authority_only() {
    let folder = tempfile::tempdir().unwrap();
    let (good, other) = (Certificate::make(folder.path(), "good"), Certificate::make(folder.path(), "other"));
    let (stage, gateway) = (Stage::new().await, HttpGateway::start_tls(&good).await);
    let row = |ca: &Certificate| {
        gateway.row("only", &format!("ca_file = \"{}\"", ca.file.display())).replace("http://", "https://")
    };
    let dispatcher = stage.dispatcher(&row(&good));
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Accepted).await;
    dispatcher.stop().await;

    let dispatcher = stage.dispatcher(&(String::from("[sms]\nbreaker_failures = 1\n") + &row(&other)));
    let code = stage.order("654321").await;
    dispatcher.wake();
    at_last("the gateway is given up", || !dispatcher.can_send()).await;
    assert_eq!((stage.state(code).await, gateway.heard().len()), (SmsState::Waiting, 1));
    dispatcher.stop().await;
}
