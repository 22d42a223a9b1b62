//! `/forgot/username`: which usernames belong to a mail address (requirement FP-01).

use http::StatusCode;
use store::{AccountChange, Actor, Context};
use testkit::{Browser, Page, Person, Portal};

use crate::forgot_password::plain;

async fn ask(browser: &mut Browser, mail: &str) -> Page {
    browser.open("/forgot/username").await;
    browser.press("Mail sturen", &[("Mailadres", mail)]).await.clone()
}

async fn change(portal: &Portal, person: &Person, change: AccountChange) {
    let context = Context::new(portal.clock.now(), Actor::System);
    assert!(portal.app.store.update_account(person.id, &change, "test", &context).await.unwrap());
}

fn mail(address: &str) -> AccountChange {
    AccountChange { mail: Some(Some(address.to_owned())), ..AccountChange::default() }
}

#[tokio::test]
async fn fp_01_one_answer_for_every_address_and_one_mail_with_every_name() {
    let portal = Portal::start().await;
    for name in ["balie-2", "anna"] {
        change(&portal, &portal.enrolled(name).await, mail("Balie@voorbeeld.example")).await;
    }
    portal.enrolled("piet").await;
    portal.mails().await;
    let unknown = plain(&ask(&mut portal.browser(), "niemand@voorbeeld.example").await);
    assert_eq!(unknown.0, [(StatusCode::SEE_OTHER, "/forgot/username/sent".to_owned())]);
    assert_eq!(plain(&ask(&mut portal.browser(), "balie@VOORBEELD.example").await), unknown);
    let mails = portal.answered().await;
    assert_eq!(mails.len(), 1);
    // The address as the account has it, and no link: there is nothing to do with it.
    assert_eq!((mails[0].kind, mails[0].to.as_str()), ("username-reminder", "Balie@voorbeeld.example"));
    assert_eq!(mails[0].subject, "Uw gebruikersnaam bij Poortwachter");
    for body in [&mails[0].text, &mails[0].html] {
        assert!(body.contains("deze gebruikersnamen:") && body.contains("anna") && body.contains("balie-2"), "{body}");
        assert!(!body.contains("piet") && !body.contains("https://"), "{body}");
    }
}

#[tokio::test]
async fn look_alikes_find_nobody() {
    let portal = Portal::start().await;
    change(&portal, &portal.enrolled("anna").await, mail("kim@voorbeeld.example")).await;
    change(&portal, &portal.enrolled("zoe").await, mail("ZOË@voorbeeld.example")).await;
    portal.mails().await;
    for typed in [
        // The Kelvin sign and the dotless i, which some databases fold to k and i; Cyrillic; wide letters; another composition.
        "\u{212a}im@voorbeeld.example",
        "k\u{131}m@voorbeeld.example",
        "k\u{456}m@voorbeeld.example",
        "ｋｉｍ@voorbeeld.example",
        "zoë@voorbeeld.example",
        "kim@voorbeeld.example.evil.example",
        "kim+x@voorbeeld.example",
        "%@voorbeeld.example",
        "_im@voorbeeld.example",
    ] {
        assert_eq!(ask(&mut portal.browser(), typed).await.at, "/forgot/username/sent", "{typed}");
    }
    assert!(portal.answered().await.is_empty());
    assert!(portal.rows("requests").await.is_empty());
    ask(&mut portal.browser(), "ZOË@VOORBEELD.example").await;
    assert_eq!(portal.answered().await[0].to, "ZOË@voorbeeld.example");
}

#[tokio::test]
async fn the_second_address_is_for_notices_and_tells_no_name() {
    let portal = Portal::start().await;
    let second =
        AccountChange { notice_mail: Some(Some("thuis@voorbeeld.example".to_owned())), ..AccountChange::default() };
    change(&portal, &portal.enrolled("anna").await, second).await;
    portal.mails().await;
    ask(&mut portal.browser(), "thuis@voorbeeld.example").await;
    assert!(portal.answered().await.is_empty());
    ask(&mut portal.browser(), "anna@voorbeeld.example").await;
    let to: Vec<String> = portal.answered().await.into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["anna@voorbeeld.example"]);
}

#[tokio::test]
async fn bad_input_is_told_at_the_field_and_writes_nothing() {
    let portal = Portal::start().await;
    let before = portal.dump().await;
    for (typed, says) in [
        ("", "Vul uw mailadres in."),
        ("anna", "Dit is geen mailadres."),
        ("anna@voorbeeld.example\r\nBcc: x@evil.example", "Dit is geen mailadres."),
        ("anna@voorbeeld.example,x@evil.example", "Dit is geen mailadres."),
    ] {
        let page = ask(&mut portal.browser(), typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(page.error().contains(says), "{typed:?}: {}", page.error());
    }
    assert_eq!(portal.dump().await, before);
}

#[tokio::test]
async fn lo_03_names_and_addresses_wait_sealed() {
    let portal = Portal::start().await;
    change(&portal, &portal.enrolled("kanarie").await, mail("post@voorbeeld.example")).await;
    portal.mails().await;
    ask(&mut portal.browser(), "kanarie-adres@voorbeeld.example").await;
    ask(&mut portal.browser(), "post@voorbeeld.example").await;
    assert!(!portal.rows("requests").await.join("\n").contains("voorbeeld"));
    web::requests::answer_all(&portal.app).await.unwrap();
    let waiting = portal.rows("outbox").await.into_iter().find(|row| row.contains("username-reminder")).unwrap();
    assert!(!waiting.contains("kanarie"), "{waiting}");
    assert!(!portal.log.text().contains("kanarie"));
    assert!(portal.answered().await[0].text.contains("kanarie"));
}

#[tokio::test]
async fn fp_01_the_two_pages_lead_to_each_other_and_keep_the_application() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/forgot/password?to=dossier").await;
    assert_eq!(browser.click("Ik weet mijn gebruikersnaam niet").await.at, "/forgot/username?to=dossier");
    let page = browser.press("Mail sturen", &[("Mailadres", "x@voorbeeld.example")]).await;
    assert_eq!(page.at, "/forgot/username/sent?to=dossier");
    assert_eq!(browser.click("Ik weet mijn wachtwoord niet").await.at, "/forgot/password?to=dossier");
    assert_eq!(browser.click("Terug naar inloggen").await.at, "/login?to=dossier");
}
