//! `/letter`: a letter's code is typed over (rules J6b and J6c, requirement SF-10).

use credentials::letter_code::LetterCode;
use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, PASSWORD, Person, Portal};

const BUTTON: &str = "Verder";
const FIELD: &str = "Code uit de brief";

/// A new account whose link is on a letter.
async fn by_letter(portal: &Portal, name: &str) -> (Person, LetterCode) {
    let code = LetterCode::generate(&*portal.app.rng);
    let person = portal.invited_with(name, |order| order.seed.token = code.token().hash()).await;
    (person, code)
}

async fn type_code(browser: &mut Browser, typed: &str) {
    browser.open("/letter").await;
    browser.press(BUTTON, &[(FIELD, typed)]).await;
}

#[tokio::test]
async fn j6b_a_typed_code_leads_to_the_first_password_and_the_wizard() {
    let portal = Portal::start().await;
    let (mut fatima, code) = by_letter(&portal, "fatima").await;
    // The address on the letter, and the two of the links, all come to one page.
    for address in ["/letter", "/activate", "/reset-link"] {
        assert_eq!(portal.browser().open(address).await.heading(), "Code uit uw brief", "{address}");
    }
    type_code(&mut fatima.home, &code.groups().join(" - ").to_lowercase()).await;
    let page = fatima.home.page();
    assert_eq!((page.at.as_str(), page.status), ("/activate", StatusCode::OK));
    assert!(page.text().contains("Welkom, Mevrouw fatima."), "{}", page.text());
    let page = fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.at, "/enrol");
    portal.walk_the_wizard(&mut fatima).await;
    // The link on the same letter is the same secret, and used.
    let link = format!("/activate?token={}", code.token().expose().as_str());
    assert_eq!(portal.browser().open(&link).await.heading(), "Deze link is al gebruikt");
}

#[tokio::test]
async fn j6c_a_typed_code_of_a_reset_leads_to_its_page_and_needs_the_password_too() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let code = LetterCode::generate(&*portal.app.rng);
    portal.send_help_desk_link_with(&mut anna, |order| order.seed.token = code.token().hash()).await;
    let mut browser = portal.browser();
    type_code(&mut browser, &code.groups().concat()).await;
    assert_eq!(browser.page().at, "/reset-link");
    anna.enter_password(&mut browser).await;
    let page = browser.post("/login/second-factor/reset-instead", &[]).await;
    assert_eq!(page.at, "/login");
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
}

#[tokio::test]
async fn a_typing_error_is_told_at_once_kept_and_counted_nowhere() {
    let portal = Portal::start().await;
    let (mut fatima, code) = by_letter(&portal, "fatima").await;
    let plain = code.groups().concat();
    let slip = if plain.starts_with('7') { "8" } else { "7" };
    let (before, slipped) = (portal.dump().await, format!("{slip}{}", &plain[1..]));
    for (typed, says) in [
        ("", "Vul de code uit uw brief in."),
        (&plain[1..], "U hebt er 23 ingevuld."),
        ("7K4M-QUZD", "Het teken „U” komt in de code niet voor."),
        (&slipped, "Er zit een typefout in de code."),
    ] {
        type_code(&mut fatima.home, typed).await;
        let page = fatima.home.page();
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error().contains(says), "{typed}: {}", page.error());
        assert_eq!(page.value("code").as_deref(), Some(typed));
    }
    assert_eq!(portal.dump().await, before);
}

#[tokio::test]
async fn unknown_used_and_expired_codes_are_told_alike_and_throttled_per_address() {
    let portal = Portal::start().await;
    let (mut used, used_code) = by_letter(&portal, "used").await;
    type_code(&mut used.home, &used_code.groups().concat()).await;
    used.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    let (_, expired) = by_letter(&portal, "expired").await;
    portal.clock.advance(SignedDuration::from_hours(24));
    let never = LetterCode::generate(&*portal.app.rng);
    let mut stranger = portal.browser();
    let mut said = Vec::new();
    for code in [&never, &used_code, &expired] {
        type_code(&mut stranger, &code.groups().concat()).await;
        let page = stranger.page();
        assert_eq!(page.value("code").as_deref(), Some(""), "never shown again");
        said.push((page.status, page.error()));
    }
    assert_eq!(said[0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said[0].1.contains("Deze code werkt niet."), "{}", said[0].1);
    assert!(said.iter().all(|answer| *answer == said[0]), "{said:?}");
    assert!(portal.events().await.contains(&("account_activation_fail".to_owned(), "letter-code".to_owned())));

    for _ in 3..30 {
        type_code(&mut stranger, &never.groups().concat()).await;
    }
    let (_, right) = by_letter(&portal, "right").await;
    type_code(&mut stranger, &right.groups().concat()).await;
    assert_eq!(stranger.page().status, StatusCode::TOO_MANY_REQUESTS, "also the right one, from there");
    let mut elsewhere = portal.browser();
    for _ in 0..40 {
        type_code(&mut elsewhere, &right.groups().concat()).await;
        assert_eq!(elsewhere.page().at, "/activate", "right ones are given back");
    }
}
