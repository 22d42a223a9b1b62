//! A theft and the way back, as one story (rules J3, J9 and J13; requirements RC-06 to RC-08).
//!
//! Somebody knows Anna's password and has phished her recovery code. Her own addresses and her lost telephone hear of it, also after the thief has changed
//! the addresses; one press ends what the thief has; the help desk puts things right.

use credentials::ids::GrantId;
use credentials::token::SecretToken;
use http::StatusCode;
use jiff::SignedDuration;
use journey::{AccountStatus, GrantSeed};
use store::{AccountChange, Actor, Context, LinkDelivery, LinkKind, LinkOrder};
use testkit::{Browser, HELP_DESK, Mail, PASSWORD, Person, Portal, TextNotice};

use crate::not_me::status;

const ANNAS: &str = "06 12345678";
const ANNAS_E164: &str = "+31612345678";
const THIEVES_MAIL: &str = "dief@elders.example";

/// The thief recovers with password and code, enrols an app, and is in.
async fn steal(portal: &Portal, anna: &Person) -> (Person, Browser) {
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    browser.open("/login/reset").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    portal.clock.advance(SignedDuration::from_mins(3));
    anna.enter_password(&mut browser).await;
    let mut thief = anna.clone();
    (thief.app, thief.recovery_code) = (None, None);
    thief.home = browser;
    portal.walk_the_wizard(&mut thief).await;
    assert_eq!(thief.home.open("/account").await.at, "/account");
    let session = thief.home.twin();
    (thief, session)
}

fn to<'a>(mails: &'a [Mail], kind: &str) -> Vec<&'a str> {
    let mut all: Vec<&str> = mails.iter().filter(|mail| mail.kind == kind).map(|mail| mail.to.as_str()).collect();
    all.sort_unstable();
    all
}

fn texts<'a>(notices: &'a [TextNotice], kind: &str) -> Vec<&'a str> {
    notices.iter().filter(|notice| notice.kind == kind).map(|notice| notice.to.as_str()).collect()
}

/// What `account reinstate` does; the path of the link that it mails.
async fn reinstate(portal: &Portal, anna: &Person) -> String {
    let (rng, now) = (&*portal.app.rng, portal.clock.now());
    let secret = SecretToken::generate(rng);
    let seed = GrantSeed { id: GrantId::generate(now, rng), token: secret.hash() };
    let path = format!("/reset-link?token={}", secret.expose().as_str());
    let delivery = LinkDelivery::Mail(portal.app.settings.public_url.join(&path).into());
    let expires_at = now + SignedDuration::from_hours(24);
    let order = LinkOrder { seed, not_before: None, expires_at, pin: None, delivery, skipped: None };
    let mut ctx = Context::new(now, Actor::Operator("beheer".to_owned()));
    ctx.because = Some("eigenaar gesproken".to_owned());
    let done = portal.app.store.reinstate(anna.id, LinkKind::HelpDesk, &order, &ctx).await.unwrap().unwrap();
    assert!(done.active && done.mailed == 1);
    path
}

#[tokio::test]
async fn rc_06_rc_07_rc_08_j9_a_stolen_account_comes_back_to_its_owner() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled_with_number("anna", ANNAS).await;
    portal.mails().await;
    portal.clock.advance(SignedDuration::from_hours(24 * 40));
    let (thief, mut session) = steal(&portal, &anna).await;

    // The old address and the old telephone hear of it, and the thief's own telephone would not.
    let mails = portal.mails().await;
    assert_eq!(to(&mails, "recovery-done"), ["anna@voorbeeld.example"]);
    assert_eq!(to(&mails, "factor-added"), ["anna@voorbeeld.example"]);
    let notices = portal.text_notices().await;
    for kind in ["recovery-done", "factor-added"] {
        assert_eq!(texts(&notices, kind), [ANNAS_E164], "{kind}");
    }
    let text = &notices.iter().find(|notice| notice.kind == "recovery-done").unwrap().text;
    assert!(text.contains("verwijderd met uw herstelcode") && text.contains("030 123 45 67"), "{text}");

    // The thief moves the mail to another address; Anna's still hears of that, and of everything for 30 days.
    let change = AccountChange { mail: Some(Some(THIEVES_MAIL.to_owned())), ..AccountChange::default() };
    let ctx = Context::new(portal.clock.now(), Actor::Account(anna.id));
    portal.app.store.update_account(anna.id, &change, "by the thief", &ctx).await.unwrap();
    let mails = portal.mails().await;
    assert_eq!(to(&mails, "address-changed"), ["anna@voorbeeld.example", THIEVES_MAIL]);

    // Anna comes back from a holiday, opens the link in the mail about her factor, and presses the button.
    portal.clock.advance(SignedDuration::from_mins(20));
    let mail = mails.iter().find(|mail| mail.to == "anna@voorbeeld.example").unwrap();
    let link = mail.link.clone().unwrap().strip_prefix(testkit::ORIGIN).unwrap().to_owned();
    // The last of the notices is enough: what the thief did before belongs to the same affair.
    let mut at_work = portal.browser();
    at_work.open(&link).await;
    assert_eq!(session.open("/account").await.at, "/account", "until she presses, nothing has happened");
    at_work.press("Dit was ik niet, sluit mijn account af", &[]).await;
    assert_eq!(at_work.page().heading(), "Uw account is afgesloten");

    // The thief is out at the next request, and does not come back with password, app or new code.
    assert_eq!(session.open("/account").await.at, "/login");
    assert_eq!(status(&portal, &anna).await, AccountStatus::Suspended);
    let mut again = portal.browser();
    thief.enter_password(&mut again).await;
    assert_eq!((again.page().at.as_str(), again.page().status), ("/login/ended", StatusCode::FORBIDDEN));
    let mails = portal.mails().await;
    assert_eq!(to(&mails, "account-suspended"), ["anna@voorbeeld.example"], "the thief is told nothing");
    assert_eq!(to(&mails, "objection-for-help-desk"), [HELP_DESK]);
    let desk = mails.iter().find(|mail| mail.to == HELP_DESK).unwrap();
    assert!(desk.subject.contains("anna") && desk.link.is_none() && !desk.text.contains("token="), "{}", desk.text);
    assert_eq!(texts(&portal.text_notices().await, "account-suspended"), [ANNAS_E164]);

    // The help desk has spoken with her.
    let path = reinstate(&portal, &anna).await;
    let mails = portal.mails().await;
    assert_eq!(to(&mails, "reset-link"), ["anna@voorbeeld.example"], "the address is hers again");
    assert_eq!(to(&mails, "account-reinstated"), ["anna@voorbeeld.example"]);
    let factors = portal.app.store.list_factors(anna.id).await.unwrap();
    assert!(factors.iter().all(|factor| factor.wiped_at.is_some()), "the thief's app is gone");
    assert_eq!(factors.last().unwrap().wiped_reason.as_deref(), Some("disputed"));

    // The thief's password alone leads nowhere; with the link it leads Anna in.
    let mut alone = portal.browser();
    thief.enter_password(&mut alone).await;
    assert_eq!(alone.page().at, "/login/no-grant");
    anna.home = portal.browser();
    anna.home.open(&path).await;
    let mut home = anna.home.clone();
    anna.enter_password(&mut home).await;
    assert_eq!(home.page().at, "/enrol", "{}", home.page().text());
    anna.home = home;
    portal.walk_the_wizard(&mut anna).await;
    // The page that makes her choose a new password comes with the step after the second factor; what it goes by stands in her account.
    let account = portal.rows("accounts").await.into_iter().find(|row| row.contains("username=anna")).unwrap();
    assert!(account.contains("must_change_password=1") && account.contains("disputed_at=-"), "{account}");
    // The other mails about the theft have been answered.
    let page = at_work.open(&link).await;
    assert_eq!(page.heading(), "Dit is al afgehandeld");
}

#[tokio::test]
async fn j9_a_telephone_that_was_lost_hears_of_it_for_thirty_days_and_then_no_more() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_number("anna", ANNAS).await;
    assert!(portal.text_notices().await.is_empty(), "who just typed the code from it is told nothing there");
    portal.clock.advance(SignedDuration::from_mins(5));
    let (thief, _) = steal(&portal, &anna).await;
    assert_eq!(texts(&portal.text_notices().await, "recovery-done"), [ANNAS_E164]);
    portal.clock.advance(SignedDuration::from_hours(24 * 31));
    let mut browser = portal.browser();
    browser.open("/login").await;
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    browser.open("/login/reset").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", thief.code())]).await;
    assert_eq!(browser.page().at, "/login", "{}", browser.page().text());
    assert!(portal.mails().await.iter().any(|mail| mail.kind == "recovery-done"));
    assert!(portal.text_notices().await.is_empty());
}
