//! Forms come from our own pages (requirement WE-01).

use http::{Method, StatusCode};
use testkit::{Browser, ORIGIN, Portal};
use web::routes::{Needs, Route, table};

/// The database without the audit log.
async fn facts(portal: &Portal) -> Vec<String> {
    portal.dump().await.lines().filter(|line| !line.starts_with("audit: ")).map(str::to_owned).collect()
}

/// A browser for which the route would do something.
async fn somebody(portal: &Portal, (path, needs): (&str, Needs), name: &str) -> Browser {
    let elsewhere = needs == Needs::Confirmed
        || ["/recovery/cancel", "/login/new-password", "/forgot/link", "/address-link"].contains(&path);
    if elsewhere || ["/enrol/", "/login/second-factor/"].iter().any(|begin| path.starts_with(begin)) {
        let browser = crate::coverage::its_own(portal, needs, "POST", path).await;
        // A new code may go out again: a form that was let through would send one.
        portal.clock.advance(jiff::SignedDuration::from_secs(61));
        return browser;
    }
    let person = portal.enrolled(name).await;
    let mut browser = portal.browser();
    match needs {
        Needs::Session => person.log_in(portal, &mut browser).await,
        Needs::Link => drop(browser.open(&portal.invited(&format!("{name}.link")).await.link).await),
        Needs::Objection => drop(browser.open(&crate::not_me::objection(portal, &person, "factor-added").await).await),
        _ => person.enter_password(&mut browser).await,
    }
    browser
}

fn posts() -> Vec<(&'static str, Needs)> {
    // Programs bring their own proof (requirement WE-02); no cookie counts there.
    // Two addresses take forms of applications, and change nothing but a row of their own (OpenID Connect Core section 3.1.2.1).
    let of_applications = ["/authorize", "/end-session"];
    let by_people = |route: &&Route| {
        !matches!(route.needs, Needs::Client | Needs::Bearer | Needs::Proxy) && !of_applications.contains(&route.path)
    };
    let posts = |route: &&Route| route.method == "POST";
    table().iter().filter(posts).filter(by_people).map(|route| (route.path, route.needs)).collect()
}

/// What it is called, its two headers, and whether a form may come from there.
type State = (&'static str, [(&'static str, &'static str); 2], bool);

const FIELDS: &str = "username=anna&password=lente%20regen%20fiets%207&code=123456&typed=1234123412341234&method=app&kind=app&number=0612345678&name=x&answer=x&lang=en&back=/help";

#[tokio::test]
async fn we_01_header_states_on_every_post_route() {
    let portal = Portal::with(testkit::settings_with_passkeys()).await;
    let states: [State; 10] = [
        ("our own page", [("sec-fetch-site", "same-origin"), ("origin", ORIGIN)], true),
        ("an old browser", [("sec-fetch-site", ""), ("origin", ORIGIN)], true),
        ("another site", [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")], false),
        ("a sibling", [("sec-fetch-site", "same-site"), ("origin", "https://verzuim.voorbeeld.example")], false),
        ("nothing at all", [("sec-fetch-site", ""), ("origin", "")], false),
        // `Referrer-Policy: no-referrer` hides the origin of our own forms too.
        ("our own page with a hidden origin", [("sec-fetch-site", "same-origin"), ("origin", "null")], true),
        ("a hidden origin", [("sec-fetch-site", ""), ("origin", "null")], false),
        ("another site with a hidden origin", [("sec-fetch-site", "cross-site"), ("origin", "null")], false),
        ("no other page at all", [("sec-fetch-site", "none"), ("origin", "")], true),
        ("a lie", [("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], false),
    ];
    for (number, (path, needs)) in posts().into_iter().enumerate() {
        let browser = somebody(&portal, (path, needs), &format!("anna{number}")).await;
        let token = browser.page().csrf().unwrap();
        let body = format!("csrf={token}&{FIELDS}").into_bytes();
        for (state, headers, allowed) in states {
            if allowed {
                continue;
            }
            let before = facts(&portal).await;
            let page = browser.send(Method::POST, path, body.clone(), &headers).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} from {state}");
            assert_eq!(page.heading(), "Wij hebben dit niet uitgevoerd");
            assert_eq!(facts(&portal).await, before, "{path} from {state} wrote something");
        }
        for (state, headers, _) in states.into_iter().filter(|state| state.2) {
            let page = browser.send(Method::POST, path, body.clone(), &headers).await;
            assert_ne!(page.status, StatusCode::FORBIDDEN, "{path} from {state}");
        }
    }
    assert!(portal.events().await.contains(&("malicious_csrf".to_owned(), "other-site".to_owned())));
}

#[tokio::test]
async fn we_01_the_token_is_needed_on_every_post_route_and_belongs_to_one_browser() {
    let portal = Portal::with(testkit::settings_with_passkeys()).await;
    let mut other = portal.browser();
    other.open("/login").await;
    let stolen = other.page().csrf().unwrap();
    for (number, (path, needs)) in posts().into_iter().enumerate() {
        let mut browser = somebody(&portal, (path, needs), &format!("anna{number}")).await;
        let own = browser.page().csrf().unwrap();
        let cut = &own[..own.len() - 1];
        for token in ["", "x", cut, &stolen] {
            let before = facts(&portal).await;
            let body = format!("csrf={token}&{FIELDS}").into_bytes();
            let page = browser.send(Method::POST, path, body, &[]).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{path} {token}");
            assert_eq!(facts(&portal).await, before, "{path} with {token:?} wrote something");
            // J11: an expired page leads to the right screen with a clear word.
            let page = browser.open(page.header("location")).await;
            assert_eq!(page.status, StatusCode::OK, "{path} led to {}", page.at);
            assert!(page.notice().contains("Dit formulier was te oud"), "{path}: {} {}", page.at, page.notice());
        }
    }
}

#[tokio::test]
async fn we_01_a_token_from_before_the_login_is_no_key_behind_it() {
    let portal = Portal::with(testkit::settings_with_passkeys()).await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let before = browser.page().csrf().unwrap();
    browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    let behind = browser.page().csrf().unwrap();
    browser.post("/logout", &[("csrf", &before)]).await;
    assert_eq!(browser.page().at, "/account", "still logged in");
    // And the other way round: login CSRF with the token of a session.
    let answer = browser.post_once("/login", &[("csrf", &behind), ("username", "anna"), ("password", "x")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}
