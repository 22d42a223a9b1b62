//! `/activate` with a number that was told over another channel (rule J6b).

use credentials::activation_pin::{ActivationPin, KeptPin};
use http::StatusCode;
use testkit::{PASSWORD, Person, Portal};

const SAVE: &str = "Wachtwoord opslaan";

/// A new account whose link wants a number, and that number.
async fn with_pin(portal: &Portal, name: &str) -> (Person, String) {
    let pin = ActivationPin::generate(&*portal.app.rng);
    let keep = |id| KeptPin::new(pin, id, &portal.app.keyring);
    let person = portal.invited_with(name, |order| order.pin = Some(keep(order.seed.id))).await;
    (person, pin.digits().to_string())
}

/// Another number than the right one.
fn wrong(pin: &str, turn: u32) -> String {
    let right: u32 = pin.parse().unwrap();
    format!("{:06}", (right + 1 + turn) % 1_000_000)
}

#[tokio::test]
async fn j6b_the_right_number_sets_the_password_once() {
    let portal = Portal::start().await;
    let (mut fatima, pin) = with_pin(&portal, "fatima").await;
    let page = fatima.home.open(&fatima.link).await;
    assert!(page.text().contains("U krijgt ze apart van de helpdesk"), "{}", page.text());
    let spaced = format!("{} {}", &pin[..3], &pin[3..]);
    let page = fatima.home.press(SAVE, &[("Pincode", &spaced), ("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.at, "/enrol", "{}", page.text());
    portal.walk_the_wizard(&mut fatima).await;
}

#[tokio::test]
async fn j6b_a_number_that_is_mistyped_and_a_password_that_is_refused_burn_no_try() {
    let portal = Portal::start().await;
    let (mut fatima, pin) = with_pin(&portal, "fatima").await;
    fatima.home.open(&fatima.link).await;
    let before = portal.dump().await;
    for (typed, password, says) in [
        ("", PASSWORD, "Vul de pincode in."),
        ("12345", PASSWORD, "Een pincode heeft 6 cijfers. U hebt er 5 ingevuld."),
        ("12345a", PASSWORD, "alleen cijfers"),
        (&pin, "kort", "heeft 4 tekens"),
        (&wrong(&pin, 0), "kort", "heeft 4 tekens"),
    ] {
        let page = fatima.home.press(SAVE, &[("Pincode", typed), ("Wachtwoord", password)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error().contains(says), "{typed}: {}", page.error());
        assert_eq!(page.value("pin").as_deref(), Some(""), "never shown again");
    }
    assert_eq!(portal.dump().await, before);
}

#[tokio::test]
async fn j6b_the_fifth_wrong_number_kills_the_link_in_every_browser() {
    let portal = Portal::start().await;
    let (mut fatima, pin) = with_pin(&portal, "fatima").await;
    fatima.home.open(&fatima.link).await;
    for turn in 0..4 {
        let page = fatima.home.press(SAVE, &[("Pincode", &wrong(&pin, turn)), ("Wachtwoord", PASSWORD)]).await;
        assert_eq!((page.at.as_str(), page.status), ("/activate", StatusCode::UNPROCESSABLE_ENTITY));
        assert!(page.error().contains(&format!("nog {} keer", 4 - turn)), "{}", page.error());
    }
    let page = fatima.home.press(SAVE, &[("Pincode", &wrong(&pin, 4)), ("Wachtwoord", PASSWORD)]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Deze link werkt niet meer"));
    // The right one comes too late, and nobody has a password.
    let mut other = portal.browser();
    assert_eq!(other.open(&fatima.link).await.status, StatusCode::GONE);
    other.post("/activate", &[("pin", &pin), ("password", PASSWORD)]).await;
    assert_eq!(other.page().status, StatusCode::GONE);
    let account = portal.app.store.account(fatima.id).await.unwrap().unwrap();
    assert_eq!(account.password_set_at, None);
    let cancelled = ("enrolment_grant_cancelled".to_owned(), "pin-tries".to_owned());
    assert!(portal.events().await.contains(&cancelled));
}

#[tokio::test]
async fn j6b_the_link_without_the_number_opens_nothing_else() {
    let portal = Portal::start().await;
    let (fatima, _) = with_pin(&portal, "fatima").await;
    let mut browser = portal.browser();
    browser.open(&fatima.link).await;
    let page = browser.post("/activate", &[("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Nor as the cookie of a grant.
    let secret = browser.jar.get("link").unwrap();
    browser.jar.put("grant", &secret);
    assert_eq!(browser.open("/enrol").await.at, "/login");
    assert_eq!(browser.open("/reset-link").await.status, StatusCode::GONE);
}

#[tokio::test]
async fn j6b_wrong_numbers_count_for_the_address_too() {
    let portal = Portal::start().await;
    let mut stranger = portal.browser();
    for turn in 0..8 {
        let (victim, pin) = with_pin(&portal, &format!("victim{turn}")).await;
        stranger.open(&victim.link).await;
        for wrong_turn in 0..4 {
            if turn * 4 + wrong_turn >= 30 {
                let fields = [("pin", wrong(&pin, wrong_turn)), ("password", PASSWORD.to_owned())];
                let page =
                    stranger.post("/activate", &fields.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
                assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "try {}", turn * 4 + wrong_turn);
                return;
            }
            stranger.press(SAVE, &[("Pincode", &wrong(&pin, wrong_turn)), ("Wachtwoord", PASSWORD)]).await;
            assert_eq!(stranger.page().status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    unreachable!("the thirty-first wrong number from one address was let through");
}
