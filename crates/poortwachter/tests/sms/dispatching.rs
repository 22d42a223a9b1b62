//! The dispatcher: at once after a wake, never after the life of a code, never twice, and with a good end.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use store::SmsState;
use store::testing::fail_after;

use crate::gateway::{Act, HttpGateway};
use crate::stage::{Stage, at_last};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_goes_out_at_once_when_it_is_woken_and_soon_when_it_is_not() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    let dispatcher = stage.dispatcher(&gateway.row("only", ""));
    tokio::time::sleep(Duration::from_millis(100)).await;
    stage.order("111111").await;
    let begun = Instant::now();
    dispatcher.wake();
    at_last("it is sent", || gateway.heard().len() == 1).await;
    assert!(begun.elapsed() < Duration::from_millis(700), "{:?}", begun.elapsed());
    stage.order("222222").await;
    at_last("it is found", || gateway.heard().len() == 2).await;
    dispatcher.stop().await;
}

/// SM-01: a code that is older than its life is not sent any more, also when the gateway comes back.
#[tokio::test(flavor = "multi_thread")]
async fn sm_01_a_code_that_outlived_itself_is_not_sent() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    gateway.next([Act::Say(503, "later")]);
    let dispatcher = stage.dispatcher(&gateway.row("only", ""));
    let code = stage.order_for("123456", SignedDuration::from_secs(1)).await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Expired).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(gateway.heard().len(), 1);
    dispatcher.stop().await;
}

/// The same while every gateway rests, when nothing is claimed.
#[tokio::test(flavor = "multi_thread")]
async fn sm_01_a_code_is_closed_at_its_end_also_while_no_gateway_is_asked() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    gateway.next([Act::Break]);
    let rests = format!("[sms]\nbreaker_failures = 1\nbreaker_seconds = 60\n{}", gateway.row("only", ""));
    let dispatcher = stage.dispatcher(&rests);
    let code = stage.order_for("123456", SignedDuration::from_secs(1)).await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Expired).await;
    assert!(!dispatcher.can_send() && gateway.heard().len() == 1);
    dispatcher.stop().await;
}

/// The gateway took it, and the database does not answer at that moment: it is marked later and sent once.
#[tokio::test(flavor = "multi_thread")]
async fn sm_10_a_mark_that_cannot_be_written_is_written_later() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    gateway.next([Act::Late(Duration::from_millis(500), 200, "OK")]);
    let dispatcher = stage.dispatcher(&gateway.row("only", ""));
    let code = stage.order("123456").await;
    dispatcher.wake();
    at_last("it is under way", || gateway.heard().len() == 1).await;
    fail_after(&stage.store, Some(0));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    fail_after(&stage.store, None);
    stage.wait_for(code, SmsState::Accepted).await;
    assert_eq!(gateway.heard().len(), 1);
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_what_is_under_way_and_begins_nothing() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    gateway.next([Act::Late(Duration::from_millis(600), 200, "OK ID: 9")]);
    let dispatcher = stage.dispatcher(&format!("[sms]\nparallel = 1\n{}", gateway.row("only", "")));
    let (one, other) = (stage.order("111111").await, stage.order("222222").await);
    dispatcher.wake();
    at_last("it is under way", || gateway.heard().len() == 1).await;
    dispatcher.stop().await;
    assert_eq!((stage.state(one).await, stage.state(other).await), (SmsState::Accepted, SmsState::Waiting));
    assert_eq!(gateway.heard().len(), 1);
}

/// Two portals on one store: each code goes out once.
#[tokio::test(flavor = "multi_thread")]
async fn sm_10_two_dispatchers_share_one_outbox() {
    let (stage, gateway) = (Stage::new().await, HttpGateway::start().await);
    let row = gateway.row("only", "");
    let both = [stage.dispatcher(&row), stage.dispatcher(&row)];
    let mut codes = Vec::new();
    for number in 0..60 {
        codes.push(stage.order(&format!("{:06}", 100_000 + number)).await);
    }
    both.iter().for_each(poortwachter::sms::Dispatcher::wake);
    for code in codes {
        stage.wait_for(code, SmsState::Accepted).await;
    }
    let mut bodies: Vec<String> = gateway.heard().into_iter().map(|heard| heard.body).collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!((gateway.heard().len(), bodies.len()), (60, 60));
    for dispatcher in both {
        dispatcher.stop().await;
    }
}
