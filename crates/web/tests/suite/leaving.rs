//! `/leaving`: the last page before an application (rule J15).

use http::StatusCode;
use testkit::{PASSWORD, Portal};

#[tokio::test]
async fn j15_a_login_for_an_application_ends_at_the_leaving_page() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    browser.open("/login?to=verzuim").await;
    let page = browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    assert!(page.text().contains("Verzuimbeheer"), "S2 names the application: {}", page.text());
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!((page.at.as_str(), page.heading().as_str()), ("/leaving?to=verzuim", "U gaat naar Verzuimbeheer"));
    assert_eq!(page.link("Naar Verzuimbeheer").unwrap(), "https://verzuim.voorbeeld.example/start");
    let document = page.document();
    let refresh = document.named("meta").into_iter().find(|meta| meta.attribute("http-equiv") == Some("refresh"));
    let content = refresh.unwrap().attribute("content").unwrap().to_owned();
    assert_eq!(content, "0; url=https://verzuim.voorbeeld.example/start");
}

#[tokio::test]
async fn we_07_only_applications_of_the_settings() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    for to in
        ["evil", "https://evil.example", "//evil.example", "verzuim%00", "VERZUIM", "", "verzuim&to=dossier", "%ff"]
    {
        let page = browser.open(&format!("/leaving?to={to}")).await;
        assert_eq!((page.at.as_str(), page.status), ("/account", StatusCode::OK), "{to}");
    }
    assert_eq!(
        portal.browser().open("/leaving?to=verzuim").await.at,
        "/login?to=verzuim",
        "J11: and back after a login"
    );
}
