//! `/end-session` (OP-18): at once with the person's own ID token, else after a question; and where people land.

use http::{Method, StatusCode};
use jiff::SignedDuration;
use testkit::{Browser, OidcClient, Page, Portal};

use crate::authorize::logged_in;

const LANDING: &str = "https%3A%2F%2Fdossier.voorbeeld.example%2Ftot-ziens";

async fn get(browser: &Browser, path: &str) -> Page {
    browser.send(Method::GET, path, Vec::new(), &[]).await
}

async fn alive(browser: &Browser) -> bool {
    get(browser, "/account").await.status == StatusCode::OK
}

#[tokio::test]
async fn op_18_the_own_token_logs_out_at_once_and_lands_there() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let heard = |client: &mut oidc::client::Client| {
        client.back_channel_logout_uri = Some("https://dossier.voorbeeld.example/uitloggen".to_owned());
    };
    let client = OidcClient::register_with(&portal, "dossier", heard).await;
    let tokens = client.tokens(&browser, "openid offline_access").await;
    // An old one counts too.
    portal.clock.advance(SignedDuration::from_mins(10));
    let hint = tokens.text("id_token");
    let path = format!("/end-session?id_token_hint={hint}&post_logout_redirect_uri={LANDING}&state=a%26b");
    let page = get(&browser, &path).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    assert_eq!(page.header("location"), "https://dossier.voorbeeld.example/tot-ziens?state=a%26b");
    assert!(page.header("clear-site-data").contains("cache"));
    assert!(!alive(&browser).await);
    assert!(portal.rows("sessions").await.is_empty());
    assert_eq!(portal.rows("logout_outbox").await.len(), 1, "OP-19: the application hears of it");
    assert_eq!(client.refresh(&tokens.text("refresh_token")).await.told(), (400, "invalid_grant".to_owned()));
    // There is no session any more: people land all the same.
    let page = get(&browser, &path).await;
    assert_eq!(page.header("location"), "https://dossier.voorbeeld.example/tot-ziens?state=a%26b");
}

#[tokio::test]
async fn op_18_without_a_valid_hint_the_person_is_asked() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let (_, bea) = logged_in(&portal, "bea").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let own = client.tokens(&browser, "openid").await.text("id_token");
    let others = client.tokens(&bea, "openid").await.text("id_token");
    let mut cut = own.clone();
    cut.truncate(own.len() - 5);
    for (what, query) in [
        ("nothing", String::new()),
        ("a client", "client_id=dossier".to_owned()),
        ("an unknown client", "client_id=onbekend".to_owned()),
        ("somebody else's token", format!("id_token_hint={others}")),
        ("a token that was cut", format!("id_token_hint={cut}")),
        ("no token", "id_token_hint=x".to_owned()),
        ("a token of another client than the one named", format!("id_token_hint={own}&client_id=rooster")),
    ] {
        let page = get(&browser, &format!("/end-session?{query}")).await;
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Wilt u uitloggen?"), "{what}");
        assert!(alive(&browser).await, "{what}");
    }
    let mut asked = browser.twin();
    let page = asked.open(&format!("/end-session?client_id=dossier&post_logout_redirect_uri={LANDING}&state=7")).await;
    assert!(page.text().contains("Toepassing dossier vraagt om u uit te loggen."), "{}", page.text());
    let page = asked.press("Uitloggen", &[]).await;
    assert_eq!((page.status, page.at.as_str()), (StatusCode::OK, "/end-session/confirm"), "J15: {}", page.text());
    let landing = "https://dossier.voorbeeld.example/tot-ziens?state=7";
    assert_eq!(page.link("Naar Toepassing dossier").as_deref(), Some(landing), "{}", page.text());
    assert!(page.text().contains("U bent uitgelogd.") && !alive(&browser).await);
    // With a session and no way on, the portal's own page.
    let mut alone = bea.twin();
    alone.open("/end-session").await;
    let page = alone.press("Uitloggen", &[]).await;
    assert_eq!((page.at.as_str(), page.notice().contains("uitgelogd")), ("/login", true), "{}", page.text());
}

#[tokio::test]
async fn op_18_where_people_land_is_registered_to_the_letter() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let hint = client.tokens(&browser, "openid").await.text("id_token");
    for uri in [
        "https%3A%2F%2Fevil.example",
        "https%3A%2F%2Fdossier.voorbeeld.example%2Ftot-ziens%2F",
        "https%3A%2F%2Fdossier.voorbeeld.example%2Fcallback",
        "https%3A%2F%2Fdossier.voorbeeld.example%2Ftot-ziens%3Fx",
        "%2F%2Fevil.example",
    ] {
        // A form that was made up lands nowhere else either.
        let mut asked = browser.twin();
        asked.open("/end-session?client_id=dossier").await;
        let page = asked
            .send(
                Method::GET,
                &format!("/end-session?client_id=dossier&post_logout_redirect_uri={uri}"),
                Vec::new(),
                &[],
            )
            .await;
        assert_eq!((page.status, page.header("location")), (StatusCode::OK, ""), "{uri}");
        assert!(page.value("landing").is_none(), "{uri}");
        let nobody = portal.browser();
        let page = get(&nobody, &format!("/end-session?client_id=dossier&post_logout_redirect_uri={uri}")).await;
        assert_eq!(page.header("location"), "/login", "{uri}");
    }
    let mut forged = browser.twin();
    forged.open("/end-session?client_id=dossier").await;
    let fields = [("client", "dossier"), ("landing", "https://evil.example/")];
    let page = forged.post("/end-session/confirm", &fields).await;
    assert_eq!(page.at, "/login", "{}", page.text());
    let (_, again) = logged_in(&portal, "bea").await;
    let page =
        get(&again, &format!("/end-session?id_token_hint={hint}&post_logout_redirect_uri=https%3A%2F%2Fevil.example"))
            .await;
    assert_eq!((page.status, page.header("location")), (StatusCode::OK, ""), "not her token: she is asked");
}

#[tokio::test]
async fn op_18_a_form_of_the_application_comes_again_as_a_get() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let hint = client.tokens(&browser, "openid").await.text("id_token");
    let body = format!("id_token_hint={hint}&post_logout_redirect_uri={LANDING}");
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://dossier.voorbeeld.example"), ("cookie", "")];
    let page = browser.send(Method::POST, "/end-session", body.clone().into_bytes(), &foreign).await;
    assert_eq!(page.header("location"), format!("/end-session?{body}"));
    assert!(alive(&browser).await, "nothing happens before the browser shows its session");
    assert_eq!(
        get(&browser, page.header("location")).await.header("location"),
        "https://dossier.voorbeeld.example/tot-ziens"
    );
    assert!(!alive(&browser).await);
    for body in [&b"x=\r\nSet-Cookie: a=b"[..], b"\xff", b"", b"a#b"] {
        let page = browser.send(Method::POST, "/end-session", body.to_vec(), &foreign).await;
        assert_eq!(page.header("location"), "/end-session", "{body:?}");
    }
    // The question's own form is one of ours, with a token.
    let page = browser.send(Method::POST, "/end-session/confirm", Vec::new(), &foreign[..2]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn op_18_bad_input_is_told_and_changes_nothing() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    for name in ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "unknown"] {
        for value in ["%00".to_owned(), "%ff".to_owned(), "x".repeat(60_000), format!("a&{name}=a")] {
            let page = get(&browser, &format!("/end-session?{name}={value}")).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{name}: {}", page.text());
            assert!(!page.heading().is_empty());
        }
    }
    let megabyte = format!("state={}", "x".repeat(1 << 20)).into_bytes();
    let page = browser.send(Method::POST, "/end-session", megabyte, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(alive(&browser).await);
}
