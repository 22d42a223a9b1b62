//! What bad input gets (product.md): a clear answer, never a 500, and nothing written but the counter and the audit entry.

use http::{Method, StatusCode};
use testkit::{Browser, Page, Person, Portal};

/// The database without counters and audit log.
async fn facts(portal: &Portal) -> Vec<String> {
    let kept = |line: &&str| !line.starts_with("audit: ") && !line.starts_with("counters: ");
    portal.dump().await.lines().filter(kept).map(str::to_owned).collect()
}

async fn at_s2(portal: &Portal) -> (Person, Browser) {
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    (anna, browser)
}

/// A body as it stands, with the page's token before it.
async fn raw(browser: &Browser, path: &str, body: &[u8], headers: &[(&str, &str)]) -> Page {
    let mut whole = format!("csrf={}&", browser.page().csrf().unwrap()).into_bytes();
    whole.extend_from_slice(body);
    browser.send(Method::POST, path, whole, headers).await
}

fn clear(page: &Page, status: u16, what: &str) {
    assert_eq!(page.status.as_u16(), status, "{what}: {}", page.body);
    assert!(!page.heading().is_empty(), "{what} gets a page");
    assert!(
        page.text().contains("Naar inloggen") || !page.error().is_empty(),
        "{what} says what to do: {}",
        page.text()
    );
}

#[tokio::test]
async fn bodies_that_are_no_forms() {
    let portal = Portal::start().await;
    let (_, browser) = at_s2(&portal).await;
    let before = facts(&portal).await;
    for path in ["/login", "/login/second-factor", "/login/reset", "/login/cancel", "/language", "/enrol", "/activate"]
    {
        let large = vec![b'a'; 64 * 1024 + 1];
        clear(&raw(&browser, path, &large, &[]).await, 413, "more than 64 KiB");
        for kind in [
            "",
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencodedx",
        ] {
            clear(&raw(&browser, path, b"a=1", &[("content-type", kind)]).await, 415, kind);
        }
        for body in
            [b"username=\xff".as_slice(), b"username=%ff", b"username=a&username=b", b"csrf=x", b"%ff=1", b"a=%c3%28"]
        {
            clear(&raw(&browser, path, body, &[]).await, 400, &String::from_utf8_lossy(body));
        }
    }
    assert_eq!(facts(&portal).await, before);
}

#[tokio::test]
async fn a_body_of_64_kib_is_read() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    let token = browser.page().csrf().unwrap();
    let mut body = format!("csrf={token}&username=anna&password=x&rest=").into_bytes();
    body.resize(64 * 1024, b'a');
    assert_eq!(browser.send(Method::POST, "/login", body, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn names_and_passwords_that_nobody_has() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let long = "a".repeat(10_000);
    let before = facts(&portal).await;
    for (username, password) in [
        (long.as_str(), "wachtwoord"),
        ("anna", long.as_str()),
        ("an\u{0}na", "wachtwoord"),
        ("an\u{7}na", "wachtwoord"),
        ("an\r\nna", "wachtwoord"),
        ("\u{202e}anna", "wachtwoord"),
        ("an\u{200b}na", "wachtwoord"),
        ("anna", "\u{202e}wachtwoord\u{0}"),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("<script>alert(1)</script>", "x"),
        ("{{7*7}}", "${7*7}"),
        ("\u{1f600}", "x"),
    ] {
        let mut browser = portal.browser();
        browser.open("/login").await;
        let page = browser.press("Inloggen", &[("Gebruikersnaam", username), ("Wachtwoord", password)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{username:.20?}");
        assert!(
            page.error().contains("De gebruikersnaam of het wachtwoord klopt niet."),
            "{username:.20?}: {}",
            page.error()
        );
        assert!(!page.body.contains("<script>alert"), "{username:.20?}");
        assert!(page.body.len() < 20_000, "what was typed comes back cut");
        assert!(browser.jar.get("journey").is_none());
    }
    assert_eq!(facts(&portal).await, before);
}

#[tokio::test]
async fn codes_of_every_wrong_shape_at_every_field() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_s2(&portal).await;
    let long = "1".repeat(10_000);
    let typed = [
        "",
        " ",
        "12345",
        "1234567",
        "１２３４５６",
        "12345a",
        "\u{202e}123456",
        "123456\u{0}",
        "-1",
        "1e5",
        "+12345",
        &long,
    ];
    let before = facts(&portal).await;
    for typed in typed {
        let page = browser.post("/login/second-factor", &[("code", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:.20?}");
        assert!(page.error().starts_with("Fout: "), "{typed:.20?}");
    }
    assert_eq!(facts(&portal).await, before);
    browser.open("/login/reset").await;
    let before = portal.rows("counters").await;
    for typed in [
        "",
        "1234-5678-9012-345A",
        "1234 5678 9012 345",
        "１２３４５６７８９０１２３４５６",
        "\u{202e}1234567890123456",
        "1234567890123456\u{0}",
        &long,
    ] {
        let page = browser.post("/login/reset", &[("code", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:.20?}");
        assert!(
            page.error().contains("telt niet mee") || page.error().contains("Vul uw herstelcode in"),
            "{}",
            page.error()
        );
    }
    assert_eq!(portal.rows("counters").await, before);
}

#[tokio::test]
async fn cookies_cut_in_half_twice_there_or_never_ours() {
    let portal = Portal::start().await;
    let (anna, browser) = at_s2(&portal).await;
    let mut behind = portal.browser();
    anna.log_in(&portal, &mut behind).await;
    let before = facts(&portal).await;
    let long = "A".repeat(4_000);
    for (name, path) in [("journey", "/login/second-factor"), ("session", "/account"), ("journey", "/login/continue")] {
        let whole = if name == "session" { &behind } else { &browser };
        let value = whole.jar.get(name).unwrap();
        let flipped = format!("{}B", &value[..42]);
        for broken in [&value[..21], "", &long, "a b", "\"x\"", &flipped, "=", "%00"] {
            let mut thief = portal.browser();
            thief.jar.put(name, broken);
            let page = thief.open(path).await;
            assert_eq!((page.path(), page.status), ("/login", StatusCode::OK), "{name}={broken:.20}");
        }
        // Two of one name: nobody can tell which one is ours.
        let twice = format!("__Host-pw-{name}={value}; __Host-pw-{name}={value}");
        let page = portal.browser().send(Method::GET, path, Vec::new(), &[("cookie", &twice)]).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/login"), "{name}");
    }
    for name in ["visit", "browser", "grant", "link", "username", "language", "flash"] {
        for broken in [long.as_str(), "", "x", "<b>", "../../etc"] {
            let mut thief = portal.browser();
            thief.jar.put(name, broken);
            for path in ["/login", "/activate", "/reset-link", "/help"] {
                let page = thief.open(path).await;
                assert!(page.status.as_u16() < 500, "{name}={broken:.20} at {path}");
                assert!(!page.body.contains("<b>") || !page.text().contains("<b>"), "{name}");
            }
        }
    }
    assert_eq!(facts(&portal).await, before);
}

#[tokio::test]
async fn addresses_and_queries_that_nobody_would_type() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for path in [
        "/login?",
        "/login?%",
        "/login?%ff=%ff",
        "/login?to=%",
        "/login?to=%00",
        "/activate?token=%00",
        "/help/%00",
        "/help/%ff",
        "/help/reset?back=%ff",
        "/leaving?to=%00",
        "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/assets/..",
        "//login",
        "/login/",
        "/LOGIN",
        "/%2e%2e/login",
        "/login;x=1",
        "/enrol/recovery-code.txt?x",
    ] {
        let page = browser.open(path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
    }
    for header in ["accept-language", "user-agent", "cookie", "x-forwarded-for", "forwarded", "referer"] {
        for value in ["\u{ff}\u{fe}", "a\u{1f600}", ";;;;====,,,,", "\t"] {
            let page = browser.send(Method::GET, "/login", Vec::new(), &[(header, value)]).await;
            assert_eq!(page.status, StatusCode::OK, "{header}: {value:?}");
        }
    }
}
