//! What people without a session may leave behind at the doors of applications: so many rows and entries a minute for each network (requirement TH-03).

use std::net::IpAddr;

use http::{Method, StatusCode};
use jiff::SignedDuration;
use oidc::client::ClientAuth;
use oidc::forward::Proxy;
use testkit::{APP, Answer, OidcClient, Page, Portal, Proof, TO_A_PAGE};

use crate::authorize::logged_in;
use crate::forward::portal as portal_of_a_host;

/// How many a network may begin in a minute.
const ROOM: usize = 1_200;

/// Takes all the room that a network has in this minute.
fn crowd(portal: &Portal, address: IpAddr) {
    let taken = (0..ROOM).filter(|_| portal.app.meter.begin(address, portal.clock.now())).count();
    assert_eq!(taken, ROOM, "this network had begun something already");
}

fn told_to_wait(page: &Page) {
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"), "{}", page.text());
    assert!(page.text().contains("Het is nu erg druk") && page.text().contains("1 minuut"), "{}", page.text());
}

/// What strangers could make grow.
async fn left(portal: &Portal) -> [usize; 3] {
    let mut found = [0; 3];
    for (count, table) in found.iter_mut().zip(["authorization_requests", "forward_requests", "audit"]) {
        *count = portal.rows(table).await.len();
    }
    found
}

#[tokio::test]
async fn th_03_too_many_beginnings_of_one_network_write_nothing_and_end_with_the_minute() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let browser = portal.browser();
    crowd(&portal, browser.address);
    let before = left(&portal).await;
    let asked = client.asks();
    let query = asked.address.split_once('?').unwrap().1.to_owned();
    let unasked = format!("{}&prompt=none", asked.address);
    let wrong = format!("{}&max_age=soon", asked.address);
    let unknown = "/authorize?client_id=nobody";
    let elsewhere = format!("{}x", asked.address.replace("callback", "elsewhere"));
    for path in [asked.address.as_str(), &unasked, &wrong, unknown, &elsewhere, "/end-session?state=a&state=b"] {
        told_to_wait(&browser.send(Method::GET, path, Vec::new(), &[]).await);
    }
    told_to_wait(
        &browser.send(Method::POST, "/authorize", query.into_bytes(), &[("sec-fetch-site", "cross-site")]).await,
    );
    let forged = browser.send(Method::POST, "/login", Vec::new(), &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "it is refused, and no longer written down");
    assert_eq!(left(&portal).await, before);
    portal.clock.advance(SignedDuration::from_mins(1));
    let page = browser.send(Method::GET, &asked.address, Vec::new(), &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(left(&portal).await[0], before[0] + 1);
}

#[tokio::test]
async fn th_03_who_has_a_session_is_not_counted() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    crowd(&portal, browser.address);
    let again = format!("{}&prompt=login", client.asks().address);
    for path in [client.asks().address, again] {
        let page = browser.send(Method::GET, &path, Vec::new(), &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    }
}

#[tokio::test]
async fn th_03_a_host_of_an_application_asks_to_wait_as_well() {
    let portal = portal_of_a_host(Proxy::Forwarded).await;
    let app = portal.behind(Proxy::Forwarded, APP);
    let start = format!("https://{APP}/.poortwachter/start?to=%2Fdossier");
    assert_eq!(app.own("GET", &start, &TO_A_PAGE).await.status, StatusCode::SEE_OTHER);
    portal.clock.advance(SignedDuration::from_mins(1));
    crowd(&portal, app.browser.address);
    let before = left(&portal).await;
    told_to_wait(&app.own("GET", &start, &TO_A_PAGE).await);
    assert_eq!(left(&portal).await, before);
}

#[tokio::test]
async fn th_03_a_public_client_pushes_no_more_than_others_begin() {
    let portal = Portal::start().await;
    let public = OidcClient::register_with(&portal, "app", |client| client.auth = ClientAuth::None).await;
    let secret = OidcClient::register(&portal, "dossier").await;
    for client in [&public, &secret] {
        assert_eq!(push(client).await.status, StatusCode::CREATED);
    }
    portal.clock.advance(SignedDuration::from_mins(1));
    crowd(&portal, public.address);
    let answer = push(&public).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert_eq!(push(&secret).await.status, StatusCode::CREATED, "one that proves itself is known");
}

async fn push(client: &OidcClient) -> Answer {
    let asked = client.asks();
    // A public client says its name as its proof.
    let public = matches!(*client.proof, Proof::Public);
    let fields = asked.params.iter().filter(|(name, _)| !public || name != "client_id");
    let fields: Vec<(&str, &str)> = fields.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post("/par", &fields).await
}
