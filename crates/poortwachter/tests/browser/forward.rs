//! Applications behind real proxies (requirements FA-01 to FA-04): whole logins in Chromium, and requests that no browser would send.

use std::time::{Duration, Instant};

use serde_json::json;

use super::accessibility::audit;
use super::authenticator::Authenticator;
use super::browser::Browser;
use super::echo::HEADING;
use super::front::{APP, Front, Kind, LOGIN};
use super::portal::{Account, Portal};
use super::spoofing::nobody_is_fooled;
use super::stage::Stage;
use super::words::NL;

/// Where the person was, with everything that may stand in an address.
const DEEP: &str = "/dossier/caf%C3%A9?naam=a%20b&x=1&y=%2F%2Fz&leeg=";
#[tokio::test]
async fn fa_01_nginx() {
    whole_login(Kind::Nginx).await;
}

#[tokio::test]
async fn fa_01_caddy() {
    whole_login(Kind::Caddy).await;
}

#[tokio::test]
async fn long_fa_01_traefik() {
    whole_login(Kind::Traefik).await;
}

#[tokio::test]
async fn long_fa_01_envoy() {
    whole_login(Kind::Envoy).await;
}

/// One person's day at an application behind a proxy.
async fn whole_login(kind: Kind) {
    let mut stage = Stage::new();
    let front = Front::start(kind, stage.folder());
    let portal = Portal::serve_for(&front);
    stage.trusts(&front.authority);
    for host in [LOGIN, APP] {
        stage.resolves(host, front.port);
    }
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open_link(&portal.operator.add_account("piet")).await;
    let piet = browser.choose_password("piet").await;
    let (mut app, code) = browser.enrol().await;
    browser.log_out().await;

    browser.comes_in(DEEP, &piet, &mut app).await;
    browser.is_told_apart().await;
    let cookie = browser.cookie_of_the_application().await;
    nobody_is_fooled(kind, &front, &cookie).await;
    browser.is_refused_in_style().await;

    // Logging out at the application ends the session at the portal as well.
    browser.goes_to("/.poortwachter/logout").await;
    browser.arrives("/forward/logout", "Uitloggen").await;
    browser.press(NL.log_out).await;
    browser.arrives("/login", NL.log_in).await;
    assert!(front.raw("GET /", &[("Cookie", &cookie)]).await.contains(" 401 "));

    // The phone is lost on the way: the recovery leads to the same page in the end (rule J11).
    browser.goes_to(DEEP).await;
    browser.types_in_login(&piet).await;
    browser.lost_the_phone().await;
    browser.recover(&code).await;
    browser.types_in_login(&piet).await;
    browser.to_the_app().await;
    browser.set_up_the_app().await;
    let code = browser.groups().await.join("");
    browser.finish(&code).await;
    browser.is_at(DEEP).await;

    // An account that is closed is out within a second, whatever it was doing.
    let cookie = browser.cookie_of_the_application().await;
    assert!(front.raw("GET /", &[("Cookie", &cookie)]).await.contains("remote-user: piet"));
    portal.operator.switch("piet", "disable");
    let closed = Instant::now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let answer = front.raw("GET /", &[("Cookie", &cookie)]).await;
    assert!(answer.contains(" 401 "), "after {:?}: {answer}", closed.elapsed());
    browser.goes_to("/").await;
    browser.arrives("/login", NL.log_in).await;
}

impl Browser {
    /// Types an address of the application.
    async fn goes_to(&self, path: &str) {
        self.or_fail(self.driver.goto(format!("https://{APP}{path}")).await, "opening the application").await;
    }

    /// The application's page stands at exactly this address.
    async fn is_at(&self, target: &str) {
        let path = target.split('?').next().unwrap_or_default();
        self.arrives(path, HEADING).await;
        let address = self.driver.current_url().await.expect("an address");
        assert_eq!(address.as_str(), format!("https://{APP}{target}"));
        self.says(&format!("GET {target} HTTP/1.1")).await;
    }

    /// From a page of the application by way of S1 and S2 back to it.
    async fn comes_in(&self, target: &str, account: &Account, app: &mut Authenticator) {
        self.goes_to(target).await;
        self.arrives("/login", NL.log_in).await;
        self.says("Example").await;
        self.types_in_login(account).await;
        self.prove(app).await;
        self.is_at(target).await;
    }

    /// The application is told who it is, and gets its own cookies only.
    async fn is_told_apart(&self) {
        for told in ["remote-user: piet", "remote-name: Piet de Vries", "remote-email: piet@example.org"] {
            self.says(told).await;
        }
        self.says("x-poortwachter-assertion: ey").await;
        self.is_silent_about("__Host-pw-").await;
        self.or_fail(self.driver.execute("document.cookie = 'own=1; path=/'", vec![]).await, "a cookie").await;
        self.goes_to("/again").await;
        self.is_at("/again").await;
        self.says("cookie: own=1").await;
        self.is_silent_about("__Host-pw-").await;
    }

    /// The cookie that lets this browser pass at the application, as a header.
    async fn cookie_of_the_application(&self) -> String {
        let cookie = self.driver.get_named_cookie("__Host-pw-forward").await;
        let cookie = self.or_fail(cookie, "the cookie of the application").await;
        format!("__Host-pw-forward={}", cookie.value)
    }

    /// A page for another group: refused, on a page with its own stylesheet.
    async fn is_refused_in_style(&self) {
        self.goes_to("/finance/2026").await;
        self.arrives("/finance/2026", "U hebt hier geen toegang").await;
        let rules = "return [...document.styleSheets].map(sheet => sheet.cssRules.length)";
        let rules = self.or_fail(self.driver.execute(rules, vec![]).await, "the stylesheets").await;
        let rules = rules.json().as_array().cloned().unwrap_or_default();
        assert!(rules.len() == 2 && rules.iter().all(|rules| *rules != json!(0)), "{rules:?}");
        let wrong = audit(self, "forward-denied").await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
