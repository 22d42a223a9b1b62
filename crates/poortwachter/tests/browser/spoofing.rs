//! Requests that no browser sends, at a proxy in front of an application (requirements FA-03, FA-04): made-up identities one by one, and every
//! spelling of a page for another group.

use super::echo::HEADING;
use super::front::{APP, Front, Kind};

/// What nobody but the portal and its proxy may say to an application. Each value has a word of its own that must not arrive.
const SPOOFED: [(&str, &str); 13] = [
    ("Remote-User", "admin"),
    ("Remote-Name", "admin"),
    ("Remote-Email", "admin@evil.example"),
    ("Remote-Groups", "finance,admin"),
    ("X-Poortwachter-Assertion", "admin.admin.admin"),
    ("X-Original-URL", "https://app.example.org/health?admin"),
    ("X-Original-Method", "ADMIN"),
    ("X-Rewrite-URL", "/health?admin"),
    ("X-Forwarded-Uri", "/health?admin"),
    ("X-Forwarded-Method", "ADMIN"),
    ("X-Forwarded-Host", "admin.example"),
    ("X-Forwarded-Proto", "admin"),
    ("Forwarded", "host=admin.example;proto=http"),
];
/// The same for applications that take an underscore for a dash.
const UNDERSCORED: [(&str, &str); 6] = [
    ("remote_user", "admin"),
    ("Remote_User", "admin"),
    ("Remote_Groups", "finance,admin"),
    ("X-Poortwachter_Assertion", "admin.admin.admin"),
    ("X_Poortwachter_Assertion", "admin.admin.admin"),
    ("X_Poortwachter-Assertion", "admin.admin.admin"),
];
/// Headers that a browser asks the proxy to take out on the way (RFC 9110 section 7.6.1).
const TAKEN_OUT: [&str; 4] = [
    "close, Remote-User, Remote-Groups, X-Poortwachter-Assertion",
    "close, remote-user",
    "close, Cookie",
    "close, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host",
];
/// Every spelling of a page for another group.
const SPELLINGS: [&str; 16] = [
    "/finance",
    "/finance/",
    "//finance",
    "/health/../finance",
    "/health/%2e%2e/finance",
    "/health/..%2ffinance",
    "/health/..;/finance",
    "/health;/../finance",
    "/health/.%2e/finance",
    "/%66inance",
    "/Finance",
    "/health\\..\\finance",
    "/./finance",
    "/health/%252e%252e/finance",
    "/finance%00",
    "/finance;x",
];

/// Nothing that a browser makes up arrives; `cookie` lets piet pass.
pub async fn nobody_is_fooled(kind: Kind, front: &Front, cookie: &str) {
    let passed = |answer: &str| answer.contains(HEADING);
    // Without the cookie: a script hears 401, whatever it says of itself.
    let answer = front.raw("GET /", &SPOOFED).await;
    assert!(!passed(&answer), "{answer}");
    let answer = front.raw("GET /api", &[("Accept", "application/json")]).await;
    assert!(answer.contains(" 401 ") && answer.to_lowercase().contains("www-authenticate: bearer"), "{answer}");
    assert!(answer.contains("login_required"), "{answer}");
    for spoofed in SPOOFED {
        only_the_portal_is_heard(kind, front, cookie, spoofed).await;
    }
    for spoofed in UNDERSCORED {
        no_underscore_arrives(kind, front, cookie, spoofed).await;
    }
    nothing_is_taken_out(kind, front, cookie).await;
    only_sockets_go_over(kind, front, cookie).await;
    // A form passes with its body.
    let answer = front.raw("POST /form", &[("Cookie", cookie), ("Content-Length", "0")]).await;
    assert!(passed(&answer) && answer.contains("POST /form"), "{answer}");
    for path in SPELLINGS {
        let answer = front.raw(&format!("GET {path}"), &[("Cookie", cookie)]).await;
        assert!(!passed(&answer), "{kind:?}: {path}: {answer}");
    }
    // The check itself is no address of the outside.
    let answer = front.raw("GET /forward-auth", &[("Cookie", cookie)]).await;
    assert!(!answer.to_lowercase().contains("\r\nremote-user"), "{answer}");
}

/// One made-up header on a request that passes: the application gets the portal's value, or none.
async fn only_the_portal_is_heard(kind: Kind, front: &Front, cookie: &str, spoofed: (&str, &str)) {
    let answer = front.raw("GET /x", &[spoofed, ("Cookie", cookie)]).await;
    let told = heard(&answer);
    assert!(answer.contains(" 200 ") && answer.contains("GET /x HTTP/1.1"), "{kind:?}, {spoofed:?}: {answer}");
    assert!(!told.contains("admin") && is_told_of_piet(&told), "{kind:?}, {spoofed:?}: {answer}");
    assert!(!told.contains("__host-pw-") && !told.contains("\nforwarded:"), "{kind:?}, {spoofed:?}: {answer}");
    for line in told.lines().filter(|line| line.starts_with("x-forwarded-host:")) {
        assert_eq!(line, format!("x-forwarded-host: {APP}"), "{kind:?}, {spoofed:?}");
    }
    // Where nobody is asked for, nobody is told of, neither who is logged in nor who says so.
    for cookies in [&[][..], &[("Cookie", cookie)]] {
        let answer = front.raw("GET /health", &[&[spoofed], cookies].concat()).await;
        let told = heard(&answer);
        assert!(answer.contains(" 200 ") && answer.contains("GET /health"), "{kind:?}, {spoofed:?}: {answer}");
        for word in ["admin", "piet", "remote-", "x-poortwachter", "__host-pw-"] {
            assert!(!told.contains(word), "{kind:?}, {spoofed:?}: {answer}");
        }
    }
}

/// Envoy refuses such a request as a whole; with the others it passes without the header.
async fn no_underscore_arrives(kind: Kind, front: &Front, cookie: &str, spoofed: (&str, &str)) {
    let answer = front.raw("GET /x", &[spoofed, ("Cookie", cookie)]).await;
    if kind == Kind::Envoy {
        assert!(answer.contains(" 400 ") && !answer.contains(HEADING), "{spoofed:?}: {answer}");
        return;
    }
    let told = heard(&answer);
    assert!(is_told_of_piet(&told) && !told.contains("admin"), "{kind:?}, {spoofed:?}: {answer}");
}

/// An application that is told of nobody might let everybody in: a request that wants headers taken out is refused, or they arrive all the same.
async fn nothing_is_taken_out(kind: Kind, front: &Front, cookie: &str) {
    for named in TAKEN_OUT {
        let request = format!("GET /x HTTP/1.1\r\nHost: {APP}\r\nCookie: {cookie}\r\nConnection: {named}\r\n\r\n");
        let answer = front.sent(&request).await;
        let refused = [" 400 ", " 401 "].iter().any(|status| answer.starts_with(&format!("HTTP/1.1{status}")));
        let whole = is_told_of_piet(&heard(&answer));
        assert!(whole || (refused && !answer.contains(HEADING)), "{kind:?}, {named}: {answer}");
    }
}

/// A WebSocket is asked for as everything else is. Another protocol is not spoken past the proxy, where nobody would look at what follows.
async fn only_sockets_go_over(kind: Kind, front: &Front, cookie: &str) {
    let asked = |protocol: &str, cookie: &str| {
        let head = format!("GET /x HTTP/1.1\r\nHost: {APP}\r\nConnection: close, Upgrade\r\nUpgrade: {protocol}\r\n");
        let socket = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        format!("{head}{socket}HTTP2-Settings: AAMAAABkAAQAAP__\r\nCookie: {cookie}\r\n\r\n")
    };
    let answer = front.sent(&asked("websocket", cookie)).await;
    let told = heard(&answer);
    assert!(answer.starts_with("HTTP/1.1 101 ") && is_told_of_piet(&told), "{kind:?}: {answer}");
    let answer = front.sent(&asked("websocket", "own=1")).await;
    assert!(answer.contains(" 401 ") && !answer.contains(HEADING), "{kind:?}: {answer}");
    for other in ["h2c", "h2c, websocket", "h2c\r\nUpgrade: websocket", "websocket\r\nUpgrade: h2c"] {
        let answer = front.sent(&asked(other, cookie)).await;
        assert!(!heard(&answer).contains("upgrade: h2c"), "{kind:?}, {other:?}: {answer}");
    }
}

/// What the application heard, in lower case.
fn heard(answer: &str) -> String {
    answer.split_once("<pre>").map_or_else(String::new, |(_, page)| page.to_lowercase())
}

/// Everything that the portal says of piet, once each.
fn is_told_of_piet(told: &str) -> bool {
    let said = ["remote-user: piet\n", "remote-name: piet de vries\n", "remote-email: piet@example.org\n"];
    let once = ["\nremote-user:", "\nremote-name:", "\nremote-email:", "\nx-poortwachter-assertion: ey"];
    said.iter().all(|line| told.contains(line)) && once.iter().all(|name| told.matches(name).count() == 1)
}
