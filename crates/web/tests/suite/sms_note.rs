//! What S2 and S5 say about a code that was ordered, when the page is shown again (requirement SM-10).

use http::{Method, StatusCode};
use jiff::SignedDuration;
use testkit::{NUMBER, Portal};
use web::routes::{Needs, table};

const DELAYED: &str = "Het sturen van de sms duurt langer dan normaal.";

#[tokio::test]
async fn sm_10_a_code_that_no_gateway_took_for_ten_seconds_is_said_to_be_late() {
    let portal = Portal::start().await;
    let mut anna = portal.at_the_choice("anna").await;
    anna.home.press("Verder met deze methode", &[("method", "sms")]).await;
    let page = anna.home.press("Code sturen", &[("Mobiel telefoonnummer", NUMBER)]).await;
    assert!(!page.text().contains(DELAYED), "{}", page.text());
    portal.clock.advance(SignedDuration::from_secs(9));
    assert!(!anna.home.open("/enrol/sms").await.text().contains(DELAYED));
    portal.clock.advance(SignedDuration::from_secs(1));
    assert!(anna.home.open("/enrol/sms").await.text().contains(DELAYED));
    // A gateway takes it after all.
    assert_eq!(portal.texts().await.len(), 1);
    assert!(!anna.home.open("/enrol/sms").await.text().contains(DELAYED));
}

#[tokio::test]
async fn j11_the_address_of_a_form_leads_to_a_page_and_never_to_an_error() {
    let portal = Portal::start().await;
    let routes = table();
    let only_posts = routes.iter().filter(|route| {
        route.method == "POST" && !routes.iter().any(|other| other.method == "GET" && other.path == route.path)
    });
    let mut seen = 0;
    let machine = |needs| matches!(needs, Needs::Client | Needs::Bearer);
    for route in only_posts.filter(|route| route.needs != Needs::Demo && !machine(route.needs)) {
        let answer = portal.browser().send(Method::GET, route.path, Vec::new(), &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", route.path);
        let to = answer.header("location").to_owned();
        assert!(routes.iter().any(|page| page.method == "GET" && page.path == to), "{} leads to {to}", route.path);
        seen += 1;
    }
    assert!(seen >= 10, "{seen}");
}
