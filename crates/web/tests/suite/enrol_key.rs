//! `/enrol/key`: S5 with a security key (requirements WA-01 to WA-03 and SF-08).

use credentials::security_key::testing::U2fKey;
use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, ORIGIN, Page, Person, Portal, ask_key};

const OPTIONS: &str = "/enrol/key/options";

/// Somebody who has chosen a key.
async fn at_the_key(portal: &Portal, username: &str) -> (Person, Browser) {
    let person = portal.at_the_choice(username).await;
    let mut browser = person.home.clone();
    browser.press("Verder met deze methode", &[("method", "security-key")]).await;
    assert_eq!(browser.page().at, "/enrol/key");
    (person, browser)
}

async fn give<'a>(browser: &'a mut Browser, name: &str, answer: &str) -> &'a Page {
    browser.press("Sleutel instellen", &[("Naam van de sleutel", name), ("answer", answer)]).await
}

async fn touch<'a>(browser: &'a mut Browser, name: &str, key: &U2fKey) -> &'a Page {
    let options = ask_key(browser, OPTIONS).await;
    give(browser, name, &key.register(&options, ORIGIN)).await
}

#[tokio::test]
async fn wa_01_a_key_is_asked_for_what_u2f_can_do_and_gets_its_name() {
    let portal = Portal::start().await;
    let (fatima, mut browser) = at_the_key(&portal, "fatima").await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let plain: String = options.split_whitespace().collect();
    for member in [
        r#""id":"login.voorbeeld.example""#,
        r#""alg":-7"#,
        r#""alg":-257"#,
        r#""userVerification":"discouraged""#,
        r#""attestation":"none""#,
        r#""excludeCredentials":[]"#,
    ] {
        assert!(plain.contains(member), "{member} in {options}");
    }
    // Nothing of the person goes to the key.
    assert!(!options.contains("fatima"), "{options}");
    // SF-08: what is not proven cannot log in.
    let mut elsewhere = portal.browser();
    fatima.enter_password(&mut elsewhere).await;
    assert_eq!(elsewhere.page().at, "/login/no-grant");
    let page = give(&mut browser, "  Werk  ", &U2fKey::from_seed(1).register(&options, ORIGIN)).await;
    assert_eq!(page.at, "/enrol/recovery-code", "{}", page.text());
    let factors = portal.rows("factors").await;
    assert!(factors[0].contains("kind=security-key") && factors[0].contains("label=Werk |"), "{factors:?}");
    assert!(portal.mails().await.iter().any(|mail| mail.kind == "factor-added"));
    assert_eq!(portal.rows("sessions").await.len(), 0);
}

#[tokio::test]
async fn wa_02_a_challenge_is_good_for_one_answer_and_five_minutes() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_key(&portal, "fatima").await;
    let key = U2fKey::from_seed(1);
    let options = ask_key(&mut browser, OPTIONS).await;
    let right = key.register(&options, ORIGIN);
    let page = give(&mut browser, "Thuis", "{}").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("klopte niet"), "{}", page.error());
    assert_eq!(page.value("name").as_deref(), Some("Thuis"), "the name stays");
    let page = give(&mut browser, "Thuis", &right).await;
    assert!(page.error().contains("dit antwoord was al gebruikt"), "{}", page.error());
    let options = ask_key(&mut browser, OPTIONS).await;
    portal.clock.advance(SignedDuration::from_mins(5));
    let page = give(&mut browser, "Thuis", &key.register(&options, ORIGIN)).await;
    assert!(page.error().contains("Het duurde te lang"), "{}", page.error());
    assert_eq!(portal.rows("factors").await.len(), 0);
    // Fifteen minutes after the choice: each ceremony is a fresh one (SF-08).
    portal.clock.advance(SignedDuration::from_mins(9));
    ask_key(&mut browser, OPTIONS).await;
    portal.clock.advance(SignedDuration::from_mins(4));
    assert_eq!(touch(&mut browser, "Thuis", &key).await.at, "/enrol/recovery-code");
}

#[tokio::test]
async fn wa_03_a_key_of_another_account_is_refused_and_its_answer_is_used_up() {
    let portal = Portal::start().await;
    let taken = U2fKey::from_seed(1);
    portal.enrolled_with_key("piet", &taken).await;
    let (_, mut browser) = at_the_key(&portal, "fatima").await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let answer = taken.register(&options, ORIGIN);
    let page = give(&mut browser, "Thuis", &answer).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Deze sleutel is al ingesteld."), "{}", page.error());
    assert_eq!(page.value("name").as_deref(), Some("Thuis"));
    let page = give(&mut browser, "Thuis", &answer).await;
    assert!(page.error().contains("dit antwoord was al gebruikt"), "WA-02: {}", page.error());
    assert_eq!(portal.rows("factors").await.len(), 1);
    assert_eq!(portal.rows("recovery_codes").await.len(), 1, "nothing of the step is there");
    assert_eq!(touch(&mut browser, "Thuis", &U2fKey::from_seed(2)).await.at, "/enrol/recovery-code");
}

#[tokio::test]
async fn wa_03_wrong_origin_no_touch_and_a_login_answer_are_refused() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_key(&portal, "fatima").await;
    let mut key = U2fKey::from_seed(1);
    let options = ask_key(&mut browser, OPTIONS).await;
    let page = give(&mut browser, "", &key.register(&options, "https://evil.example")).await;
    assert!(page.error().contains("Uw browser weigert de sleutel op dit adres."), "{}", page.error());
    let options = ask_key(&mut browser, OPTIONS).await;
    let mut untouched = key.prepare_registration(&options, ORIGIN);
    untouched.auth_data.flags = 0x40;
    let page = give(&mut browser, "", &untouched.sign(&key)).await;
    assert!(page.error().contains("niet aangeraakt"), "{}", page.error());
    let options = ask_key(&mut browser, OPTIONS).await;
    let login = key.assert(&options, ORIGIN);
    assert!(give(&mut browser, "", &login).await.error().contains("klopte niet"), "{}", browser.page().error());
    assert_eq!(portal.rows("factors").await.len(), 0);
    // The fifth wrong one ends it.
    ask_key(&mut browser, OPTIONS).await;
    assert_eq!(give(&mut browser, "", "{}").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    ask_key(&mut browser, OPTIONS).await;
    assert_eq!(give(&mut browser, "", "{}").await.status, StatusCode::OK);
    assert_eq!(browser.page().at, "/login", "{}", browser.page().text());
}

#[tokio::test]
async fn names_are_short_visible_and_allowed_to_be_empty() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_key(&portal, "fatima").await;
    let key = U2fKey::from_seed(1);
    let options = ask_key(&mut browser, OPTIONS).await;
    let answer = key.register(&options, ORIGIN);
    let before = portal.dump().await;
    let (long, endless) = ("é".repeat(41), "x".repeat(50_000));
    for name in [long.as_str(), "a\u{7}b", "a\u{0}b", "een\nregel", &endless] {
        let page = give(&mut browser, name, &answer).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.20}");
        assert!(page.error().contains("Gebruik hoogstens 40 tekens."), "{name:.20}: {}", page.error());
        assert!(page.body.len() < 20_000, "what was typed comes back cut");
    }
    assert!(portal.dump().await == before, "a name that is refused uses nothing up");
    let name = "é<b>1</b>".to_owned() + &"é".repeat(31);
    assert_eq!(give(&mut browser, &name, &answer).await.at, "/enrol/recovery-code");
    assert!(portal.rows("factors").await[0].contains(&name));

    let (_, mut second) = at_the_key(&portal, "piet").await;
    assert_eq!(touch(&mut second, "", &U2fKey::from_seed(2)).await.at, "/enrol/recovery-code");
}

#[tokio::test]
async fn j10_without_javascript_the_page_says_what_to_do_and_nothing_is_counted() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_key(&portal, "fatima").await;
    let before = portal.dump().await;
    let page = give(&mut browser, "Thuis", "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("JavaScript nodig"), "{}", page.error());
    let page = give(&mut browser, "Thuis", "{}").await;
    assert!(page.error().contains("Klik nog een keer op de knop."), "{}", page.error());
    assert!(portal.dump().await == before, "something was written");
}

#[tokio::test]
async fn wa_08_no_options_elsewhere_than_at_the_key() {
    let portal = Portal::start().await;
    let mut nobody = portal.browser();
    nobody.open("/login").await;
    let mut choosing = portal.at_the_choice("fatima").await.home;
    let mut at_s2 = portal.browser();
    portal.enrolled("piet").await.enter_password(&mut at_s2).await;
    for (browser, to) in
        [(&mut nobody, "/login"), (&mut choosing, "/enrol/method"), (&mut at_s2, "/login/second-factor")]
    {
        let before = portal.dump().await;
        let page = browser.post_once(OPTIONS, &[]).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, to));
        assert!(page.body.is_empty());
        assert!(portal.dump().await == before, "{to}: something was written");
    }
}

#[tokio::test]
async fn wa_03_a_second_key_may_be_added_and_the_same_one_not() {
    let portal = Portal::start().await;
    let (mut fatima, browser) = at_the_key(&portal, "fatima").await;
    let (mut first, mut second) = (U2fKey::from_seed(1), U2fKey::from_seed(2));
    fatima.home = browser;
    touch(&mut fatima.home, "Thuis", &first).await;
    portal.to_the_advice(&mut fatima).await;
    let browser = &mut fatima.home;
    browser.press("Tweede methode instellen", &[]).await;
    browser.press("Verder met deze methode", &[("method", "security-key")]).await;
    let options = ask_key(browser, OPTIONS).await;
    assert!(!options.contains(r#""excludeCredentials":[]"#), "the browser is told which keys there are: {options}");
    let page = give(browser, "Nog eens", &first.register(&options, ORIGIN)).await;
    assert!(page.error().contains("Deze sleutel is al ingesteld."), "{}", page.error());
    assert_eq!(touch(browser, "Werk", &second).await.at, "/account");
    browser.press("Uitloggen", &[]).await;
    // Both are known at S2, and each of them opens.
    for key in [&mut first, &mut second] {
        let mut browser = portal.browser();
        fatima.enter_password(&mut browser).await;
        assert!(browser.page().text().contains("Uw sleutels: Thuis, Werk."), "{}", browser.page().text());
        let options = ask_key(&mut browser, "/login/second-factor/key-options").await;
        let answer = key.assert(&options, ORIGIN);
        assert_eq!(browser.press("Sleutel gebruiken", &[("answer", &answer)]).await.at, "/account");
    }
}
