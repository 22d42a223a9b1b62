//! `/account/addresses` and `/address-link` (rule J9, requirements RC-09 and FP-04).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Mail, Person, Portal};

async fn at_the_addresses(portal: &Portal) -> (Person, Browser) {
    at_the_addresses_of(portal, "anna").await
}

/// A link that confirms an address of somebody new.
pub(crate) async fn link_of(portal: &Portal, name: &str) -> String {
    let (_, mut browser) = at_the_addresses_of(portal, name).await;
    ask(&mut browser, "mail", "elders@nieuw.example").await;
    path_of(&portal.mails().await[0])
}

async fn at_the_addresses_of(portal: &Portal, name: &str) -> (Person, Browser) {
    let anna = portal.enrolled(name).await;
    let mut browser = portal.browser();
    anna.log_in(portal, &mut browser).await;
    anna.confirm(portal, &mut browser, "addresses").await;
    assert_eq!(browser.page().at, "/account/addresses");
    portal.mails().await;
    (anna, browser)
}

async fn ask(browser: &mut Browser, which: &str, address: &str) {
    browser.open(&format!("/account/addresses/{which}")).await;
    browser.press("Link sturen", &[("Nieuw mailadres", address)]).await;
    assert_eq!(browser.page().at, "/account/addresses", "{}", browser.page().text());
}

fn path_of(mail: &Mail) -> String {
    let link = mail.link.clone().unwrap();
    link[link.find("/address-link").unwrap()..].to_owned()
}

#[tokio::test]
async fn j9_a_new_address_counts_once_its_link_was_used_and_the_old_one_is_told() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_addresses(&portal).await;
    ask(&mut browser, "mail", " anna@nieuw.example ").await;
    assert!(browser.page().notice().contains("Open die binnen 24 uur."), "{}", browser.page().notice());
    assert!(browser.page().text().contains("anna@voorbeeld.example"), "nothing has changed yet");
    let mails = portal.mails().await;
    let sent: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
    assert_eq!(sent, [("anna@nieuw.example", "Bevestig uw nieuwe mailadres")]);

    // On another device, without a session.
    let mut phone = portal.browser();
    let page = phone.open(&path_of(&mails[0])).await;
    assert_eq!((page.at.as_str(), page.status), ("/address-link", StatusCode::OK));
    assert!(page.text().contains("anna@nieuw.example"), "{}", page.text());
    assert!(portal.mails().await.is_empty(), "looking changes nothing (FP-04)");
    let page = phone.press("Adres bevestigen", &[]).await;
    assert!(page.text().contains("Het nieuwe adres geldt nu."), "{}", page.text());
    let mut told: Vec<_> = portal.mails().await.into_iter().map(|mail| (mail.to, mail.subject)).collect();
    told.sort();
    let subject = "Een adres of telefoonnummer van uw account is veranderd".to_owned();
    assert_eq!(
        told,
        [("anna@nieuw.example".to_owned(), subject.clone()), ("anna@voorbeeld.example".to_owned(), subject)]
    );
    // Used once.
    let page = phone.open(&path_of(&mails[0])).await;
    assert!(page.text().contains("Deze link werkt maar één keer.") && !page.body.contains("Adres bevestigen"));
    assert!(browser.open("/account").await.text().contains("anna@nieuw.example"));
}

#[tokio::test]
async fn only_the_newest_link_works_for_a_day() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_addresses(&portal).await;
    ask(&mut browser, "mail", "een@nieuw.example").await;
    let older = path_of(&portal.mails().await[0]);
    ask(&mut browser, "mail", "twee@nieuw.example").await;
    let newer = path_of(&portal.mails().await[0]);
    let mut phone = portal.browser();
    let page = phone.open(&older).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text().contains("vervangen door een nieuwere"), "{}", page.text());
    portal.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(phone.open(&newer).await.status, StatusCode::GONE);
    assert_eq!(phone.open("/address-link?token=zomaar").await.status, StatusCode::GONE);
    assert_eq!(phone.post("/address-link", &[]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn what_is_no_address_is_refused_at_the_field() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_addresses(&portal).await;
    browser.open("/account/addresses/mail").await;
    let many = "a@voorbeeld.example,b@voorbeeld.example";
    let header = "a@voorbeeld.example\r\nBcc: b@voorbeeld.example";
    for wrong in ["", "anna", "anna@", many, header, "<a@voorbeeld.example>", "a@192.0.2.7", "\u{202e}a@b.example"] {
        let page = browser.press("Link sturen", &[("Nieuw mailadres", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(page.error().contains("Dit is geen mailadres."), "{wrong:?}: {}", page.error());
    }
    let page = browser.press("Link sturen", &[("Nieuw mailadres", "ANNA@voorbeeld.example")]).await;
    assert!(page.error().contains("Dit adres staat al bij uw account."), "{}", page.error());
    for number in 0..5 {
        ask(&mut browser, "mail", &format!("a{number}@nieuw.example")).await;
    }
    browser.open("/account/addresses/mail").await;
    let page = browser.press("Link sturen", &[("Nieuw mailadres", "a6@nieuw.example")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("vijf keer"), "{}", page.error());
    portal.mails().await;
}

#[tokio::test]
async fn the_second_address_is_added_and_removed() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_addresses(&portal).await;
    ask(&mut browser, "notice-mail", "anna@thuis.example").await;
    let link = path_of(&portal.mails().await[0]);
    let mut phone = portal.browser();
    phone.open(&link).await;
    phone.press("Adres bevestigen", &[]).await;
    assert_eq!(portal.mails().await.len(), 2, "there was no older one to tell");
    browser.open("/account/addresses").await;
    let page = browser.press("Tweede mailadres verwijderen", &[]).await;
    assert_eq!(page.notice(), "Uw tweede mailadres is verwijderd.");
    let told: Vec<_> = portal.mails().await.into_iter().map(|mail| mail.to).collect();
    assert!(told.contains(&"anna@thuis.example".to_owned()), "{told:?}");
}

#[tokio::test]
async fn rc_09_for_72_hours_after_a_recovery_the_page_says_until_when() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_the_addresses(&portal).await;
    ask(&mut browser, "mail", "anna@nieuw.example").await;
    let link = path_of(&portal.mails().await[0]);
    let recovered = "UPDATE accounts SET recovered_at = $1 WHERE id = $2";
    let at = portal.clock.now();
    store::testing::execute(&portal.app.store, recovered, &[at.into(), anna.id.into()]).await.unwrap();
    let page = browser.open("/account/addresses").await;
    assert!(page.text().contains("Daarom kunt u tot 26 november 2026"), "{}", page.text());
    assert!(!page.body.contains("href=\"/account/addresses/"));
    assert_eq!(browser.open("/account/addresses/mail").await.at, "/account/addresses");
    let page = browser.post("/account/addresses/mail", &[("address", "x@nieuw.example")]).await;
    assert_eq!(page.at, "/account/addresses");
    // The link that was asked for before does not help either.
    let mut phone = portal.browser();
    phone.open(&link).await;
    let page = phone.press("Adres bevestigen", &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text().contains("Zo kan iemand die met uw herstelcode binnenkwam"), "{}", page.text());
    assert!(portal.mails().await.is_empty());
}
