//! One more factor, another in its place, another recovery code: from a confirmed session (rule J14).

use testkit::{Browser, Page, Person, Portal};

use credentials::security_key::testing::U2fKey;

async fn confirmed(portal: &Portal, place: &str) -> (Person, Browser) {
    let person = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    person.log_in(portal, &mut browser).await;
    person.confirm(portal, &mut browser, place).await;
    (person, browser)
}

/// S5 with a number, as far as the code.
async fn enrol_sms(portal: &Portal, browser: &mut Browser) -> Page {
    browser.press("Verder met deze methode", &[("method", "sms")]).await;
    browser.press("Code sturen", &[("Mobiel telefoonnummer", testkit::NUMBER)]).await;
    let code = portal.newest_code().await;
    browser.press("Code bevestigen", &[("code", &code)]).await.clone()
}

async fn factor_of(portal: &Portal, person: &Person) -> String {
    portal.app.store.facts(person.id).await.unwrap().unwrap().factors[0].id.to_string()
}

#[tokio::test]
async fn j14_a_factor_is_added_without_the_wizards_steps_and_the_session_stays() {
    let portal = Portal::start().await;
    let (anna, mut browser) = confirmed(&portal, "add-factor").await;
    let session = portal.rows("sessions").await;
    let page = browser.press("Doorgaan", &[]).await;
    assert_eq!(page.at, "/enrol/method");
    assert!(!page.body.contains("class=\"steps\"") && page.text().contains("Kies een methode"), "{}", page.text());
    portal.mails().await;
    let page = enrol_sms(&portal, &mut browser).await;
    assert_eq!(page.at, "/account", "{}", page.text());
    assert!(page.notice().contains("De tweede factor is toegevoegd."), "{}", page.notice());
    assert_eq!(portal.rows("sessions").await.len(), session.len());
    let facts = portal.app.store.facts(anna.id).await.unwrap().unwrap();
    assert_eq!(facts.factors.len(), 2);
    assert_eq!(facts.factors[1].bound_by, Some(journey::FactorKind::Totp), "J14: what allowed the adding");
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["factor-added"]);
}

#[tokio::test]
async fn j14_replacing_removes_the_old_factor_in_the_same_step_and_ends_its_other_sessions() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let (mut browser, mut other) = (portal.browser(), portal.browser());
    anna.log_in(&portal, &mut other).await;
    anna.log_in(&portal, &mut browser).await;
    let old = factor_of(&portal, &anna).await;
    anna.confirm(&portal, &mut browser, &format!("replace-factor.{old}")).await;
    assert!(browser.page().text().contains("Tweede factor vervangen"), "{}", browser.page().text());
    let page = browser.press("Doorgaan", &[]).await;
    assert!(page.text().contains("Authenticator"), "the same kind may come in its place: {}", page.text());
    let page = enrol_sms(&portal, &mut browser).await;
    assert_eq!(page.at, "/account", "{}", page.text());
    assert!(page.notice().contains("vervangen"), "{}", page.notice());
    let facts = portal.app.store.facts(anna.id).await.unwrap().unwrap();
    assert_eq!(facts.factors.iter().map(|held| held.kind).collect::<Vec<_>>(), [journey::FactorKind::Sms]);
    assert_eq!(other.open("/account").await.at, "/login");
    // What it was confirmed with is gone, and so is the confirmation.
    assert_eq!(browser.open("/account/factors/add").await.at, "/account/confirm?to=add-factor");
}

#[tokio::test]
async fn j5_a_new_code_kills_the_old_one_at_once() {
    let portal = Portal::start().await;
    let (anna, mut browser) = confirmed(&portal, "new-code").await;
    let page = browser.press("Doorgaan", &[]).await;
    assert_eq!(page.at, "/enrol/recovery-code");
    assert!(page.text().contains("Dit is uw nieuwe herstelcode.") && !page.body.contains("class=\"steps\""));
    let code = page.by_id("recovery-code").unwrap();
    assert_ne!(code, anna.code());
    let facts = portal.app.store.facts(anna.id).await.unwrap().unwrap();
    assert!(facts.needs_code(), "the old one is dead");
    let page = browser.press("Code bevestigen", &[("Vul de herstelcode nog een keer in", &code)]).await;
    assert_eq!(page.at, "/account");
    assert!(page.notice().contains("Uw nieuwe herstelcode is bevestigd."), "{}", page.notice());
    let facts = portal.app.store.facts(anna.id).await.unwrap().unwrap();
    assert!(!facts.needs_code() && portal.rows("sessions").await.len() == 1);
}

#[tokio::test]
async fn j14_without_a_confirmation_a_post_begins_nothing() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let factor = factor_of(&portal, &anna).await;
    for (path, fields) in [
        ("/account/factors/add", vec![]),
        ("/account/factors/replace", vec![("factor", factor.as_str())]),
        ("/account/recovery-code/new", vec![]),
    ] {
        browser.open("/account").await;
        let page = browser.post(path, &fields).await;
        assert_eq!(page.path(), "/account/confirm", "{path}");
    }
    assert_eq!(portal.app.store.facts(anna.id).await.unwrap().unwrap().factors.len(), 1);
}

#[tokio::test]
async fn j14_an_act_dies_with_its_session_and_can_be_left() {
    let portal = Portal::start().await;
    let (anna, mut browser) = confirmed(&portal, "add-factor").await;
    browser.press("Doorgaan", &[]).await;
    assert_eq!(browser.open("/enrol").await.at, "/enrol/method", "there is no introduction");
    let context = store::Context::new(portal.clock.now(), store::Actor::System);
    portal.app.store.end_sessions(anna.id, None, "test", &context).await.unwrap();
    assert_eq!(browser.open("/enrol/method").await.path(), "/login");

    anna.log_in(&portal, &mut browser).await;
    anna.confirm(&portal, &mut browser, "add-factor").await;
    browser.press("Doorgaan", &[]).await;
    assert_eq!(browser.press("Terug naar Mijn account", &[]).await.at, "/account");
}

#[tokio::test]
async fn wa_03_a_key_can_be_added_as_well() {
    let portal = Portal::start().await;
    let (anna, mut browser) = confirmed(&portal, "add-factor").await;
    browser.press("Doorgaan", &[]).await;
    browser.press("Verder met deze methode", &[("method", "security-key")]).await;
    let page = browser.page().clone();
    assert!(page.at == "/enrol/key" && !page.body.contains("class=\"steps\""), "{}", page.text());
    let options = browser.post_once("/enrol/key/options", &[]).await.body;
    let answer = U2fKey::from_seed(9).register(&options, testkit::ORIGIN);
    let page = browser.post("/enrol/key", &[("answer", &answer), ("name", "Thuis")]).await;
    assert_eq!(page.at, "/account", "{}", page.text());
    assert_eq!(portal.app.store.facts(anna.id).await.unwrap().unwrap().factors.len(), 2);
}
