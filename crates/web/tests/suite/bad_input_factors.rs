//! Bad input at the pages of numbers, keys and several factors (product.md): a clear answer, never a 500, nothing written.

use credentials::security_key::testing::U2fKey;
use http::Method;
use testkit::{Browser, NUMBER, Portal};

/// The database without counters and audit log.
async fn facts(portal: &Portal) -> Vec<String> {
    let kept = |line: &&str| !line.starts_with("audit: ") && !line.starts_with("counters: ");
    portal.dump().await.lines().filter(kept).map(str::to_owned).collect()
}

/// Forms that answer nothing, by path: a missing field, an empty one, one of 60 KB, one with NUL, and one that stands twice.
fn bodies(field: &str) -> Vec<Vec<u8>> {
    let long = "9".repeat(60_000);
    let mut all: Vec<Vec<u8>> = ["", "%00", "12%0034", "%E2%80%AE123456", "%3Cb%3E", &long]
        .iter()
        .map(|value| format!("{field}={value}").into_bytes())
        .collect();
    all.extend([Vec::new(), format!("{field}=1&{field}=2").into_bytes(), format!("{field}=%ff").into_bytes()]);
    all.push(format!("{field}%5B%5D=1").into_bytes());
    all
}

async fn hammer(portal: &Portal, browser: &Browser, path: &str, field: &str) {
    let token = browser.page().csrf().unwrap();
    for body in bodies(field) {
        let before = facts(portal).await;
        let mut whole = format!("csrf={token}&").into_bytes();
        whole.extend_from_slice(&body);
        let page = browser.send(Method::POST, path, whole, &[]).await;
        let what = format!("{path} {:.40}", String::from_utf8_lossy(&body));
        assert!(matches!(page.status.as_u16(), 303 | 400..=499), "{what}: {}", page.status);
        assert!(page.body.len() < 20_000, "{what}: what was sent does not come back");
        assert_eq!(facts(portal).await, before, "{what} wrote something");
    }
}

#[tokio::test]
async fn at_s2_with_a_code_by_sms() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    hammer(&portal, &browser, "/login/second-factor", "code").await;
    hammer(&portal, &browser, "/login/second-factor", "kind=sms&code").await;
    hammer(&portal, &browser, "/login/second-factor/other", "kind").await;
    // Sent a moment ago: whatever stands in the form, no other goes out.
    portal.texts().await;
    hammer(&portal, &browser, "/login/second-factor/send-code", "x").await;
    assert!(portal.texts().await.is_empty());
    assert_eq!(portal.rows("sessions").await.len(), 0);
}

#[tokio::test]
async fn at_s2_with_a_key() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_key("anna", &U2fKey::from_seed(1)).await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    // No challenge was asked for: nothing can be used up.
    hammer(&portal, &browser, "/login/second-factor", "answer").await;
    hammer(&portal, &browser, "/login/second-factor", "kind=security-key&answer").await;
    hammer(&portal, &browser, "/login/second-factor/other", "kind").await;
}

#[tokio::test]
async fn at_s5_with_a_number() {
    let portal = Portal::start().await;
    let mut browser = portal.at_the_choice("fatima").await.home;
    hammer(&portal, &browser, "/enrol/method", "method").await;
    browser.press("Verder met deze methode", &[("method", "sms")]).await;
    for (path, field) in [
        ("/enrol/sms", "number"),
        ("/enrol/sms/code", "code"),
        ("/enrol/sms/send-code", "x"),
        ("/enrol/sms/other-number", "x"),
    ] {
        hammer(&portal, &browser, path, field).await;
    }
    browser.press("Code sturen", &[("Mobiel telefoonnummer", NUMBER)]).await;
    portal.texts().await;
    for (path, field) in [("/enrol/sms", "number"), ("/enrol/sms/code", "code"), ("/enrol/sms/send-code", "x")] {
        hammer(&portal, &browser, path, field).await;
    }
    assert!(portal.texts().await.is_empty());
}

#[tokio::test]
async fn at_s5_with_a_key_and_at_the_advice() {
    let portal = Portal::start().await;
    let mut browser = portal.at_the_choice("fatima").await.home;
    browser.press("Verder met deze methode", &[("method", "security-key")]).await;
    hammer(&portal, &browser, "/enrol/key", "answer").await;
    hammer(&portal, &browser, "/enrol/key", "name").await;
    // The advice has no field but its button: what does not belong there is not read, and what is no form is refused.
    let mut piet = portal.at_the_choice("piet").await;
    portal.set_up_sms(&mut piet.home).await;
    portal.to_the_advice(&mut piet).await;
    let token = piet.home.page().csrf().unwrap();
    let before = facts(&portal).await;
    for path in ["/enrol/second", "/enrol/second/decline", "/enrol/key/options"] {
        for body in [format!("csrf={token}&to=a&to=b"), format!("csrf={token}&to=%ff"), "csrf=".to_owned()] {
            let page = piet.home.send(Method::POST, path, body.into_bytes(), &[]).await;
            assert!(matches!(page.status.as_u16(), 303 | 400), "{path}: {}", page.status);
        }
        let large = format!("csrf={token}&x={}", "a".repeat(64 * 1024));
        assert_eq!(piet.home.send(Method::POST, path, large.into_bytes(), &[]).await.status.as_u16(), 413, "{path}");
    }
    assert_eq!(facts(&portal).await, before);
    assert!(piet.home.jar.get("session").is_none());
    // A target that nobody has leads to the account page.
    let page = piet.home.post("/enrol/second/decline", &[("to", "//evil.example")]).await;
    assert_eq!(page.at, "/account");
}
