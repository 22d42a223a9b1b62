//! What the proxy in front of the portal sends, from what the portal saw of the doctor's own question.

use std::net::IpAddr;

use ipnet::IpNet;
use web::routes::doctor::Seen;

use crate::commands::check::report::Line;

const TOPIC: &str = "proxy";
const BOTH: [&str; 2] = ["x-forwarded-for", "forwarded"];
const RELOAD: &str = "then `systemctl reload poortwachter`";

/// What the settings say of the way to the portal.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// Whether people come by https.
    pub https: bool,
    /// Whether the portal does TLS itself.
    pub own_tls: bool,
    /// The name that people ask for.
    pub host: &'a str,
    /// Who is believed.
    pub trusted: &'a [IpNet],
}

/// The lines about it.
pub fn judge(seen: &Seen, way: &Way<'_>) -> Vec<Line> {
    let mut lines = vec![visitor(seen, way)];
    if way.trusted.iter().any(|network| network.prefix_len() == 0) {
        let remedy = format!("name the proxy's own address in server.trusted_proxies, {RELOAD}");
        lines.push(Line::wrong(
            TOPIC,
            "every address is trusted, so that any visitor can pretend to be another",
            remedy,
        ));
    }
    if way.https && value(seen, "x-forwarded-proto").is_some_and(|proto| proto != "https") {
        let remedy = "at the proxy where TLS ends: for nginx `proxy_set_header X-Forwarded-Proto $scheme;`";
        lines.push(Line::warning(TOPIC, "it says that browsers come by http", remedy));
    }
    let host = seen.host.as_deref().map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
    if let Some(host) = host.filter(|host| *host != way.host) {
        let remedy =
            "let it pass the name on: for nginx `proxy_set_header Host $host;`, for Apache `ProxyPreserveHost On`";
        lines.push(Line::warning(TOPIC, format!("it asks for {host}, while people ask for {}", way.host), remedy));
    }
    lines
}

/// Whether the portal can tell visitors apart.
fn visitor(seen: &Seen, way: &Way<'_>) -> Line {
    let from = seen.connection;
    let brought: Vec<&str> = BOTH.into_iter().filter(|name| value(seen, name).is_some()).collect();
    let trust = format!("write server.trusted_proxies = [\"{from}\"], {RELOAD}");
    let behind = way.https && !way.own_tls;
    match (seen.trusted, seen.visitor) {
        (false, _) if !brought.is_empty() => {
            let found =
                format!("{from} sends {} and is not trusted: all visitors share its limits", brought.join(" and "));
            Line::wrong(TOPIC, found, trust)
        }
        (false, _) if behind => {
            let found = format!("{from} does not say for whom it asks: all visitors share its limits");
            Line::wrong(TOPIC, found, format!("{}; {trust}", send(&seen.expected)))
        }
        (false, _) => Line::ok(TOPIC, format!("none in between; a visitor from here is {from}")),
        (true, None) => {
            let found = format!("what {from} sends is refused with 400: {}", told(seen, &brought));
            let remedy = format!(
                "{}, and remove the other kind (nginx: `proxy_set_header Forwarded \"\";`), or change server.forwarded_header",
                send(&seen.expected)
            );
            Line::wrong(TOPIC, found, remedy)
        }
        (true, Some(_)) if brought.is_empty() => {
            let found = format!("{from} is trusted and sends no {}: all visitors share its limits", seen.expected);
            Line::wrong(TOPIC, found, send(&seen.expected))
        }
        (true, Some(visitor)) => Line::ok(TOPIC, recognised(from, &seen.expected, visitor)),
    }
}

fn recognised(from: IpAddr, header: &str, visitor: IpAddr) -> String {
    format!("{from} is trusted and sends {header}; a visitor from here is {visitor}")
}

fn send(expected: &str) -> String {
    match expected {
        "forwarded" => "let the proxy send Forwarded (RFC 7239) with for=".to_owned(),
        _ => {
            "let the proxy send X-Forwarded-For (nginx: `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`)"
                .to_owned()
        }
    }
}

fn value<'a>(seen: &'a Seen, name: &str) -> Option<&'a str> {
    seen.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

/// The headers with their values; what came over the network is quoted.
fn told(seen: &Seen, brought: &[&str]) -> String {
    let parts =
        brought.iter().filter_map(|name| Some(format!("{name} {}", crate::complaint::quoted(value(seen, name)?))));
    parts.collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::commands::check::report::Mark::{self, Ok, Warning, Wrong};

    fn seen(trusted: bool, headers: &[(&str, &str)], visitor: Option<&str>) -> Seen {
        Seen {
            connection: "10.0.0.2".parse().unwrap(),
            trusted,
            visitor: visitor.map(|visitor| visitor.parse().unwrap()),
            expected: "x-forwarded-for".to_owned(),
            host: Some("login.example.org".to_owned()),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        }
    }

    const X: (&str, &str) = ("x-forwarded-for", "198.51.100.7");
    const F: (&str, &str) = ("forwarded", "for=198.51.100.7");

    #[rstest]
    #[case::as_it_should_be(seen(true, &[X], Some("198.51.100.7")), Ok, "a visitor from here is 198.51.100.7", "")]
    #[case::not_trusted(seen(false, &[X], Some("10.0.0.2")), Wrong, "is not trusted", "server.trusted_proxies = [\"10.0.0.2\"]")]
    #[case::silent(seen(false, &[], Some("10.0.0.2")), Wrong, "does not say for whom", "$proxy_add_x_forwarded_for")]
    #[case::trusted_and_silent(seen(true, &[], Some("10.0.0.2")), Wrong, "sends no x-forwarded-for", "X-Forwarded-For")]
    #[case::both_kinds(seen(true, &[X, F], None), Wrong, "refused with 400", "remove the other kind")]
    #[case::the_other_kind(seen(true, &[F], None), Wrong, "forwarded \"for=198.51.100.7\"", "server.forwarded_header")]
    fn whether_visitors_can_be_told_apart(
        #[case] seen: Seen,
        #[case] mark: Mark,
        #[case] found: &str,
        #[case] remedy: &str,
    ) {
        let way = Way { https: true, own_tls: false, host: "login.example.org", trusted: &[] };
        let lines = judge(&seen, &way);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].mark == mark && lines[0].found.contains(found), "{lines:?}");
        assert!(lines[0].remedy.clone().unwrap_or_default().contains(remedy), "{lines:?}");
    }

    #[rstest]
    #[case::http_on_the_way(&[X, ("x-forwarded-proto", "http")], "login.example.org", "10.0.0.0/8", Warning, "come by http")]
    #[case::another_name(&[X], "portal.internal:8080", "10.0.0.0/8", Warning, "asks for portal.internal")]
    #[case::everybody_trusted(&[X], "login.example.org", "0.0.0.0/0", Wrong, "every address is trusted")]
    fn what_else_can_be_wrong(
        #[case] headers: &[(&str, &str)],
        #[case] host: &str,
        #[case] trusted: &str,
        #[case] mark: Mark,
        #[case] found: &str,
    ) {
        let mut seen = seen(true, headers, Some("198.51.100.7"));
        seen.host = Some(host.to_owned());
        let trusted = [trusted.parse().unwrap()];
        let lines = judge(&seen, &Way { https: true, own_tls: false, host: "login.example.org", trusted: &trusted });
        assert!(lines.len() == 2 && lines[1].mark == mark && lines[1].found.contains(found), "{lines:?}");
        assert!(lines[1].remedy.is_some());
    }

    #[test]
    fn without_a_proxy_nothing_is_missing() {
        let direct = seen(false, &[], Some("10.0.0.2"));
        for (https, own_tls) in [(true, true), (false, false)] {
            let way = Way { https, own_tls, host: "login.example.org", trusted: &[] };
            assert_eq!(judge(&direct, &way)[0].mark, Ok);
        }
    }
}
