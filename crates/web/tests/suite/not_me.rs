//! `/not-me`: what somebody can do who gets a notice about something that they did not do (requirements RC-06 to RC-08, rule J9).

use http::StatusCode;
use jiff::SignedDuration;
use journey::AccountStatus;
use testkit::{Browser, HELP_DESK, Person, Portal};

/// The path of the link in the newest notice of this kind to somebody.
pub(crate) async fn objection(portal: &Portal, person: &Person, kind: &str) -> String {
    let mails = portal.mails().await;
    let to = |to: &str| to.starts_with(&format!("{}@", person.username));
    let mail = mails.iter().rev().find(|mail| mail.kind == kind && to(&mail.to)).expect("such a notice was mailed");
    let link = mail.link.as_deref().expect("the notice has a link");
    assert!(mail.text.contains(link) && mail.html.contains(link), "both forms have the link");
    link.strip_prefix(testkit::ORIGIN).expect("a link of ours").to_owned()
}

pub(crate) async fn status(portal: &Portal, person: &Person) -> AccountStatus {
    portal.app.store.account(person.id).await.unwrap().unwrap().status
}

async fn press(browser: &mut Browser) -> &testkit::Page {
    browser.press("Dit was ik niet, sluit mijn account af", &[]).await
}

#[tokio::test]
async fn rc_08_looking_changes_nothing_and_the_button_acts_once() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut session = portal.browser();
    anna.log_in(&portal, &mut session).await;
    let link = objection(&portal, &anna, "factor-added").await;
    let before = portal.dump().await;
    let mut browser = portal.browser();
    for _ in 0..2 {
        let page = browser.open(&link).await;
        // FP-04 for this link too: the secret leaves the address at once.
        assert_eq!((page.at.as_str(), page.status), ("/not-me", StatusCode::OK));
        let text = page.text();
        for said in ["Uw tweede factor is ingesteld.", "vanaf 203.0.113.", "Niemand kan nog inloggen, ook u niet."] {
            assert!(text.contains(said), "{said}: {text}");
        }
        // Whoever finds the link learns no name from it.
        assert!(!text.to_lowercase().contains("anna"), "{text}");
    }
    assert_eq!(portal.dump().await, before);
    assert_eq!(status(&portal, &anna).await, AccountStatus::Active);

    let mut second = browser.twin();
    let page = press(&mut browser).await;
    assert_eq!((page.at.as_str(), page.heading().as_str()), ("/not-me", "Uw account is afgesloten"));
    assert!(page.notice().contains("Het is gedaan"), "{}", page.notice());
    let text = page.text();
    for said in ["Uw gegevens zijn bewaard", "Bel de helpdesk: 030 123 45 67.", HELP_DESK, "Op werkdagen van 8 tot 18"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(status(&portal, &anna).await, AccountStatus::Suspended);
    assert_eq!(session.open("/account").await.at, "/login", "the session ended");

    // The page that stood open in another tab, a reload, and the link once more.
    let after = portal.dump().await;
    let page = press(&mut second).await;
    assert!(page.notice().contains("U hebt dit al gemeld"), "{}", page.notice());
    let page = portal.browser().open(&link).await.clone();
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Uw account is afgesloten"));
    assert_eq!(portal.dump().await, after);
}

#[tokio::test]
async fn en_01_unknown_cut_and_expired_links_look_alike() {
    let portal = Portal::start().await;
    let fatima = portal.with_password("fatima").await;
    let link = objection(&portal, &fatima, "password-set").await;
    let cut = &link[..link.len() - 5];
    let never = format!("/not-me?token={}", "A".repeat(43));
    let mut bodies = Vec::new();
    let paths = ["/not-me", cut, &never, "/not-me?token=", "/not-me?token=a&token=b", "/not-me?token=%ff"];
    let bare = |page: &testkit::Page| {
        let token = page.csrf().unwrap();
        // The number of the request is each time another one.
        let after = page.body.split("Noem daarbij nummer ").nth(1).expect("the page names its number");
        let number = after.split('.').next().unwrap_or_default();
        (page.status, page.body.replace(&token, "").replace(number, ""))
    };
    for path in paths {
        bodies.push(bare(portal.browser().open(path).await));
    }
    portal.clock.advance(SignedDuration::from_hours(14 * 24) - SignedDuration::from_secs(1));
    let mut late = portal.browser();
    assert_eq!(late.open(&link).await.status, StatusCode::OK);
    portal.clock.advance(SignedDuration::from_secs(1));
    bodies.push(bare(portal.browser().open(&link).await));
    // Also when the page was opened in time.
    bodies.push(bare(press(&mut late).await));
    // And a secret that opens something else is none here.
    bodies.push(bare(portal.browser().open(&fatima.link.replace("/activate", "/not-me")).await));
    assert_eq!(bodies[0].0, StatusCode::GONE);
    assert!(bodies.iter().all(|body| *body == bodies[0]), "they differ");
    assert_eq!(status(&portal, &fatima).await, AccountStatus::Active);
}

#[tokio::test]
async fn rc_08_the_link_is_about_its_own_account_whoever_opens_it() {
    let portal = Portal::start().await;
    let (anna, piet) = (portal.enrolled("anna").await, portal.enrolled("piet").await);
    let link = objection(&portal, &anna, "factor-added").await;
    let mut browser = portal.browser();
    piet.log_in(&portal, &mut browser).await;
    browser.open(&link).await;
    press(&mut browser).await;
    assert_eq!(status(&portal, &anna).await, AccountStatus::Suspended);
    assert_eq!(status(&portal, &piet).await, AccountStatus::Active);
    assert_eq!(browser.open("/account").await.at, "/account", "nobody else is logged out");
}

#[tokio::test]
async fn rc_08_another_site_cannot_press_the_button() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let link = objection(&portal, &anna, "factor-added").await;
    let mut browser = portal.browser();
    browser.open(&link).await;
    let page = browser.post_once("/not-me", &[("csrf", "of another page")]).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/not-me"));
    assert_eq!(status(&portal, &anna).await, AccountStatus::Active);
}

#[tokio::test]
async fn rc_08_a_closed_account_looks_like_a_wrong_password_until_the_password_is_right() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let link = objection(&portal, &anna, "factor-added").await;
    // Somebody is between password and second factor.
    let mut under_way = portal.browser();
    anna.enter_password(&mut under_way).await;
    let mut browser = portal.browser();
    browser.open(&link).await;
    press(&mut browser).await;
    let code = anna.next_code(&portal);
    assert_eq!(under_way.press("Inloggen", &[("Code uit uw app", &code)]).await.at, "/login");
    let mut login = portal.browser();
    anna.enter_password(&mut login).await;
    let page = login.page();
    assert_eq!((page.at.as_str(), page.status), ("/login/ended", StatusCode::FORBIDDEN));
    assert!(page.text().contains("Bel de helpdesk: 030 123 45 67."), "{}", page.text());
}
