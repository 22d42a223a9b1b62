//! FA-01, FA-02, FA-03: rules, tickets and what applications are told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use journey::FactorKind;
use oidc::acr::Acr;
use oidc::claims::{Mapping, Person};
use oidc::forward::original::{Asking, read};
use oidc::forward::rules::wants_page;
use oidc::forward::ticket::{LIFE, is_local};
use oidc::forward::{
    Access, Application, Identity, Original, ProofClaims, Proxy, Redeemed, Rule, RuleFault, TicketRow, Verdict, decide,
};
use oidc::{LoginFacts, Proof};
use rstest::rstest;

use crate::support::{account, issuer, login, now, secret};

fn rule(prefix: &str, methods: &[&str], access: Access) -> Rule {
    Rule { prefix: prefix.to_owned(), methods: methods.iter().map(|it| (*it).to_owned()).collect(), access }
}

fn logged_in(groups: &[&str], least_acr: Option<Acr>) -> Access {
    Access::LoggedIn { groups: set(groups), least_acr }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}

fn applications() -> Vec<Application> {
    let rules = vec![
        rule("/health", &["GET", "HEAD"], Access::Open),
        rule("/admin", &[], logged_in(&["admins"], None)),
        rule("/vault", &[], logged_in(&[], Some(Acr::Phr))),
        rule("/old/", &[], Access::Closed),
        rule("/app", &[], logged_in(&[], None)),
        rule("/", &["GET"], logged_in(&["staff", "admins"], None)),
    ];
    let app = Application { name: "App".to_owned(), hosts: set(&["app.example.org"]), rules };
    let empty = Application { name: "Empty".to_owned(), hosts: set(&["empty.example.org"]), rules: vec![] };
    vec![app, empty]
}

fn request(method: &str, host: &str, target: &str) -> Original {
    let headers = [("host", host), ("x-forwarded-proto", "https")];
    read(Proxy::Envoy, &headers, &Asking { method, target }).unwrap()
}

fn verdict(method: &str, target: &str, login: Option<&LoginFacts>, groups: &[&str]) -> Verdict {
    decide(&applications(), &request(method, "app.example.org", target), login, &set(groups))
}

#[rstest]
#[case("GET", "/health", None, &[], Verdict::PassOpen)]
#[case("POST", "/health", None, &[], Verdict::Denied)]
#[case("GET", "/healthy", None, &[], Verdict::NeedsLogin)]
#[case("GET", "/admin", None, &[], Verdict::NeedsLogin)]
#[case("GET", "/admin", Some(()), &["staff"], Verdict::Denied)]
#[case("GET", "/admin/x", Some(()), &["staff"], Verdict::Denied)]
#[case("GET", "/admin/x", Some(()), &["admins"], Verdict::Pass)]
#[case("GET", "/%61dmin/x", Some(()), &["staff"], Verdict::Denied)]
#[case("GET", "/administrator", Some(()), &["staff"], Verdict::Pass)]
#[case("GET", "/Admin/x", Some(()), &["staff"], Verdict::Denied)]
#[case("GET", "/Admin/x", Some(()), &["admins"], Verdict::Denied)]
#[case("GET", "/old", Some(()), &["admins"], Verdict::Denied)]
#[case("GET", "/old/x", Some(()), &["admins"], Verdict::Denied)]
#[case("POST", "/app/x?y=/admin", Some(()), &[], Verdict::Pass)]
#[case("GET", "/x", Some(()), &["staff"], Verdict::Pass)]
#[case("GET", "/x", Some(()), &[], Verdict::Denied)]
#[case("DELETE", "/x", Some(()), &["admins"], Verdict::Denied)]
#[case("DELETE", "/x", None, &[], Verdict::Denied)]
fn fa_03_the_first_rule_that_fits_decides(
    #[case] method: &str,
    #[case] target: &str,
    #[case] is_logged_in: Option<()>,
    #[case] groups: &[&str],
    #[case] expected: Verdict,
) {
    let login = is_logged_in.map(|()| login());
    assert_eq!(verdict(method, target, login.as_ref(), groups), expected);
}

#[test]
fn fa_03_unknown_hosts_and_applications_without_rules_let_nothing_pass() {
    let of = |host| decide(&applications(), &request("GET", host, "/"), Some(&login()), &set(&["admins"]));
    assert_eq!(of("other.example.org"), Verdict::UnknownHost);
    assert_eq!(of("app.example.org:8443"), Verdict::UnknownHost);
    assert_eq!(of("empty.example.org"), Verdict::Denied);
}

#[test]
fn fa_03_rules_that_would_never_or_always_fit_are_faults() {
    assert!(applications().iter().all(|application| application.check().is_empty()));
    let wrong = ["", "admin", "//admin", "/a/../b", "/a;b", "/%61dmin"];
    let bad = Application {
        name: "Bad".to_owned(),
        hosts: set(&["App.example.org", "https://app.example.org", "app.example.org:443"]),
        rules: wrong.iter().map(|prefix| rule(prefix, &["get"], Access::Open)).collect(),
    };
    let faults = bad.check();
    for prefix in wrong {
        assert!(faults.contains(&RuleFault::Prefix(prefix.to_owned())), "{prefix}");
    }
    assert!(faults.contains(&RuleFault::Method("get".to_owned())));
    assert_eq!(faults.iter().filter(|fault| matches!(fault, RuleFault::Host(_))).count(), 3);
}

#[test]
fn fa_03_a_level_is_a_step_up_if_the_account_can() {
    assert_eq!(verdict("GET", "/vault", Some(&login()), &[]), Verdict::Denied);
    let can = LoginFacts { reachable: Acr::Phr, ..login() };
    assert_eq!(verdict("GET", "/vault", Some(&can), &[]), Verdict::NeedsStepUp(Acr::Phr));
    let proof = Proof { at: now(), factor: FactorKind::SecurityKey, device_bound: false, attested: false };
    let has = LoginFacts { step_up: Some(proof), ..can };
    assert_eq!(verdict("GET", "/vault", Some(&has), &[]), Verdict::Pass);
}

#[rstest]
#[case("GET", &[("sec-fetch-mode", "navigate")], true)]
#[case("POST", &[("sec-fetch-mode", "navigate")], false)]
#[case("GET", &[("sec-fetch-mode", "cors"), ("accept", "text/html")], false)]
#[case("GET", &[("accept", "text/html,*/*")], true)]
#[case("GET", &[("accept", "application/json")], false)]
#[case("GET", &[("accept", "text/html"), ("x-requested-with", "XMLHttpRequest")], false)]
#[case("GET", &[("accept", "text/html"), ("upgrade", "websocket")], false)]
#[case("GET", &[], false)]
fn pages_are_redirected_and_scripts_are_not(
    #[case] method: &str,
    #[case] headers: &[(&str, &str)],
    #[case] expected: bool,
) {
    assert_eq!(wants_page(method, headers), expected);
}

fn ticket() -> TicketRow {
    TicketRow {
        hash: secret(1).hash(),
        nonce: secret(2).hash(),
        host: "app.example.org".to_owned(),
        session: login().session,
        target: "/a?b=c".to_owned(),
        issued_at: now(),
    }
}

#[test]
fn fa_02_a_ticket_is_good_in_its_browser_at_its_host_for_a_minute() {
    let (ticket, nonce) = (ticket(), secret(2));
    let good = Redeemed::Spend { session: login().session, target: "/a?b=c" };
    assert_eq!(ticket.redeem(Some(&nonce), "app.example.org", now() + LIFE - SignedDuration::from_secs(1)), good);
    assert_eq!(ticket.redeem(Some(&nonce), "app.example.org", now() + LIFE), Redeemed::Refused);
    assert_eq!(ticket.redeem(Some(&nonce), "other.example.org", now()), Redeemed::Refused);
    assert_eq!(ticket.redeem(Some(&secret(3)), "app.example.org", now()), Redeemed::Refused);
    assert_eq!(ticket.redeem(None, "app.example.org", now()), Redeemed::Refused);
    let away = TicketRow { target: "//evil.example".to_owned(), ..ticket };
    assert_eq!(away.redeem(Some(&nonce), "app.example.org", now()), Redeemed::Refused);
}

#[rstest]
#[case("/", true)]
#[case("/a//b", true)]
#[case("//evil.example", false)]
#[case("/\\evil.example", false)]
#[case("/\t/evil.example", false)]
#[case("/\n", false)]
#[case("https://evil.example", false)]
#[case("javascript:alert(1)", false)]
#[case("", false)]
fn fa_02_a_target_stays_on_its_host(#[case] target: &str, #[case] local: bool) {
    assert_eq!(is_local(target), local);
}

fn person() -> Person {
    Person {
        account: account(1),
        username: "jan".to_owned(),
        display_name: Some("Zoë 100%, Ltd.\r\nRemote-User: root".to_owned()),
        email: None,
        email_verified: false,
        phone: None,
        phone_verified: false,
        locale: None,
        groups: set(&["a,b", "staff"]),
        updated_at: None,
        recovered_at: None,
    }
}

#[test]
fn fa_01_headers_are_one_line_of_ascii() {
    let mapping = Mapping::new(vec![], BTreeMap::from([("staff".to_owned(), "crew".to_owned())])).unwrap();
    let Identity { headers } = Identity::new(&person(), &mapping);
    let expected = [
        ("remote-user", "jan"),
        ("remote-name", "Zo%C3%AB 100%25%2C Ltd.%0D%0ARemote-User: root"),
        ("remote-groups", "a%2Cb,crew"),
    ];
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(headers, expected);
}

#[test]
fn fa_01_the_signed_header_is_for_one_origin_and_a_minute() {
    let claims =
        ProofClaims::new(&issuer(), "https://app.example.org", (&person(), &Mapping::default()), &login(), now());
    assert_eq!((claims.aud.as_str(), claims.exp - claims.iat), ("https://app.example.org", 60));
    assert_eq!(claims.amr, ["pwd", "otp", "mfa"]);
    assert_eq!(claims.auth_time, login().login.at.as_second());
}
