//! `/login/second-factor` with a security key (requirements WA-02, WA-06, WA-07 and WA-08).

use credentials::security_key::testing::U2fKey;
use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, ORIGIN, Page, Person, Portal, ask_key};

const OPTIONS: &str = "/login/second-factor/key-options";
const BUTTON: &str = "Sleutel gebruiken";

async fn at_s2(portal: &Portal) -> (Person, Browser, U2fKey) {
    let key = U2fKey::from_seed(1);
    let anna = portal.enrolled_with_key("anna", &key).await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    (anna, browser, key)
}

async fn give<'a>(browser: &'a mut Browser, answer: &str) -> &'a Page {
    browser.press(BUTTON, &[("answer", answer)]).await
}

/// Asks for a challenge and touches the key.
async fn touch<'a>(browser: &'a mut Browser, key: &mut U2fKey) -> &'a Page {
    let options = ask_key(browser, OPTIONS).await;
    let answer = key.assert(&options, ORIGIN);
    give(browser, &answer).await
}

#[tokio::test]
async fn a_touch_opens_a_session_and_the_count_is_kept() {
    let portal = Portal::start().await;
    let (_, mut browser, mut key) = at_s2(&portal).await;
    assert!(browser.page().text().contains("Uw sleutels: Thuis."), "{}", browser.page().text());
    assert_eq!(touch(&mut browser, &mut key).await.at, "/account");
    assert!(portal.rows("factors").await[0].contains("sign_count=1"));
    let login = portal.audit().await.into_iter().rfind(|line| line.event == "authn_login_success").unwrap();
    assert_eq!(login.factor, Some(journey::FactorKind::SecurityKey));
}

#[tokio::test]
async fn wa_02_a_challenge_is_good_for_one_answer() {
    let portal = Portal::start().await;
    let (anna, mut browser, mut key) = at_s2(&portal).await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let right = key.assert(&options, ORIGIN);
    let page = give(&mut browser, "{}").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Het antwoord van de sleutel klopte niet."), "{}", page.error());
    // The right answer to the same challenge comes too late.
    let page = give(&mut browser, &right).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("dit antwoord was al gebruikt"), "{}", page.error());
    // A newer challenge takes the place of an older one.
    let old = ask_key(&mut browser, OPTIONS).await;
    let new = ask_key(&mut browser, OPTIONS).await;
    assert_ne!(old, new);
    let answer = key.assert(&old, ORIGIN);
    assert_eq!(give(&mut browser, &answer).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(touch(&mut browser, &mut key).await.at, "/account");
    // And the challenge of one journey is none in another.
    let mut other = portal.browser();
    anna.enter_password(&mut other).await;
    let foreign = ask_key(&mut other, OPTIONS).await;
    let answer = key.assert(&foreign, ORIGIN);
    let mut third = portal.browser();
    anna.enter_password(&mut third).await;
    ask_key(&mut third, OPTIONS).await;
    assert!(give(&mut third, &answer).await.error().contains("klopte niet"), "{}", third.page().text());
    assert_eq!(portal.rows("sessions").await.len(), 1);
}

#[tokio::test]
async fn wa_02_one_answer_in_six_posts_at_once_opens_one_session() {
    let portal = Portal::start().await;
    let (_, mut browser, mut key) = at_s2(&portal).await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let answer = key.assert(&options, ORIGIN);
    let posts: Vec<_> = (0..6)
        .map(|_| {
            let (mut twin, answer) = (browser.twin(), answer.clone());
            tokio::spawn(async move {
                twin.post_once("/login/second-factor", &[("kind", "security-key"), ("answer", &answer)]).await;
            })
        })
        .collect();
    for post in posts {
        post.await.unwrap();
    }
    assert_eq!(portal.rows("sessions").await.len(), 1);
    let opened = portal.events().await.into_iter().filter(|(event, _)| event == "session_created").count();
    assert_eq!(opened, 2, "the wizard's and one");
}

#[tokio::test]
async fn wa_02_a_challenge_lasts_five_minutes() {
    let portal = Portal::start().await;
    let (_, mut browser, mut key) = at_s2(&portal).await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let answer = key.assert(&options, ORIGIN);
    portal.clock.advance(SignedDuration::from_mins(5));
    let page = give(&mut browser, &answer).await;
    assert!(page.error().contains("Het duurde te lang"), "{}", page.error());
    assert_eq!(touch(&mut browser, &mut key).await.at, "/account");
}

#[tokio::test]
async fn wa_08_no_options_before_the_password_nor_in_another_state() {
    let portal = Portal::start().await;
    let key = U2fKey::from_seed(1);
    let anna = portal.enrolled_with_key("anna", &key).await;
    let piet = portal.enrolled("piet").await;
    let mut nobody = portal.browser();
    nobody.open("/login").await;
    let mut with_app = portal.browser();
    piet.enter_password(&mut with_app).await;
    let mut recovered = portal.browser();
    anna.recover(&mut recovered).await;
    anna.enter_password(&mut recovered).await;
    for (browser, to) in [(&mut nobody, "/login"), (&mut with_app, "/login/second-factor"), (&mut recovered, "/enrol")]
    {
        let before = portal.dump().await;
        let page = browser.post_once(OPTIONS, &[]).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, to));
        assert!(page.body.is_empty(), "{}", page.body);
        assert!(portal.dump().await == before, "{to}: something was written");
    }
}

#[tokio::test]
async fn wa_06_another_persons_key_and_another_site_are_refused() {
    let portal = Portal::start().await;
    let (_, mut browser, mut key) = at_s2(&portal).await;
    let mut foreign = U2fKey::from_seed(2);
    portal.enrolled_with_key("piet", &foreign).await;
    let page = touch(&mut browser, &mut foreign).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Deze sleutel hoort niet bij uw account."), "{}", page.error());
    let options = ask_key(&mut browser, OPTIONS).await;
    let phished = key.assert(&options, "https://login.voorbeeld.example.evil.example");
    let page = give(&mut browser, &phished).await;
    assert!(page.error().contains("Uw browser weigert de sleutel op dit adres."), "{}", page.error());
    // Not touched: the flag that says so is missing.
    let options = ask_key(&mut browser, OPTIONS).await;
    let mut untouched = key.prepare_assertion(&options, ORIGIN);
    untouched.auth_data.flags = 0;
    let untouched = untouched.sign(&key);
    assert!(give(&mut browser, &untouched).await.error().contains("niet aangeraakt"), "{}", browser.page().error());
    assert_eq!(portal.rows("sessions").await.len(), 0);
    assert_eq!(touch(&mut browser, &mut key).await.at, "/account");
}

#[tokio::test]
async fn wa_07_a_key_that_counts_backwards_is_refused_written_down_and_told() {
    let portal = Portal::start().await;
    let (anna, mut browser, mut key) = at_s2(&portal).await;
    key.set_sign_count(10);
    assert_eq!(touch(&mut browser, &mut key).await.at, "/account");
    portal.mails().await;
    for count in [10, 3, 0] {
        let mut copy = U2fKey::from_seed(1);
        copy.set_sign_count(count);
        let mut thief = portal.browser();
        anna.enter_password(&mut thief).await;
        let page = touch(&mut thief, &mut copy).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{count}");
        assert!(page.error().contains("misschien bestaat er een kopie van"), "{}", page.error());
    }
    let told: Vec<&str> = portal.mails().await.iter().map(|mail| mail.kind).collect();
    assert_eq!(told, ["key-counter"; 3]);
    let events = portal.events().await;
    let seen = events.iter().filter(|(event, _)| event == "factor_key_counter").count();
    assert_eq!((seen, portal.rows("sessions").await.len()), (3, 1));
    assert!(portal.rows("factors").await[0].contains("sign_count=11"), "what was refused changes no count");
}

/// The key and its copies in six browsers at the same moment, each with a challenge of its own and all with one count.
#[tokio::test]
async fn wa_07_copies_that_answer_at_the_same_moment_are_told_too() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_key("anna", &U2fKey::from_seed(1)).await;
    let mut answers = Vec::new();
    for _ in 0..6 {
        let mut browser = anna.home.twin();
        anna.enter_password(&mut browser).await;
        let options = ask_key(&mut browser, OPTIONS).await;
        answers.push((browser, U2fKey::from_seed(1).assert(&options, ORIGIN)));
    }
    portal.mails().await;
    let posts: Vec<_> = answers
        .into_iter()
        .map(|(mut browser, answer)| {
            tokio::spawn(async move { browser.post_once("/login/second-factor", &[("answer", &answer)]).await })
        })
        .collect();
    let mut inside = 0;
    for post in posts {
        let page = post.await.unwrap();
        inside += usize::from(page.header("location") == "/account");
        assert!(page.status == StatusCode::SEE_OTHER || page.error().contains("een kopie van"), "{}", page.text());
    }
    assert_eq!((inside, portal.rows("sessions").await.len()), (1, 1));
    let events = portal.events().await;
    assert_eq!(events.iter().filter(|(event, _)| event == "factor_key_counter").count(), 5);
    // The fifth wrong answer within a day is told as such as well.
    let told = portal.mails().await;
    assert_eq!(told.iter().filter(|mail| mail.kind == "key-counter").count(), 5);
}

#[tokio::test]
async fn five_wrong_answers_end_the_journey() {
    let portal = Portal::start().await;
    let (_, mut browser, _) = at_s2(&portal).await;
    let mut foreign = U2fKey::from_seed(2);
    for _ in 0..4 {
        assert_eq!(touch(&mut browser, &mut foreign).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(touch(&mut browser, &mut foreign).await.at, "/login");
    assert!(portal.events().await.contains(&("authn_login_fail_max".to_owned(), "second-factor".to_owned())));
}

#[tokio::test]
async fn j10_without_javascript_the_page_says_what_to_do_and_nothing_is_counted() {
    let portal = Portal::start().await;
    let (_, mut browser, _) = at_s2(&portal).await;
    let before = portal.dump().await;
    for fields in [&[][..], &[("answer", "")], &[("kind", "security-key")]] {
        let page = browser.post("/login/second-factor", fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error().contains("JavaScript nodig"), "{}", page.error());
    }
    // Nor is an answer to no question.
    let page = browser.post("/login/second-factor", &[("answer", "{}")]).await;
    assert!(page.error().contains("Klik nog een keer op de knop."), "{}", page.error());
    assert!(portal.dump().await == before, "something was written");
}

#[tokio::test]
async fn wa_13_answers_of_every_wrong_shape_are_refused_without_a_fault() {
    let portal = Portal::start().await;
    let (anna, mut browser, key) = at_s2(&portal).await;
    let (deep, long) = ("[".repeat(20_000), format!("{{\"id\":\"{}\"}}", "A".repeat(50_000)));
    let options = ask_key(&mut browser, OPTIONS).await;
    let registration = key.register(&options, ORIGIN);
    let shapes = ["null", "[]", "\u{0}", "{\"id\":1}", "{\"response\":{}}", "\u{202e}{}", &deep, &long, &registration];
    for shape in shapes {
        portal.clock.advance(SignedDuration::from_mins(62));
        anna.enter_password(&mut browser).await;
        ask_key(&mut browser, OPTIONS).await;
        let page = give(&mut browser, shape).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{shape:.40}");
        assert!(page.error().starts_with("Fout: "), "{shape:.40}: {}", page.text());
        assert!(page.body.len() < 20_000, "what was sent does not come back");
    }
    assert_eq!(portal.rows("sessions").await.len(), 0);
}
