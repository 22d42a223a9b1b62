//! Whose codes by SMS are counted together (rule J8, requirement SM-07).

use std::net::IpAddr;

use http::StatusCode;
use testkit::{Browser, Person, Portal};

/// From the password to a code for a new number; the grant is in the browser.
async fn order_a_code(person: &Person, browser: &mut Browser) -> StatusCode {
    person.enter_password(browser).await;
    browser.press("Beginnen", &[]).await;
    browser.press("Verder met deze methode", &[("method", "sms")]).await;
    browser.press("Code sturen", &[("Mobiel telefoonnummer", "06 12345678")]).await.status
}

/// The recovery code gives a new grant as often as it is entered (rule J4), and each is in a browser of its own.
#[tokio::test]
async fn sm_07_j8_a_new_grant_does_not_begin_the_counts_of_sms_again() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut home = portal.browser();
    anna.recover(&mut home).await;
    for _ in 0..5 {
        assert_eq!(order_a_code(&anna, &mut home).await, StatusCode::OK, "{}", home.page().text());
    }
    assert_eq!(order_a_code(&anna, &mut home).await, StatusCode::TOO_MANY_REQUESTS);
    let mut again = portal.browser();
    anna.recover(&mut again).await;
    assert_eq!(order_a_code(&anna, &mut again).await, StatusCode::TOO_MANY_REQUESTS, "{}", again.page().text());
    assert_eq!(portal.texts().await.len(), 5);
}

/// The office of the settings may fail twice as often as another address, and may ask for twice as many codes.
#[tokio::test]
async fn sm_07_j8_ten_codes_an_hour_from_one_address_and_twenty_from_the_office() {
    let portal = Portal::start().await;
    let mut people = Vec::new();
    for number in 100..111 {
        let mut person = portal.at_the_choice(&format!("naam{number}")).await;
        person.home.press("Verder met deze methode", &[("method", "sms")]).await;
        let number = format!("06 1{number} 5678");
        person.home.press("Code sturen", &[("Mobiel telefoonnummer", &number)]).await;
        let code = portal.newest_code().await;
        person.home.press("Code bevestigen", &[("Code uit de sms", &code)]).await;
        people.push(person);
    }
    for (address, most) in [([198, 51, 100, 7], 11), ([192, 0, 2, 1], 10)] {
        portal.texts().await;
        for person in &people {
            person.enter_password(&mut portal.browser_from(IpAddr::from(address))).await;
        }
        assert_eq!(portal.texts().await.len(), most, "{address:?}");
    }
}
