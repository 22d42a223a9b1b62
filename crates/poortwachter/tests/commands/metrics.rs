//! `/metrics`: numbers of a running portal, on an address of their own; and what is made of them holds against a real scrape.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::audit::write as change;
use crate::client::{Answer, Client, connect};
use crate::login::{PASSWORD, app_code};
use crate::place::Place;
use crate::tls;

/// A place whose portal has numbers, and their port.
fn watched() -> (Place, u16) {
    let (place, port) = (Place::new(), free_port());
    place.write(&format!("[metrics]\nlisten = \"127.0.0.1:{port}\"\n"));
    (place, port)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn ask(port: u16, method: &str, path: &str) -> Answer {
    Client::new(port, String::new()).request(method, path, None)
}

fn scrape(port: u16) -> String {
    let answer = ask(port, "GET", "/metrics");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    assert!(answer.body.ends_with("# EOF\n"));
    answer.body
}

/// The number of a line with these labels.
#[track_caller]
fn number(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
}

#[test]
fn a_whole_login_is_counted_and_nobody_is_named() {
    let (place, port) = watched();
    let portal = place.serve();
    let link = place.add("b.jansen");
    let mut browser = portal.client();
    place.account(&["set", "b.jansen", "--notice-mail", "b.jansen@home.example"]).good();
    browser.activate(&link);
    let enrolled = browser.enrol();
    browser.log_out();
    browser.password("b.jansen", "wrong lente regen 7");
    browser.password("b.jansen", PASSWORD);
    browser.submit("/login/second-factor", &[("code", "000000")]);
    let next = app_code(&enrolled.secret, 30);
    assert_eq!(browser.submit("/login/second-factor", &[("code", &next)]).0, "/account");
    browser.request("GET", "/b.jansen?s3cret", None);
    portal.client().password("b.jansen", PASSWORD);

    let text = scrape(port);
    for (name, least) in [
        (r#"poortwachter_logins_total{factor="password",result="success"}"#, 2.0),
        (r#"poortwachter_logins_total{factor="password",result="wrong"}"#, 1.0),
        (r#"poortwachter_logins_total{factor="totp",result="success"}"#, 1.0),
        (r#"poortwachter_logins_total{factor="totp",result="wrong"}"#, 1.0),
        ("poortwachter_sessions", 1.0),
        ("poortwachter_hashing_seconds_count", 3.0),
        (r#"poortwachter_http_requests_total{method="POST",route="/login",status="3xx"}"#, 2.0),
        (r#"poortwachter_http_requests_total{method="GET",route="-",status="4xx"}"#, 1.0),
        (r#"poortwachter_outbox_waiting{channel="mail",content="notice"}"#, 1.0),
    ] {
        assert!(number(&text, name) >= least, "{name} in {text}");
    }
    assert!(number(&text, r#"poortwachter_logins_total{factor="sms",result="wrong"}"#) < 0.5, "there from the start");
    for secret in ["jansen", "s3cret", "example.org", "127.0.0.1", PASSWORD] {
        assert!(!text.to_lowercase().contains(secret), "{secret} in {text}");
    }
}

#[test]
fn the_address_answers_get_and_nothing_else_and_the_portal_has_none() {
    let (place, port) = watched();
    let portal = place.serve();
    assert_eq!(ask(port, "GET", "/").status, 404);
    assert_eq!(ask(port, "GET", "/login").status, 404);
    for method in ["POST", "PUT", "HEAD"] {
        assert_eq!(ask(port, method, "/metrics").status, 405, "{method}");
    }
    let answer = portal.client().request("GET", "/metrics", None);
    assert!(answer.status == 404 && !answer.body.contains("poortwachter_"), "{answer:?}");
    assert!(!portal.log().contains("metrics.listen"), "loopback is no deviation: {}", portal.log());

    // Eight who say nothing get no more than their patience; whoever comes then is answered again.
    let silent: Vec<_> = (0..8).map(|_| connect(port)).collect();
    std::thread::sleep(Duration::from_millis(300));
    let mut one_more = connect(port);
    let _ = one_more.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut nothing = String::new();
    let _ = std::io::Read::read_to_string(&mut one_more, &mut nothing);
    assert_eq!(nothing, "", "no place");
    let begun = Instant::now();
    for mut stream in silent {
        let mut rest = String::new();
        let _ = std::io::Read::read_to_string(&mut stream, &mut rest);
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    scrape(port);
}

#[test]
fn it_is_off_unless_it_is_set_and_elsewhere_is_a_deviation() {
    let place = Place::new();
    let portal = place.serve();
    assert!(!portal.log().contains("metrics"), "{}", portal.log());
    drop(portal);
    place.write(&format!("[metrics]\nlisten = \"0.0.0.0:{}\"\n", free_port()));
    let portal = place.serve();
    assert!(portal.log().contains("deviation: metrics.listen"), "{}", portal.log());
    drop(portal);
    place.write(&format!("[metrics]\nlisten = \"127.0.0.1:{}\"\n", place.port));
    let refused = place.run(&["serve"]).refused();
    assert!(refused.contains("metrics.listen") && refused.contains("choose another port"), "{refused}");
}

#[test]
fn a_database_that_fails_leaves_its_numbers_out() {
    let (place, port) = watched();
    let _portal = place.serve();
    assert!(scrape(port).contains("poortwachter_sessions 0.0\n"));
    // The numbers are read again after five seconds. Then the schema is not what they expect.
    change(&place, "ALTER TABLE sessions RENAME TO hidden_sessions");
    std::thread::sleep(Duration::from_millis(5_200));
    let begun = Instant::now();
    let text = scrape(port);
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert!(
        !text.contains("poortwachter_sessions ") && number(&text, "poortwachter_database_unread_total") >= 1.0,
        "{text}"
    );
    assert!(number(&text, r#"poortwachter_database_errors_total{kind="statement"}"#) >= 1.0);
    change(&place, "ALTER TABLE hidden_sessions RENAME TO sessions");
    std::thread::sleep(Duration::from_millis(5_200));
    assert!(scrape(port).contains("poortwachter_sessions 0.0\n"));
}

/// Every metric of the dashboard and of the alerts.
fn named() -> BTreeSet<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packaging");
    let dashboard = std::fs::read_to_string(folder.join("grafana/poortwachter.json")).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&dashboard).unwrap();
    let panels = parsed["panels"].as_array().unwrap();
    let expressions = panels.iter().flat_map(|panel| panel["targets"].as_array().cloned().unwrap_or_default());
    let mut text: Vec<String> = expressions.map(|target| target["expr"].as_str().unwrap().to_owned()).collect();
    assert!(text.len() > 30, "{text:?}");
    let alerts = std::fs::read_to_string(folder.join("prometheus/alerts.yml")).unwrap();
    text.extend(alerts.lines().filter(|line| line.trim_start().starts_with("expr:")).map(str::to_owned));
    let words = text.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    words.filter(|word| word.starts_with("poortwachter_")).map(str::to_owned).collect()
}

#[test]
fn what_dashboard_and_alerts_name_is_there() {
    let (place, port) = watched();
    let files = tls::certificate(&place, "first");
    let portal = tls::serve(&place, &files);
    place.add("b.jansen");
    assert!(tls::ask(&place, &files.certificate, &[]).0);
    let begun = Instant::now();
    loop {
        let text = scrape(port);
        let metrics: BTreeSet<_> = text.lines().filter_map(|line| line.split(['{', ' ']).next()).collect();
        let missing: Vec<_> = named().into_iter().filter(|name| !metrics.contains(name.as_str())).collect();
        // The first head of the chain and the first event come a moment after the start.
        if missing.is_empty() {
            let ends = number(&text, "poortwachter_certificate_expiry_seconds");
            let now = number(&text, "poortwachter_clock_seconds");
            assert!((86_400.0..3.0 * 86_400.0).contains(&(ends - now)), "a certificate of two days");
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{missing:?} are not in {text} {}", portal.log());
        std::thread::sleep(Duration::from_secs(1));
    }
}

#[test]
fn the_alerts_are_sound_and_fire_when_they_should() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packaging/prometheus");
    for arguments in [["check", "rules", "alerts.yml"], ["test", "rules", "alerts-test.yml"]] {
        let output = Command::new("promtool").args(arguments).current_dir(&folder).output();
        let output = output.expect("promtool, of the package `prometheus`");
        assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    // Each alert names a row of the manual that is there.
    let alerts = std::fs::read_to_string(folder.join("alerts.yml")).unwrap();
    let manual = std::fs::read_to_string(folder.join("../../docs/operating.md")).unwrap();
    let rows: Vec<_> =
        alerts.split("\"Watching it\", row \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(rows.len(), alerts.matches("- alert:").count());
    for row in rows {
        assert!(manual.contains(&format!("| {row} |")), "{row}");
    }
}
