//! `/consent` and `/account/applications` (OP-17), and answers as a form (WE-04).

use http::{Method, StatusCode};
use jiff::SignedDuration;
use oidc::client::{Client, ConsentRule};
use testkit::{Browser, OidcClient, Page, Portal};

use crate::authorize::{away, code, error, go_on, logged_in};

fn third_party(client: &mut Client) {
    client.consent = ConsentRule::Ask;
    "Vitaliteitsportaal".clone_into(&mut client.name);
}

async fn at_consent<'a>(browser: &'a mut Browser, address: &str) -> &'a Page {
    let page = browser.open(address).await;
    assert!(page.at.starts_with("/consent?to=r."), "{} {}", page.at, page.text());
    assert_eq!(page.heading(), "Mag Vitaliteitsportaal weten wie u bent?");
    page
}

#[tokio::test]
async fn op_17_others_ask_with_the_persons_own_values_and_once() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register_with(&portal, "vitaal", third_party).await;
    let asked = client.asks_with(&[("scope", "openid profile email")]);
    let page = at_consent(&mut browser, &asked.address).await;
    for own in ["Mevrouw anna", "anna@voorbeeld.example", "Uw mailadres", "Nederlands", "U bent ingelogd als anna."] {
        assert!(page.text().contains(own), "{own}: {}", page.text());
    }
    assert!(!page.text().contains("telefoonnummer"), "only what is asked: {}", page.text());
    assert!(page.text().contains("hooguit tien minuten"), "for how long: {}", page.text());
    let page = browser.press("Ja, gegevens delen", &[]).await;
    assert_eq!(page.heading(), "U gaat naar Vitaliteitsportaal");
    let answer = client.redeem(&asked, &code(&go_on(&browser, "Vitaliteitsportaal").await, &asked, &client)).await;
    assert_eq!(client.verify(&answer.text("id_token")).await["sub"], anna.id.to_string());
    // What was agreed to is not asked again; more is, and says what is new.
    let same = client.asks_with(&[("scope", "openid email")]);
    code(&away(&browser, &same.address).await, &same, &client);
    let more = client.asks_with(&[("scope", "openid email groups offline_access")]);
    let page = at_consent(&mut browser, &more.address).await;
    assert!(page.text().contains("De groepen waar u bij hoort Nieuw"), "{}", page.text());
    assert!(page.text().contains("uiterlijk tot"), "{}", page.text());
    // And so it is when the application wants it.
    portal.clock.advance(SignedDuration::from_secs(5));
    let anew = client.asks_with(&[("scope", "openid email"), ("prompt", "consent")]);
    at_consent(&mut browser, &anew.address).await;
    assert_eq!(
        error(&away(&browser, &client.asks_with(&[("scope", "openid phone"), ("prompt", "none")]).address).await),
        "consent_required"
    );
    let events = portal.events().await;
    assert!(events.iter().any(|(event, _)| event == "consent_given"), "{events:?}");
    let page = browser.open("/account/activity").await;
    assert!(
        page.text().contains("Naar een applicatie: Vitaliteitsportaal"),
        "the log says it by name: {}",
        page.text()
    );
}

#[tokio::test]
async fn op_17_no_is_told_to_the_application_and_nothing_is_kept() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register_with(&portal, "vitaal", third_party).await;
    let asked = client.asks();
    at_consent(&mut browser, &asked.address).await;
    let question = browser.page().clone();
    let page = browser.press("Nee, niet delen", &[]).await;
    assert_eq!(page.status, StatusCode::OK, "a form never leaves our origin (J15)");
    assert!(page.text().contains("U hebt nee gezegd."), "{}", page.text());
    let href = page.link("Naar Vitaliteitsportaal").unwrap();
    assert!(href.starts_with("https://vitaal.voorbeeld.example/callback?"), "{href}");
    assert_eq!(error(&href), "access_denied");
    assert!(portal.rows("consents").await.is_empty() && portal.rows("authorization_codes").await.is_empty());
    let events = portal.events().await;
    assert!(events.contains(&("consent_refused".to_owned(), "by-owner".to_owned())), "{events:?}");
    // A second thought within the minute counts; after it, it begins at the application.
    portal.clock.advance(SignedDuration::from_secs(61));
    browser.back_to(&question);
    assert_eq!(browser.press("Ja, gegevens delen", &[]).await.status, StatusCode::GONE);
    assert!(portal.rows("consents").await.is_empty());
}

#[tokio::test]
async fn op_17_applications_of_the_house_never_ask_and_the_page_takes_no_made_up_form() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let house = OidcClient::register(&portal, "dossier").await;
    for changed in [&[("scope", "openid profile email phone groups offline_access")][..], &[("prompt", "consent")]] {
        let asked = house.asks_with(changed);
        code(&away(&browser, &asked.address).await, &asked, &house);
    }
    let client = OidcClient::register_with(&portal, "vitaal", third_party).await;
    let at = at_consent(&mut browser, &client.asks().address).await.at.clone();
    let to = at.split_once("to=").unwrap().1.to_owned();
    // Neither yes nor no, no request, another one's session.
    assert_eq!(browser.post("/consent", &[("to", &to), ("answer", "perhaps")]).await.at, at);
    assert_eq!(browser.post("/consent", &[("answer", "yes")]).await.at, "/account");
    let page = browser.send(Method::POST, "/consent", format!("to={to}&answer=yes").into_bytes(), &[]).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/account"), "without its token");
    let mut nobody = portal.browser();
    assert_eq!(nobody.open(&at).await.at, format!("/login?to={to}"), "J11: and back after a login");
    assert!(portal.rows("consents").await.is_empty());
}

#[tokio::test]
async fn op_17_a_name_asked_by_claims_is_no_way_round_the_question() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register_with(&portal, "vitaal", third_party).await;
    let claims = r#"{"id_token":{"email":null},"userinfo":{"email":null,"groups":null}}"#;
    let asked = client.asks_with(&[("claims", claims)]);
    let page = at_consent(&mut browser, &asked.address).await;
    assert!(!page.text().contains("mailadres"), "{}", page.text());
    browser.press("Ja, gegevens delen", &[]).await;
    let answer = client.redeem(&asked, &code(&go_on(&browser, "Vitaliteitsportaal").await, &asked, &client)).await;
    let claims = client.verify(&answer.text("id_token")).await;
    assert!(claims.get("email").is_none(), "{claims}");
    let who = client.with_token("/userinfo", &answer.text("access_token")).await.json();
    assert!(who.get("email").is_none() && who.get("groups").is_none(), "{who}");
}

#[tokio::test]
async fn op_17_what_was_agreed_to_can_be_taken_back() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register_with(&portal, "vitaal", third_party).await;
    let house = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(&[("scope", "openid offline_access")]);
    at_consent(&mut browser, &asked.address).await;
    browser.press("Ja, gegevens delen", &[]).await;
    let answer = client.redeem(&asked, &code(&go_on(&browser, "Vitaliteitsportaal").await, &asked, &client)).await;
    house.tokens(&browser, "openid").await;
    browser.open("/account").await;
    let page = browser.click("Applicaties bekijken").await;
    assert!(
        page.text().contains("Vitaliteitsportaal") && page.text().contains("Toepassing dossier"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("hiervoor is geen toestemming nodig"), "{}", page.text());
    let page = browser.press("Toegang intrekken: Vitaliteitsportaal", &[]).await;
    assert_eq!((page.at.as_str(), page.notice().as_str()), ("/account/applications", "De toegang is ingetrokken."));
    assert!(!page.text().contains("Vitaliteitsportaal"), "{}", page.text());
    assert_eq!(client.refresh(&answer.text("refresh_token")).await.told(), (400, "invalid_grant".to_owned()));
    assert_eq!(client.with_token("/userinfo", &answer.text("access_token")).await.status, StatusCode::UNAUTHORIZED);
    at_consent(&mut browser, &client.asks().address).await;
    let page = browser.open("/account/activity").await;
    assert!(page.text().contains("Toegang ingetrokken van Vitaliteitsportaal"), "{}", page.text());
    // An application that is not there, or a name that is none.
    for id in ["onbekend", "", "<b>"] {
        browser.open("/account/applications").await;
        assert_eq!(browser.post("/account/applications/withdraw", &[("application", id)]).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn we_04_form_post_goes_to_that_origin_only_and_has_a_button() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(&[("response_mode", "form_post"), ("state", "a\"><b>&c")]);
    let page = browser.open(&asked.address).await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action https://dossier.voorbeeld.example;"), "{policy}");
    assert!(!policy.contains("form-action 'self'") && policy.contains("script-src 'self'"), "{policy}");
    let form = page.form("Naar Toepassing dossier", &[]);
    assert_eq!(form.action, client.client.redirect_uris[0]);
    let names: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"], "and no token of ours");
    let value = |name: &str| form.fields.iter().find(|field| field.0 == name).unwrap().1.clone();
    assert_eq!((value("iss").as_str(), page.body.contains("\"><b>")), (testkit::ORIGIN, false));
    assert!(page.body.contains("data-submit-itself") && !page.body.contains("csrf"));
    assert_eq!(client.redeem(&asked, &value("code")).await.status, StatusCode::OK);
    // An error in the same way; every other page keeps the usual policy.
    let wrong = client.asks_with(&[("response_mode", "form_post"), ("scope", "")]);
    let page = browser.open(&wrong.address).await;
    let form = page.form("Naar Toepassing dossier", &[]);
    assert!(form.fields.contains(&("error".to_owned(), "invalid_scope".to_owned())), "{:?}", form.fields);
    assert!(browser.open("/account").await.header("content-security-policy").contains("form-action 'self'"));
    let denied = OidcClient::register_with(&portal, "vitaal", third_party).await;
    at_consent(&mut browser, &denied.asks_with(&[("response_mode", "form_post")]).address).await;
    let page = browser.press("Nee, niet delen", &[]).await;
    let form = page.form("Naar Vitaliteitsportaal", &[]);
    assert!(form.fields.contains(&("error".to_owned(), "access_denied".to_owned())), "{:?}", form.fields);
}
