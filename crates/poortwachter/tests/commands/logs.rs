//! The log: JSON on request, and never a secret (requirements LO-03 and LO-04).

use crate::login::{PASSWORD, app_code};
use crate::place::Place;

#[test]
fn lo_03_a_whole_login_leaves_no_secret_in_the_log() {
    let place = Place::new();
    place.write("[log]\nformat = \"json\"\nlevel = \"trace\"\n");
    let portal = place.serve();
    let link = place.add("b.jansen");
    let mut browser = portal.client();
    browser.activate(&link);
    let enrolled = browser.enrol();
    browser.log_out();
    browser.password("b.jansen", "wrong lente regen 7");
    browser.password("somebody-else-s3cret", PASSWORD);
    browser.password("b.jansen", PASSWORD);
    let next = app_code(&enrolled.secret, 30);
    browser.submit("/login/second-factor", &[("code", "000000")]);
    let (path, _) = browser.submit("/login/second-factor", &[("code", &next)]);
    assert_eq!(path, "/account");
    let mut lost = portal.client();
    lost.password("b.jansen", PASSWORD);
    lost.visit("/login/reset");
    assert_eq!(lost.submit("/login/reset", &[("code", &enrolled.code)]).0, "/login");

    let log = portal.log();
    let digits: String = enrolled.code.chars().filter(char::is_ascii_digit).collect();
    let mut secrets = vec![
        PASSWORD.to_owned(),
        "wrong lente regen 7".to_owned(),
        "somebody-else-s3cret".to_owned(),
        link.split_once("token=").unwrap().1.to_owned(),
        enrolled.secret.to_base32().to_string(),
        enrolled.code,
        digits,
        "otpauth".to_owned(),
    ];
    // Short values, such as a language, are words and no secrets.
    let cookies = browser.seen.into_iter().chain(lost.seen).filter(|value| value.len() >= 20).collect::<Vec<_>>();
    assert!(cookies.len() >= 8, "visits, journeys, sessions, a grant, a known browser: {cookies:?}");
    secrets.extend(cookies);
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} stands in the log: {log}");
    }
    assert!(log.lines().count() > 20, "{log}");
    for line in log.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(entry["timestamp"].is_string() && entry["level"].is_string(), "{entry}");
    }
}

#[test]
fn a_log_for_people_has_one_line_for_each_request() {
    let place = Place::new();
    let portal = place.serve();
    portal.client().request("GET", "/activate?token=s3cret", None);
    portal.client().request("GET", "/s3cret", None);
    let log = portal.log();
    assert!(log.contains("ready"), "{log}");
    assert!(log.contains("request method=GET route=\"/activate\" status=303"), "{log}");
    assert!(log.contains("request method=GET route=\"-\" status=404"), "{log}");
    assert!(!log.contains("s3cret"), "{log}");
}

#[test]
fn we_09_the_number_on_a_page_leads_to_its_line_of_the_log_and_to_its_audit_entry() {
    let place = Place::new();
    let portal = place.serve();
    let mut browser = portal.client();
    // A link that is dead says whom to call.
    let (_, answer) = browser.visit("/reset-link?token=s3cret");
    let number = answer.between("Noem daarbij nummer ", ".");
    assert_eq!(number.len(), 8, "{number}");
    let log = portal.log();
    let lines: Vec<_> = log.lines().filter(|line| line.contains(&number)).collect();
    assert_eq!(lines.len(), 1, "{log}");
    assert!(lines[0].contains("route=\"/reset-link\"") && lines[0].contains("request=\""), "{}", lines[0]);
    let others = log.lines().filter(|line| line.contains("route=\"/login\"") || line.contains("route=\"/reset-link\""));
    assert!(
        others.clone().count() > 0 && others.clone().all(|line| line.contains("request=\"")),
        "each has one: {log}"
    );

    browser.visit("/login");
    browser.password("b.jansen", "wrong lente regen 7");
    let log = portal.log();
    let posted = log.lines().find(|line| line.contains("method=POST") && line.contains("/login")).unwrap();
    let number = posted.split("request=\"").nth(1).unwrap().split('"').next().unwrap();
    let entries = place.run(&["audit", "export"]).good();
    assert!(
        entries.lines().any(|line| line.contains("authn_login_fail") && line.contains(number)),
        "{number}: {entries}"
    );
}
