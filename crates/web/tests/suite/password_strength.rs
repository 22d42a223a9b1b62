//! `POST /password/strength`: what the meter says while somebody types (PW-01 to PW-05).

use std::sync::Arc;

use credentials::password::leaks::{LeakBuilder, LineFormat};
use http::{Method, StatusCode};
use jiff::Timestamp;
use testkit::{Browser, Portal, settings};

/// Score, word and advice.
async fn ask(browser: &mut Browser, password: &str) -> (u64, String, String) {
    let fields = [("password", password), ("username", "fatima"), ("name", "Mevrouw fatima")];
    let page = browser.post_once("/password/strength", &fields).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "application/json"), "{password}");
    assert_eq!(page.header("cache-control"), "no-store");
    let found: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    let text = |key: &str| found[key].as_str().unwrap().to_owned();
    (found["score"].as_u64().unwrap(), text("word"), text("advice"))
}

async fn at_the_page(portal: &Portal) -> Browser {
    let mut fatima = portal.invited("fatima").await;
    fatima.home.open(&fatima.link).await;
    fatima.home
}

#[tokio::test]
async fn pw_05_it_says_what_the_form_would_say() {
    let portal = Portal::start().await;
    let mut browser = at_the_page(&portal).await;
    for (typed, says) in [
        ("Welkom2026!!", "kiezen veel mensen"),
        ("mevrouwfatima", "makkelijk te raden"),
        ("Fatima-12345", "makkelijk te raden"),
        ("verzuim12345", "makkelijk te raden"),
        (&"x".repeat(257), "hoogstens 256 tekens"),
    ] {
        let (score, word, advice) = ask(&mut browser, typed).await;
        assert_eq!((score, word.as_str()), (0, "Dit wachtwoord kan niet."), "{typed}");
        assert!(advice.contains(says), "{typed}: {advice}");
        let page = browser.press("Wachtwoord opslaan", &[("Wachtwoord", typed)]).await;
        assert_eq!((page.status, page.at.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "/activate"), "{typed}");
    }
    assert_eq!(ask(&mut browser, "elf tekens!").await.1, "Nog 1 teken.");
    assert_eq!(ask(&mut browser, "").await.1, "Nog 12 tekens.");
}

#[tokio::test]
async fn pw_04_a_weak_password_is_advised_against_and_taken() {
    let portal = Portal::start().await;
    let mut browser = at_the_page(&portal).await;
    let (score, word, advice) = ask(&mut browser, "paardenbloemen").await;
    assert!(score <= 2 && !advice.is_empty(), "{score} {word} {advice}");
    let (score, word, advice) = ask(&mut browser, "vier natte schoenen op zolder").await;
    assert!(score >= 3 && advice.is_empty() && word.contains("terk"), "{score} {word} {advice}");
    let page = browser.press("Wachtwoord opslaan", &[("Wachtwoord", "paardenbloemen")]).await;
    assert_eq!(page.at, "/enrol");
}

#[tokio::test]
async fn pw_05_a_leaked_password_is_refused_with_what_to_do() {
    let mut builder = LeakBuilder::new(LineFormat::Plain, 1);
    builder.line("vier natte schoenen op zolder".as_bytes());
    let mut with = settings();
    with.password = with.password.with_leaks(Arc::new(builder.finish(Timestamp::UNIX_EPOCH).unwrap()));
    let portal = Portal::with(with).await;
    let mut browser = at_the_page(&portal).await;
    let advice = ask(&mut browser, "vier natte schoenen op zolder").await.2;
    assert!(advice.contains("gelekte wachtwoorden") && advice.contains("verander het ook"), "{advice}");
    let page = browser.press("Wachtwoord opslaan", &[("Wachtwoord", "vier natte schoenen op zolder")]).await;
    assert!(page.error().contains("gelekte wachtwoorden"), "{}", page.error());
}

#[tokio::test]
async fn it_speaks_the_language_of_the_reader() {
    let portal = Portal::start().await;
    let mut browser = at_the_page(&portal).await;
    browser.languages = "en";
    assert_eq!(ask(&mut browser, "elf tekens!").await.1, "1 more character.");
    assert!(ask(&mut browser, "Welkom2026!!").await.2.starts_with("Many people choose this password."));
}

#[tokio::test]
async fn we_01_without_the_pages_token_or_from_elsewhere_nothing_is_estimated() {
    let portal = Portal::start().await;
    let mut browser = at_the_page(&portal).await;
    let page = browser.post_once("/password/strength", &[("password", "x"), ("csrf", "made up")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let elsewhere = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
    let page = browser.send(Method::POST, "/password/strength", b"password=x".to_vec(), &elsewhere).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let csrf = browser.page().csrf().unwrap();
    let body = format!("csrf={csrf}&password={}", "x".repeat(70_000));
    let page = browser.send(Method::POST, "/password/strength", body.into_bytes(), &[]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn th_a_visit_that_asks_too_often_gets_no_answer_for_a_minute_and_can_still_go_on() {
    let portal = Portal::start().await;
    let mut browser = at_the_page(&portal).await;
    for _ in 0..60 {
        ask(&mut browser, "kort").await;
    }
    let page = browser.post_once("/password/strength", &[("password", "kort")]).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "10"));
    portal.clock.advance(jiff::SignedDuration::from_secs(61));
    ask(&mut browser, "kort").await;
    let page = browser.press("Wachtwoord opslaan", &[("Wachtwoord", testkit::PASSWORD)]).await;
    assert_eq!(page.at, "/enrol");
}

#[tokio::test]
async fn lo_03_what_is_typed_is_neither_kept_nor_logged() {
    let portal = Portal::start().await;
    let mut browser = at_the_page(&portal).await;
    let before = portal.dump().await;
    ask(&mut browser, "vier natte schoenen").await;
    assert_eq!(portal.dump().await, before);
    assert!(!portal.log.text().contains("natte"), "{}", portal.log.text());
}

#[tokio::test]
async fn pw_06_ac_02_the_field_can_be_pasted_into_and_is_known_to_password_managers() {
    let portal = Portal::start().await;
    let browser = at_the_page(&portal).await;
    let body = &browser.page().body;
    assert!(body.contains("autocomplete=\"new-password\"") && body.contains("readonly autocomplete=\"username\""));
    assert!(body.contains("data-reveal=\"password\"") && body.contains("aria-describedby=\"password-hint\""));
    assert!(!body.contains("maxlength") && !body.contains("onpaste"));
    assert!(body.contains("<p aria-live=\"polite\">") && body.contains("Minstens 12 tekens"));
}
