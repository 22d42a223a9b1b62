//! The walks of product.md: the article, and the rules of wandering (J1, J11, J13).

use http::StatusCode;
use jiff::SignedDuration;
use store::testing::PostgresServer;
use testkit::{Browser, PASSWORD, Page, Person, Portal};

/// The article, from the activation to the second wizard.
async fn the_article(portal: &Portal) {
    let mut anna = portal.invited("anna").await;
    anna.home.open(&anna.link).await;
    anna.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    portal.walk_the_wizard(&mut anna).await;
    anna.home.press("Uitloggen", &[]).await;
    let mut home = anna.home.clone();
    anna.log_in(portal, &mut home).await;
    home.press("Uitloggen", &[]).await;
    // The phone is lost.
    let old_code = anna.code().to_owned();
    anna.recover(&mut home).await;
    assert!(home.page().notice().contains("Bewaar uw herstelcode tot u klaar bent."));
    anna.enter_password(&mut home).await;
    assert_eq!(home.page().at, "/enrol");
    assert!(home.page().text().contains("Bewaar uw oude herstelcode tot u klaar bent."));
    anna.home = home;
    portal.walk_the_wizard(&mut anna).await;
    assert_eq!(anna.home.page().at, "/account");
    assert_ne!(anna.code(), old_code);
    assert_eq!(portal.rows("sessions").await.len(), 1);
    let kinds: Vec<&str> = portal.mails().await.iter().map(|mail| mail.kind).collect();
    let told = [
        "activation-link",
        "password-set",
        "factor-added",
        "recovery-code-issued",
        "recovery-done",
        "factor-added",
        "recovery-code-issued",
    ];
    assert_eq!(kinds, told);
}

#[tokio::test]
async fn the_article_on_sqlite() {
    the_article(&Portal::start().await).await;
}

#[tokio::test]
async fn the_article_on_postgres() {
    let server = PostgresServer::start();
    the_article(&Portal::on_postgres(&server.fresh().await.unwrap()).await).await;
}

#[tokio::test]
async fn j1_a_step_waits_ten_minutes_and_a_login_fifteen() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let minutes = SignedDuration::from_mins;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    portal.clock.advance(minutes(10) - SignedDuration::from_secs(1));
    assert_eq!(browser.open("/login/second-factor").await.status, StatusCode::OK);
    portal.clock.advance(SignedDuration::from_secs(2));
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Deze stap is verlopen"), "{}", page.notice());
    // Moving on slides the step, not the whole.
    anna.enter_password(&mut browser).await;
    portal.clock.advance(minutes(8));
    assert_eq!(browser.open("/login/reset").await.at, "/login/reset");
    portal.clock.advance(minutes(6));
    assert_eq!(browser.open("/login/second-factor").await.at, "/login/second-factor");
    portal.clock.advance(minutes(2));
    assert_eq!(browser.open("/login/second-factor").await.at, "/login");
}

#[tokio::test]
async fn j1_the_wizard_lasts_an_hour() {
    let portal = Portal::start().await;
    let mut fatima = portal.invited("fatima").await;
    fatima.home.open(&fatima.link).await;
    fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    fatima.home.press("Beginnen", &[]).await;
    for _ in 0..6 {
        assert_eq!(fatima.home.open("/enrol/method").await.at, "/enrol/method");
        portal.clock.advance(SignedDuration::from_mins(9));
        fatima.home.press("Verder met deze methode", &[("method", "app")]).await;
    }
    portal.clock.advance(SignedDuration::from_mins(7));
    let page = fatima.home.open("/enrol/app").await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Deze stap is verlopen"), "{}", page.notice());
}

/// Presses the button twice: what the first answer brings never arrives.
async fn double_click<'a>(browser: &'a mut Browser, button: &str, filled: &[(&str, &str)]) -> &'a Page {
    let mut lost = browser.twin();
    lost.press(button, filled).await;
    browser.press(button, filled).await
}

/// As [`double_click`], but the browser gave up before it looked at where the first answer led.
async fn double_click_unseen<'a>(browser: &'a mut Browser, button: &str, filled: &[(&str, &str)]) -> &'a Page {
    let form = browser.page().form(button, filled);
    let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.twin().post_once(&form.action, &fields).await;
    browser.press(button, filled).await
}

#[tokio::test]
async fn j11_double_clicks_lead_to_the_right_screen() {
    let portal = Portal::start().await;
    let mut fatima = portal.invited("fatima").await;
    let home = &mut fatima.home;
    home.open(&fatima.link).await;
    home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    assert_eq!(double_click(home, "Beginnen", &[]).await.at, "/enrol/method");
    let page = double_click(home, "Verder met deze methode", &[("method", "app")]).await;
    assert_eq!(page.at, "/enrol/app");
    let secret = credentials::totp::TotpSecret::parse(&page.by_id("secret").unwrap().replace(' ', "")).unwrap();
    let page = double_click(home, "Code bevestigen", &[("Code uit uw app", &portal.next_code(&secret))]).await;
    assert_eq!(page.at, "/enrol/recovery-code");
    let code = page.by_id("recovery-code").unwrap();
    let typed = [("Vul de herstelcode nog een keer in", code.as_str())];
    assert_eq!(double_click_unseen(home, "Code bevestigen", &typed).await.at, "/enrol/second");
    // The last button of the wizard: the session goes to the browser that holds the journey.
    assert_eq!(double_click_unseen(home, "Nu niet", &[]).await.at, "/account");
    home.press("Uitloggen", &[]).await;
    home.open("/login").await;
    let page = double_click(home, "Inloggen", &[("Gebruikersnaam", "fatima"), ("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.at, "/login/second-factor");
    let typed = [("Code uit uw app", portal.next_code(&secret))];
    let typed = [(typed[0].0, typed[0].1.as_str())];
    assert_eq!(double_click_unseen(home, "Inloggen", &typed).await.at, "/account");
    assert_eq!(portal.rows("sessions").await.len(), 1);
}

#[tokio::test]
async fn j11_a_used_session_is_not_handed_over_and_an_unused_one_only_for_half_a_minute() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let mut thief = browser.twin();
    browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(browser.page().at, "/account");
    // Somebody with the journey's cookie comes after the owner: too late.
    assert_eq!(thief.open("/login/continue").await.at, "/login");
    assert!(thief.jar.get("session").is_none());
    assert_eq!(browser.open("/account").await.at, "/account");
    let mut other = portal.browser();
    anna.enter_password(&mut other).await;
    let late = other.twin();
    other.post_once("/login/second-factor", &[("code", &anna.next_code(&portal))]).await;
    portal.clock.advance(SignedDuration::from_secs(31));
    let mut late = late;
    assert_eq!(late.open("/login/continue").await.at, "/login");
}

#[tokio::test]
async fn j11_a_double_click_on_the_recovery_code_can_be_gone_on_with() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    browser.open("/login/reset").await;
    let page = double_click_unseen(&mut browser, "Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Uw oude methode is verwijderd."), "{}", page.notice());
    // The grant was in the answer that got lost: the same code gives another (J4).
    anna.enter_password(&mut browser).await;
    browser.click("Herstelcode invullen").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
}

#[tokio::test]
async fn j11_back_never_leads_past_a_step_nor_to_an_error() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    let s1 = browser.open("/login").await.clone();
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    let s2 = browser.page().clone();
    // Back to S1 and once more.
    browser.back_to(&s1);
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    assert_eq!(browser.page().at, "/login/second-factor");
    let code = anna.next_code(&portal);
    browser.press("Inloggen", &[("Code uit uw app", &code)]).await;
    let s7 = browser.page().clone();
    // Back to S2 with a session: the login is done.
    browser.back_to(&s2);
    assert_eq!(browser.press("Inloggen", &[("Code uit uw app", &code)]).await.at, "/account");
    browser.back_to(&s7);
    browser.press("Uitloggen", &[]).await;
    // Back to S7 after logging out.
    browser.back_to(&s7);
    let page = browser.press("Uitloggen", &[]).await;
    assert_eq!((page.at.as_str(), page.status), ("/login", StatusCode::OK));
    browser.back_to(&s2);
    let page = browser.press("Inloggen", &[("Code uit uw app", &code)]).await;
    assert_eq!((page.path(), page.status), ("/login", StatusCode::OK));
    assert!(browser.jar.get("session").is_none());
}

async fn s1(browser: &mut Browser, to: &str, person: &Person) {
    browser.open(&format!("/login?to={to}")).await;
    browser.press("Inloggen", &[("Gebruikersnaam", &person.username), ("Wachtwoord", PASSWORD)]).await;
}

#[tokio::test]
async fn j11_each_tab_reaches_its_own_application() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    // Both tabs stand at S2, the second login replaced the cookie of the first.
    let mut one = portal.browser();
    let mut two = one.tab();
    s1(&mut one, "verzuim", &anna).await;
    s1(&mut two, "dossier", &anna).await;
    let page = one.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/leaving?to=verzuim");
    let page = two.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/leaving?to=dossier");
    // One after the other, from two pages S1 that stood open.
    let mut one = portal.browser();
    let mut two = one.tab();
    one.open("/login?to=verzuim").await;
    two.open("/login?to=dossier").await;
    one.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    one.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(one.page().at, "/leaving?to=verzuim");
    assert_eq!(two.open("/login?to=dossier").await.at, "/leaving?to=dossier");
}

#[tokio::test]
async fn j11_where_one_was_going_survives_a_recovery() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    s1(&mut browser, "dossier", &anna).await;
    browser.open("/login/reset").await;
    let page = browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    assert_eq!(page.at, "/login?to=dossier");
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    anna.home = browser;
    portal.walk_the_wizard(&mut anna).await;
    assert_eq!(anna.home.page().at, "/leaving?to=dossier");
}

#[tokio::test]
async fn j13_a_journey_from_before_the_wipe_is_dead() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut before = portal.browser();
    anna.enter_password(&mut before).await;
    anna.recover(&mut portal.browser()).await;
    let page = before.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Er is intussen iets veranderd"), "{}", page.notice());
    assert_eq!(portal.rows("sessions").await.len(), 0);
}

/// The wipe and a login with the old factor at the same time, again and again: whoever is first, no session outlives the wipe.
#[tokio::test]
async fn j13_no_session_of_the_old_factor_outlives_the_wipe() {
    let portal = Portal::start().await;
    for round in 0..20 {
        let anna = portal.enrolled(&format!("anna{round}")).await;
        let (mut login, mut recovery) = (portal.browser(), portal.browser());
        anna.enter_password(&mut login).await;
        anna.enter_password(&mut recovery).await;
        recovery.open("/login/reset").await;
        let (code, word) = (anna.next_code(&portal), anna.code().to_owned());
        let opened = tokio::spawn(async move {
            login.post_once("/login/second-factor", &[("code", &code)]).await;
            login
        });
        let wiped = tokio::spawn(async move {
            recovery.post_once("/login/reset", &[("code", &word)]).await;
            recovery
        });
        let (mut login, recovery) = (opened.await.unwrap(), wiped.await.unwrap());
        assert!(recovery.jar.get("grant").is_some(), "the code was accepted");
        assert_eq!(login.open("/account").await.at, "/login", "round {round}");
        assert_eq!(portal.rows("sessions").await.len(), 0, "round {round}");
    }
}

/// TO-03: ten journeys at S2 and one code of the app; a known browser has ten tries of its own.
#[tokio::test]
async fn to_03_of_ten_posts_of_one_code_one_gets_in() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut journeys = Vec::new();
    for _ in 0..10 {
        let mut browser = anna.home.twin();
        anna.enter_password(&mut browser).await;
        assert_eq!(browser.page().at, "/login/second-factor");
        journeys.push(browser);
    }
    let code = anna.next_code(&portal);
    let tries: Vec<_> = journeys
        .into_iter()
        .map(|mut browser| {
            let code = code.clone();
            tokio::spawn(async move { browser.post_once("/login/second-factor", &[("code", &code)]).await })
        })
        .collect();
    let mut inside = 0;
    for answer in tries {
        inside += usize::from(answer.await.unwrap().header("location") == "/account");
    }
    assert_eq!(inside, 1);
    assert_eq!(portal.rows("sessions").await.len(), 1);
}
