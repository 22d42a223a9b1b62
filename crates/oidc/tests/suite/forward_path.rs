//! FA-03: the original request, and paths that could be read in two ways.

use oidc::forward::original::{Asking, read};
use oidc::forward::{CleanPath, Original, OriginalFault, PathFault, Proxy};
use proptest::prelude::*;
use rstest::rstest;

const ASKING: Asking<'static> = Asking { method: "GET", target: "/auth" };

fn forwarded(uri: &str) -> Result<Original, OriginalFault> {
    let headers = [
        ("x-forwarded-method", "GET"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "App.example.org"),
        ("x-forwarded-uri", uri),
    ];
    read(Proxy::Forwarded, &headers, &ASKING)
}

#[rstest]
#[case("/", "/")]
#[case("/a/b.c", "/a/b.c")]
#[case("/a/", "/a/")]
#[case("/a%20b", "/a b")]
#[case("/%61dmin", "/admin")]
#[case("/caf%C3%A9", "/café")]
#[case("/a%3Fb", "/a?b")]
#[case("/100%25", "/100%")]
#[case("/.well-known/x", "/.well-known/x")]
#[case("/a..b/c", "/a..b/c")]
fn fa_03_paths_that_mean_one_thing(#[case] raw: &str, #[case] clean: &str) {
    assert_eq!(CleanPath::parse(raw).unwrap().as_str(), clean);
}

#[rstest]
#[case("", PathFault::NotAbsolute)]
#[case("*", PathFault::NotAbsolute)]
#[case("admin", PathFault::NotAbsolute)]
#[case("http://x/admin", PathFault::NotAbsolute)]
#[case("//", PathFault::EmptySegment)]
#[case("//admin", PathFault::EmptySegment)]
#[case("/public//admin", PathFault::EmptySegment)]
#[case("/admin.", PathFault::Ambiguous)]
#[case("/admin%20", PathFault::Ambiguous)]
#[case("/admin%2e/x", PathFault::Ambiguous)]
#[case("/admin::$DATA", PathFault::Ambiguous)]
#[case("/admin:x:$DATA", PathFault::Ambiguous)]
#[case("/public/../admin", PathFault::Dots)]
#[case("/public/..", PathFault::Dots)]
#[case("/./admin", PathFault::Dots)]
#[case("/public/.../admin", PathFault::Dots)]
#[case("/public/%2e%2e/admin", PathFault::Dots)]
#[case("/public/.%2E/admin", PathFault::Dots)]
#[case("/public/%2e./admin", PathFault::Dots)]
#[case("/public/..%20/admin", PathFault::Dots)]
#[case("/public/..;/admin", PathFault::Ambiguous)]
#[case("/public/..%3b/admin", PathFault::Ambiguous)]
#[case("/admin;x=1", PathFault::Ambiguous)]
#[case("/public/..\\admin", PathFault::Ambiguous)]
#[case("/public/..%5cadmin", PathFault::Ambiguous)]
#[case("/\\admin", PathFault::Ambiguous)]
#[case("/admin%00", PathFault::Ambiguous)]
#[case("/admin%0d%0a", PathFault::Ambiguous)]
#[case("/admin\0", PathFault::Ambiguous)]
#[case("/ad min", PathFault::Ambiguous)]
#[case("/admin#x", PathFault::Ambiguous)]
#[case("/é", PathFault::Ambiguous)]
#[case("/public/%EF%BC%8E%EF%BC%8E/admin", PathFault::Ambiguous)]
#[case("/public%EF%BC%8Fadmin", PathFault::Ambiguous)]
#[case("/public%E2%88%95admin", PathFault::Ambiguous)]
#[case("/public%2fadmin", PathFault::Encoding)]
#[case("/public%2Fadmin", PathFault::Encoding)]
#[case("/public/%252e%252e/admin", PathFault::Encoding)]
#[case("/public/%25%32e%25%32e/admin", PathFault::Encoding)]
#[case("/public/%25u002e", PathFault::Encoding)]
#[case("/public/%c0%ae%c0%ae/admin", PathFault::Encoding)]
#[case("/public/%u002e%u002e/admin", PathFault::Encoding)]
#[case("/admin%", PathFault::Encoding)]
#[case("/admin%2", PathFault::Encoding)]
#[case("/admin%zz", PathFault::Encoding)]
#[case("/%ff", PathFault::Encoding)]
fn fa_03_paths_that_could_be_read_in_two_ways(#[case] raw: &str, #[case] fault: PathFault) {
    assert_eq!(CleanPath::parse(raw), Err(fault), "{raw}");
    assert!(forwarded(raw).is_err());
}

#[test]
fn fa_03_the_three_kinds_of_proxies_say_the_same() {
    let expected = forwarded("/a%20b?x=%2e%2e/").unwrap();
    assert_eq!((expected.host.as_str(), expected.path.as_str()), ("app.example.org", "/a b"));
    assert_eq!((expected.target.as_str(), expected.secure), ("/a%20b?x=%2e%2e/", true));
    let nginx = [("x-original-method", "GET"), ("x-original-url", "https://app.example.org/a%20b?x=%2e%2e/")];
    assert_eq!(read(Proxy::Nginx, &nginx, &ASKING).unwrap(), expected);
    let envoy = [("host", "app.example.org:443"), ("x-forwarded-proto", "https")];
    let asking = Asking { method: "GET", target: "/a%20b?x=%2e%2e/" };
    assert_eq!(read(Proxy::Envoy, &envoy, &asking).unwrap(), expected);
}

#[test]
fn fa_03_headers_of_another_proxy_are_not_looked_at() {
    let headers = [
        ("x-original-method", "GET"),
        ("x-original-url", "https://app.example.org/private"),
        ("x-forwarded-uri", "/public"),
        ("x-forwarded-host", "other.example.org"),
    ];
    assert_eq!(read(Proxy::Nginx, &headers, &ASKING).unwrap().path.as_str(), "/private");
}

#[test]
fn fa_03_each_header_is_there_once() {
    let good = [
        ("x-forwarded-method", "GET"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "app.example.org"),
        ("x-forwarded-uri", "/"),
    ];
    for at in 0..good.len() {
        let name = good[at].0;
        let mut less = good.to_vec();
        less.remove(at);
        assert_eq!(read(Proxy::Forwarded, &less, &ASKING), Err(OriginalFault::Missing(name)));
        let more = [&good[..], &[(name, "x")]].concat();
        assert_eq!(read(Proxy::Forwarded, &more, &ASKING), Err(OriginalFault::Doubled(name)));
    }
}

#[rstest]
#[case("app.example.org", Some("app.example.org"))]
#[case("APP.example.org.", Some("app.example.org"))]
#[case("app.example.org:443", Some("app.example.org"))]
#[case("app.example.org:8443", Some("app.example.org:8443"))]
#[case("[::1]:8443", Some("[::1]:8443"))]
#[case("a.example, b.example", None)]
#[case("a.example@b.example", None)]
#[case("a.example/b", None)]
#[case("a.example:port", None)]
#[case("a.example:", None)]
#[case("..example", None)]
#[case("::1", None)]
#[case("", None)]
fn fa_03_hosts_have_one_spelling(#[case] host: &str, #[case] expected: Option<&str>) {
    let headers = [
        ("x-forwarded-method", "GET"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", host),
        ("x-forwarded-uri", "/"),
    ];
    let read = read(Proxy::Forwarded, &headers, &ASKING);
    assert_eq!(read.ok().map(|original| original.host).as_deref(), expected);
}

#[rstest]
#[case("get", "https")]
#[case("GET /", "https")]
#[case("", "https")]
#[case("GET", "javascript")]
#[case("GET", "https,http")]
fn fa_03_other_methods_and_schemes_are_refused(#[case] method: &str, #[case] proto: &str) {
    let headers = [
        ("x-forwarded-method", method),
        ("x-forwarded-proto", proto),
        ("x-forwarded-host", "a.example"),
        ("x-forwarded-uri", "/"),
    ];
    assert!(read(Proxy::Forwarded, &headers, &ASKING).is_err());
}

proptest! {
    #[test]
    fn no_path_makes_it_panic_and_a_clean_one_has_no_tricks_left(raw in "/[a-c/.%25eEfF;\\\\ -]{0,30}|.{0,30}") {
        if let Ok(clean) = CleanPath::parse(&raw) {
            let text = clean.as_str();
            prop_assert!(text.starts_with('/') && !text.contains("//") && !text.contains('\\') && !text.contains(';'));
            prop_assert!(!text.split('/').any(|segment| segment == "." || segment == ".."));
        }
    }

    #[test]
    fn no_header_makes_it_panic(host in ".{0,40}", uri in ".{0,40}", url in ".{0,60}") {
        let headers = [
            ("x-forwarded-method", "GET"), ("x-forwarded-proto", "https"), ("x-forwarded-host", &host),
            ("x-forwarded-uri", &uri), ("x-original-method", "GET"), ("x-original-url", &url), ("host", &host),
        ];
        for proxy in [Proxy::Forwarded, Proxy::Nginx, Proxy::Envoy] {
            let _ = read(proxy, &headers, &Asking { method: "GET", target: &uri });
        }
    }
}
