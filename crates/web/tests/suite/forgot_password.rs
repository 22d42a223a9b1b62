//! `/forgot/password`: asking for a link (rule J12, requirements FP-01, FP-05 and FP-06).

use http::StatusCode;
use jiff::SignedDuration;
use journey::AccountStatus;
use store::{AccountChange, Actor, Context};
use testkit::{Browser, Mail, Page, Portal};

/// Asks, as a person does who begins at the page.
pub(crate) async fn ask(browser: &mut Browser, username: &str) -> Page {
    browser.open("/forgot/password").await;
    browser.press("Mail sturen", &[("Gebruikersnaam", username)]).await.clone()
}

/// An answer without what is random: the hops on the way, status, headers and body.
type Answer = (Vec<(StatusCode, String)>, StatusCode, Vec<(String, String)>, String);

pub(crate) fn plain(page: &Page) -> Answer {
    let body = page.body.replace(&page.csrf().unwrap(), "[token]");
    let headers = page.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (page.hops.clone(), page.status, headers.collect(), body)
}

fn told(mails: &[Mail]) -> Vec<(&str, &str)> {
    mails.iter().map(|mail| (mail.kind, mail.to.as_str())).collect()
}

#[tokio::test]
async fn fp_01_everybody_gets_one_answer_and_the_owner_a_mail() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.disabled("piet").await;
    portal.invited("fatima").await;
    portal.with_password("karin").await;
    portal.mails().await;
    let unknown = plain(&ask(&mut portal.browser(), "niemand").await);
    assert_eq!(unknown.0, [(StatusCode::SEE_OTHER, "/forgot/password/sent".to_owned())]);
    assert_eq!(unknown.1, StatusCode::OK);
    assert!(unknown.3.contains("Als er een account bij hoort, hebben wij een mail gestuurd."), "{}", unknown.3);
    // A name that nobody can have, too; and capitals find the same person.
    for username in ["ANNA", "piet", "fatima", "karin", "no body", "\u{202e}anna", "аnna", "anna\r\nBcc: x@y.example"]
    {
        assert_eq!(plain(&ask(&mut portal.browser(), username).await), unknown, "{username:?}");
    }
    assert!(portal.mails().await.is_empty(), "nothing is sent before the background job");
    let mails = portal.answered().await;
    assert_eq!(
        told(&mails),
        [
            ("password-link", "anna@voorbeeld.example"),
            ("password-asked-closed", "piet@voorbeeld.example"),
            ("password-asked-early", "fatima@voorbeeld.example"),
            ("password-asked-no-factor", "karin@voorbeeld.example"),
        ]
    );
    // J12: only the account with a factor gets a link; the others are told to call.
    assert_eq!(mails.iter().map(|mail| mail.link.is_some()).collect::<Vec<_>>(), [true, false, false, false]);
    for mail in &mails[1..] {
        assert!(mail.text.contains("030 123 45 67") && !mail.text.contains("https://"), "{}", mail.text);
    }
    assert!(portal.rows("requests").await.is_empty());
    assert!(portal.answered().await.is_empty(), "a request is answered once");
}

#[tokio::test]
async fn fp_01_the_same_statements_run_whether_the_name_exists_or_not() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.disabled("piet").await;
    let mut counts = Vec::new();
    for username in ["niemand", "anna", "piet", "no body"] {
        for _ in 0..2 {
            let mut browser = portal.browser();
            browser.open("/forgot/password").await;
            let before = store::testing::statements(&portal.app.store);
            browser.press("Mail sturen", &[("Gebruikersnaam", username)]).await;
            counts.push(store::testing::statements(&portal.app.store) - before);
        }
    }
    assert!(counts[0] > 3 && counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[tokio::test]
async fn fp_05_the_link_is_built_from_the_settings_and_keeps_where_the_person_was_going() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.mails().await;
    let mut browser = portal.browser();
    browser.open("/forgot/password?to=verzuim").await;
    let form = browser.page().form("Mail sturen", &[("Gebruikersnaam", "anna")]);
    let body: Vec<String> = form.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let evil = [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")];
    let page = browser.send(http::Method::POST, &form.action, body.join("&").into_bytes(), &evil).await;
    assert_eq!(page.header("location"), "/forgot/password/sent?to=verzuim");
    let sent = browser.open("/forgot/password/sent?to=verzuim").await;
    assert_eq!(sent.link("Naar inloggen").as_deref(), Some("/login?to=verzuim"));
    let mails = portal.answered().await;
    let link = mails[0].link.clone().unwrap();
    assert!(link.starts_with(&format!("{}/forgot/link?token=", testkit::ORIGIN)), "{link}");
    assert!(link.ends_with("&to=verzuim"), "{link}");
    for part in [&mails[0].subject, &mails[0].text, &mails[0].html] {
        assert!(!part.contains("evil"), "{part}");
    }
    assert!(mails[0].text.contains(&link), "{}", mails[0].text);
    // An application that the settings do not have leads nowhere.
    assert_eq!(ask_at(&mut browser, "/forgot/password?to=evil").await, "/forgot/password/sent");
}

async fn ask_at(browser: &mut Browser, page: &str) -> String {
    browser.open(page).await;
    browser.press("Mail sturen", &[("Gebruikersnaam", "anna")]).await.at.clone()
}

#[tokio::test]
async fn fp_06_the_mail_says_when_and_from_where_and_that_it_can_be_left() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    portal.mails().await;
    let context = Context::new(portal.clock.now(), Actor::System);
    let english = AccountChange { language: Some(journey::Language::En), ..AccountChange::default() };
    ask(&mut portal.browser_from([192, 0, 2, 77].into()), "anna").await;
    let dutch = portal.answered().await.remove(0);
    assert_eq!(dutch.subject, "Kies een nieuw wachtwoord voor Poortwachter");
    for words in ["gevraagd op 23 november 2026 om 14:", "vanaf 192.0.2.77", "Dan hoeft u niets te doen", "30 minuten"]
    {
        assert!(dutch.text.contains(words) && dutch.html.contains(words), "{words}: {}", dutch.text);
    }
    portal.app.store.update_account(anna.id, &english, "test", &context).await.unwrap();
    // The account's language, not that of whoever asks.
    ask(&mut portal.browser_from([192, 0, 2, 77].into()), "anna").await;
    let mail = portal.answered().await.remove(0);
    assert_eq!(mail.subject, "Choose a new password for Poortwachter");
    assert!(mail.text.contains("Then you need not do anything"), "{}", mail.text);
    // When the job comes late, the mail still says when it was asked for.
    ask(&mut portal.browser(), "anna").await;
    portal.clock.advance(SignedDuration::from_mins(40));
    let late = portal.answered().await.remove(0);
    assert!(late.text.contains("at 14:0"), "{}", late.text);
}

#[tokio::test]
async fn a_request_that_nobody_answered_for_an_hour_comes_to_nothing() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.mails().await;
    ask(&mut portal.browser(), "anna").await;
    portal.clock.advance(SignedDuration::from_hours(1));
    assert!(portal.answered().await.is_empty());
    assert_eq!(portal.rows("requests").await.len(), 1);
    assert_eq!(portal.app.store.purge(portal.clock.now()).await.unwrap().requests, 1);
    assert!(portal.rows("requests").await.is_empty());
}

#[tokio::test]
async fn an_account_without_an_address_gets_no_mail_and_a_closed_one_no_link_later() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let piet = portal.enrolled("piet").await;
    portal.mails().await;
    let context = Context::new(portal.clock.now(), Actor::System);
    let none = AccountChange { mail: Some(None), ..AccountChange::default() };
    portal.app.store.update_account(anna.id, &none, "test", &context).await.unwrap();
    portal.mails().await;
    ask(&mut portal.browser(), "anna").await;
    ask(&mut portal.browser(), "piet").await;
    // What counts is how the account is when the request is answered.
    portal.set_status(&piet, AccountStatus::Suspended).await;
    let mails = portal.answered().await;
    assert_eq!(told(&mails), [("password-asked-closed", "piet@voorbeeld.example")]);
    let asked: Vec<_> = portal.events().await.into_iter().filter(|(name, _)| name == "authn_password_asked").collect();
    let reasons: Vec<&str> = asked.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(reasons, ["no-address", "password-asked-closed"]);
}

#[tokio::test]
async fn bad_input_is_told_at_the_field_and_writes_nothing() {
    let portal = Portal::start().await;
    let before = portal.dump().await;
    for typed in ["", "   "] {
        let page = ask(&mut portal.browser(), typed).await;
        assert_eq!((page.status, page.at.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "/forgot/password"));
        assert!(page.error().contains("Vul uw gebruikersnaam in."), "{}", page.error());
        assert!(page.title().starts_with("Fout:"), "{}", page.title());
    }
    assert_eq!(portal.dump().await, before);
    let long = "a".repeat(20_000);
    assert_eq!(ask(&mut portal.browser(), &long).await.at, "/forgot/password/sent");
    assert!(portal.rows("requests").await[0].len() < 1_000, "what is kept has an end");
}

#[tokio::test]
async fn se_12_the_remembered_name_stands_in_the_field() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    let filled = [("Gebruikersnaam", "anna"), ("Wachtwoord", testkit::PASSWORD), ("remember", "yes")];
    browser.press("Inloggen", &filled).await;
    let page = browser.open("/forgot/password").await;
    assert_eq!(page.value("username").as_deref(), Some("anna"));
    assert!(page.body.contains("autocomplete=\"username\""));
    assert_eq!(portal.browser().open("/forgot/password").await.value("username").as_deref(), Some(""));
}

#[tokio::test]
async fn lo_03_what_was_typed_stands_nowhere_in_plain() {
    let portal = Portal::start().await;
    // People type their password where the name belongs.
    ask(&mut portal.browser(), "kanarie-als-naam").await;
    assert_eq!(portal.rows("requests").await.len(), 1);
    for place in [portal.dump().await, portal.log.text()] {
        assert!(!place.contains("kanarie"), "{place}");
    }
    portal.answered().await;
    for place in [portal.dump().await, portal.log.text()] {
        assert!(!place.contains("kanarie"), "{place}");
    }
    let line = portal.audit().await.pop().unwrap();
    assert_eq!((line.event.as_str(), line.reason.as_str(), line.success), ("authn_password_asked", "unknown", false));
    assert!(line.account.is_none() && line.detail.is_none() && line.address.is_some());
}
