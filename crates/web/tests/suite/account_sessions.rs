//! `/account/sessions` and the session's own end (requirements SE-09 and SE-14).

use http::{Method, StatusCode};
use jiff::SignedDuration;
use testkit::Portal;

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[tokio::test]
async fn se_09_sessions_are_seen_in_plain_words_and_ended_after_a_confirmation() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut own = portal.browser();
    anna.log_in(&portal, &mut own).await;
    // Another browser, in the head office.
    let mut other = portal.browser_from("198.51.100.7".parse().unwrap());
    anna.log_in(&portal, &mut other).await;
    let agent = "UPDATE sessions SET user_agent = $1 WHERE address = '198.51.100.7'";
    store::testing::execute(&portal.app.store, agent, &[FIREFOX.into()]).await.unwrap();

    let page = own.open("/account/sessions").await;
    let text = page.text();
    for words in ["Deze browser", "Firefox op Windows", "hoofdkantoor", "Onbekende browser", "Laatst gebruikt op"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(page.link("Andere browsers uitloggen").is_some() && !page.body.contains("/account/sessions/end"));
    let id = portal.app.store.list_sessions(anna.id, &portal.app.settings.policy.session, portal.clock.now()).await;
    let id = id.unwrap().into_iter().find(|line| line.address.as_deref() == Some("198.51.100.7")).unwrap().id;
    let page = own.post("/account/sessions/end", &[("session", &id.to_string())]).await;
    assert_eq!(page.at, "/account/confirm?to=sessions");
    assert_eq!(other.open("/account").await.at, "/account");

    anna.confirm(&portal, &mut own, "sessions").await;
    assert_eq!(own.page().at, "/account/sessions");
    let page = own.post("/account/sessions/end", &[("session", &id.to_string())]).await;
    assert_eq!((page.at.as_str(), page.notice().as_str()), ("/account/sessions", "Die browser is uitgelogd."));
    assert_eq!(other.open("/account").await.at, "/login");
    assert_eq!(own.open("/account").await.at, "/account");
}

#[tokio::test]
async fn se_09_all_others_end_and_nobody_elses() {
    let portal = Portal::start().await;
    let (anna, piet) = (portal.enrolled("anna").await, portal.enrolled("piet").await);
    let (mut own, mut first, mut second, mut theirs) =
        (portal.browser(), portal.browser(), portal.browser(), portal.browser());
    piet.log_in(&portal, &mut theirs).await;
    for browser in [&mut first, &mut second, &mut own] {
        anna.log_in(&portal, browser).await;
    }
    anna.confirm(&portal, &mut own, "sessions").await;
    let policy = &portal.app.settings.policy.session;
    let strange = portal.app.store.list_sessions(piet.id, policy, portal.clock.now()).await.unwrap()[0].id;
    for id in [strange.to_string().as_str(), "", "7"] {
        own.open("/account/sessions").await;
        assert_eq!(own.post("/account/sessions/end", &[("session", id)]).await.at, "/account/sessions");
    }
    let page = own.press("Overal anders uitloggen", &[]).await;
    assert!(page.text().contains("U bent nergens anders ingelogd."), "{}", page.text());
    for browser in [&mut first, &mut second] {
        assert_eq!(browser.open("/account").await.at, "/login");
    }
    assert_eq!(theirs.open("/account").await.at, "/account");
    assert_eq!(own.open("/account").await.at, "/account");
}

#[tokio::test]
async fn se_14_every_page_says_when_the_session_ends_and_one_button_extends_it() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    portal.clock.advance(SignedDuration::from_mins(5));
    let now = portal.clock.now();
    for path in ["/account", "/account/sessions", "/account/activity", "/account/language", "/account/confirm"] {
        let page = browser.open(path).await;
        let seconds = seconds_of(&page.body);
        // A request is written down once a minute.
        assert!((1_740..=1_800).contains(&seconds) && page.body.contains("data-last=\"false\""), "{path}: {seconds}");
        assert!(page.text().contains("automatisch uitgelogd als u niets meer doet."), "{path}: {}", page.text());
    }
    portal.clock.set(now + SignedDuration::from_mins(29));
    let answer = browser.post_once("/account/stay", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    assert!(answer.body.starts_with("{\"seconds\":1800,\"last\":false,\"text\":\"U wordt om "), "{}", answer.body);
    // The script knows whose session it is, so that nothing typed for one account is sent for another.
    let owner = format!("data-owner=\"{}\"", anna.id);
    assert!(browser.page().body.contains(&owner) && answer.body.contains(&format!("\"owner\":\"{}\"", anna.id)));
    portal.clock.set(now + SignedDuration::from_mins(58));
    assert_eq!(browser.twin().open("/account").await.at, "/account");

    // Near the twelve hours nothing extends it, and the page says so.
    let ends = now - SignedDuration::from_mins(5) + portal.app.settings.policy.session.overall;
    while portal.clock.now() + SignedDuration::from_mins(25) < ends {
        portal.clock.advance(SignedDuration::from_mins(20));
        browser.open("/account").await;
    }
    let page = browser.open("/account").await;
    assert!(page.body.contains("data-last=\"true\""), "{}", page.text());
    assert!(page.text().contains("Daarna kunt u opnieuw inloggen."));
    // Once it is over the button is no way back in.
    portal.clock.set(ends + SignedDuration::from_secs(1));
    let answer = browser.post_once("/account/stay", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/login"));
    // And without the token of a form nothing is extended.
    let plain = browser.send(Method::POST, "/account/stay", Vec::new(), &[]).await;
    assert!(!plain.status.is_success(), "{}", plain.status);
}

fn seconds_of(body: &str) -> i64 {
    let rest = body.split_once("data-seconds=\"").expect("the page knows when its session ends").1;
    rest.split('"').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_activity_is_ones_own_in_plain_words_and_page_by_page() {
    let portal = Portal::start().await;
    let (anna, piet) = (portal.enrolled("anna").await, portal.enrolled("piet").await);
    let mut browser = portal.browser();
    let mut stranger = portal.browser_from("198.51.100.7".parse().unwrap());
    stranger.open("/login").await;
    stranger.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", "verkeerd wachtwoord")]).await;
    anna.enter_password(&mut stranger).await;
    piet.log_in(&portal, &mut portal.browser()).await;
    anna.log_in(&portal, &mut browser).await;
    let page = browser.open("/account/activity").await;
    let text = page.text();
    for words in [
        "Ingelogd met Authenticator App",
        "Verkeerd wachtwoord ingevuld",
        "hoofdkantoor",
        "Het wachtwoord klopte, maar er is daarna niet ingelogd",
        "Nieuwe herstelcode bevestigd",
        "Uw account is gemaakt",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for internal in ["authn_", "visitor", "system", "session_created", "grant", "piet"] {
        assert!(!page.body.contains(internal), "{internal}");
    }
    let context = store::Context::new(portal.clock.now(), store::Actor::Visitor);
    for _ in 0..25 {
        portal.app.store.rename_factor(anna.id, factor_of(&portal, &anna).await, "x", &context).await.unwrap();
    }
    let first = browser.open("/account/activity").await.text();
    assert_eq!(first.matches("Naam van de tweede factor gewijzigd").count(), 20);
    browser.click("Oudere activiteit").await;
    let second = browser.page().text();
    assert_eq!(second.matches("Naam van de tweede factor gewijzigd").count(), 5);
    assert!(second.contains("Ingelogd met Authenticator App") && browser.page().link("Naar het nieuwste").is_some());
    for strange in ["x", "-1", "99999999999999999999", "1%27"] {
        assert_eq!(browser.open(&format!("/account/activity?before={strange}")).await.status, StatusCode::OK);
    }
}

async fn factor_of(portal: &Portal, person: &testkit::Person) -> credentials::ids::FactorId {
    portal.app.store.list_factors(person.id).await.unwrap()[0].id
}
