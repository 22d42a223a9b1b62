//! What somebody else may put into a person's browser at an application of the examples: the way back of a login that was begun elsewhere,
//! and addresses that would lead on to another site after the login.

use thirtyfour::Cookie;

use super::browser::Browser;
use super::relying_party::RelyingParty;

/// Targets of a request line that some code takes for an address elsewhere, or makes into one.
const ELSEWHERE: [&str; 12] = [
    "/.//evil.example/x",
    "/..//evil.example/x",
    "/%2e//evil.example/x",
    "/./\\evil.example/x",
    "//evil.example/x",
    "/\\evil.example/x",
    "/\\/evil.example/x",
    "///evil.example/x",
    "http://evil.example//evil.example/x",
    "/private/..//..//evil.example/x",
    "/private/?next=//evil.example/x",
    "/%5cevil.example/x",
];

/// The browser has a session at the portal, which answers the application without a question.
pub async fn nobody_is_lured(browser: &Browser, application: &RelyingParty) {
    another_browsers_login_ends_nowhere(browser, application).await;
    the_way_back_stays_here(browser, application).await;
}

/// Login CSRF (RFC 9700 section 4.7): begun in one browser, finished in another.
async fn another_browsers_login_ends_nowhere(browser: &Browser, application: &RelyingParty) {
    let agent = browser.agent().await;
    let begun = Begun::of(&application.answer("/private/", &agent)).expect("the private page asks for a login");
    assert!(!begun.cookies.is_empty(), "the login is bound to the browser that began it");
    for cookie in &begun.flags {
        // Apache's module leaves SameSite to the browser, which takes Lax.
        let left_to_the_browser = cookie.starts_with("mod_auth_openidc_");
        assert!(cookie.contains("HttpOnly") && (left_to_the_browser || cookie.contains("SameSite=Lax")), "{cookie}");
    }
    browser.forgets_the_application(application).await;
    browser.open_link(&begun.at).await;
    browser.is_silent_about("Logged in").await;
    let cookies = browser.or_fail(browser.driver.get_all_cookies().await, "the cookies").await;
    assert_eq!(cookies.iter().filter(|cookie| cookie.name == "app").count(), 0, "nobody is logged in");

    // The same with its cookies is a login: it was not refused for something else.
    let begun = Begun::of(&application.answer("/private/", &agent)).expect("the private page asks for a login");
    browser.takes(application, &begun).await;
    browser.open_link(&begun.at).await;
    browser.says("Logged in").await;
}

async fn the_way_back_stays_here(browser: &Browser, application: &RelyingParty) {
    let agent = browser.agent().await;
    for target in ELSEWHERE {
        let answer = application.answer(target, &agent);
        // A page that is not there is an answer too, and so is a tidied address on the same origin.
        let Some(begun) = Begun::of(&answer) else { continue };
        browser.takes(application, &begun).await;
        browser.open_link(&begun.at).await;
        let here = browser.or_fail(browser.driver.current_url().await, "reading the address").await;
        assert!(here.as_str().starts_with(&format!("{}/", application.origin)), "{target} led to {here}");
    }
}

/// A login that somebody began.
struct Begun {
    /// Where the portal is asked.
    at: String,
    /// Name and value.
    cookies: Vec<(String, String)>,
    /// The whole lines.
    flags: Vec<String>,
}

impl Begun {
    /// Reads the answer of an application; `None` when it does not lead to the portal.
    fn of(answer: &str) -> Option<Self> {
        let head = answer.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let values = |name: &str| {
            let named = lines.clone().filter(|(other, _)| other.eq_ignore_ascii_case(name));
            named.map(|(_, value)| value.trim().to_owned()).collect::<Vec<_>>()
        };
        let at = values("location").into_iter().find(|at| at.contains("/authorize?"))?;
        let flags = values("set-cookie");
        let pairs = flags.iter().filter_map(|line| line.split(';').next()?.split_once('='));
        let cookies = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(Self { at, cookies, flags })
    }
}

impl Browser {
    /// What it calls itself; Apache's module binds a login to that too.
    async fn agent(&self) -> String {
        let said = self.or_fail(self.driver.execute("return navigator.userAgent", vec![]).await, "its name").await;
        said.json().as_str().unwrap_or_default().to_owned()
    }

    /// Without cookies of the application; those of the portal are of another host.
    async fn forgets_the_application(&self, application: &RelyingParty) {
        self.open_link(&format!("{}/", application.origin)).await;
        self.or_fail(self.driver.delete_all_cookies().await, "forgetting").await;
    }

    /// With the cookies of this login, and no others of the application.
    async fn takes(&self, application: &RelyingParty, begun: &Begun) {
        self.forgets_the_application(application).await;
        for (name, value) in &begun.cookies {
            let mut cookie = Cookie::new(name, value);
            cookie.set_path("/");
            self.or_fail(self.driver.add_cookie(cookie).await, "a cookie").await;
        }
    }
}
