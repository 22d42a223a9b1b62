//! The portal as people reach it: whether it answers, with which certificate, at what time, and through which proxy.

use credentials::token::SecretToken;
use jiff::{SignedDuration, Timestamp};
use store::Store;
use web::Clock as _;
use web::routes::doctor::Seen;

use super::ask::{self, Answer, Target};
use super::certificate;
use super::proxy::{self, Way};
use crate::commands::check::report::Line;
use crate::os_rng::OsRng;
use crate::settings::Settings;
use crate::settings::network::Network;
use crate::settings::public_url::PublicUrl;
use crate::system_clock::SystemClock;

const TOPIC: &str = "public address";
/// The same as between this machine and the database's server: half a step of a second factor is the phone's.
const MOST_APART: SignedDuration = SignedDuration::from_secs(10);

/// Asks the portal that listens here for its state, past every proxy.
pub async fn listening(settings: &Settings) -> Line {
    let topic = "portal";
    let server = &settings.server;
    let connect = crate::commands::check::machine::reachable(server.listen).to_string();
    let host = server.public_url.as_ref().map_or_else(|| connect.clone(), |url| url.host().to_owned());
    let target = Target { host, connect, port: server.listen.port(), tls: server.tls().is_some() };
    match ask::get(&target, "/readyz").await {
        Ok(answer) if answer.status == 200 => {
            Line::ok(topic, format!("it answers at {}, and so does its database", server.listen))
        }
        Ok(answer) if answer.status == 503 => {
            let remedy = "look at the line about the database, and at `journalctl -u poortwachter -n 50`";
            Line::wrong(topic, "it answers, and its database does not", remedy)
        }
        Ok(answer) => {
            let found = format!("somebody answers at {} with {}, and that is no portal", server.listen, answer.status);
            Line::wrong(topic, found, "stop the other program, or change server.listen and start the portal again")
        }
        Err(why) => {
            let remedy =
                "start it: `systemctl start poortwachter`; if it does not stay, see `journalctl -u poortwachter -n 50`";
            Line::wrong(topic, format!("nobody answers at {} ({why})", server.listen), remedy)
        }
    }
}

/// Asks at the public address.
pub async fn look(settings: &Settings, url: &PublicUrl, store: &Store) -> Vec<Line> {
    let word = SecretToken::generate(&OsRng);
    if let Err(error) = store.leave_word(&word, SystemClock.now()).await {
        let remedy = "look at the line about the database";
        return vec![Line::wrong(TOPIC, format!("not asked, because the database takes nothing ({error})"), remedy)];
    }
    let target = target(url);
    match ask::get(&target, &format!("/doctor/{}", word.expose().as_str())).await {
        Ok(answer) => answered(&answer, settings, url, SystemClock.now()),
        Err(why) => {
            let remedy = "look at DNS, the proxy and the way from this machine to it; where only this machine cannot get there, \
                          ask with --local";
            vec![Line::wrong(TOPIC, format!("{} cannot be reached from here ({why})", url.as_str()), remedy)]
        }
    }
}

fn target(url: &PublicUrl) -> Target {
    let usual = if url.is_https() { 443 } else { 80 };
    let host = url.host().to_owned();
    let port = url.as_str().rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(usual);
    Target { connect: host.trim_matches(['[', ']']).to_owned(), host, port, tls: url.is_https() }
}

fn answered(answer: &Answer, settings: &Settings, url: &PublicUrl, now: Timestamp) -> Vec<Line> {
    let tls = settings.server.tls();
    let mut lines = vec![clock(answer.date.as_deref(), now)];
    if let Some(presented) = &answer.presented {
        let own = tls.as_ref().map(|files| files.certificate.as_path());
        lines.extend(certificate::of_public_address(presented, url.host(), now, own));
    }
    let seen = (answer.status == 200).then(|| serde_json::from_str::<Seen>(&answer.body).ok()).flatten();
    let Some(seen) = seen else {
        lines.push(not_this_portal(answer, url));
        return lines;
    };
    lines.push(Line::ok(TOPIC, format!("{} leads to this portal", url.as_str())));
    let trusted: Vec<_> = settings.server.trusted_proxies.iter().map(Network::net).collect();
    let way = Way { https: url.is_https(), own_tls: tls.is_some(), host: url.host(), trusted: &trusted };
    lines.extend(proxy::judge(&seen, &way));
    lines
}

fn not_this_portal(answer: &Answer, url: &PublicUrl) -> Line {
    let url = url.as_str();
    match (answer.status, &answer.location) {
        (301..=308, Some(to)) => {
            let to = crate::complaint::quoted(to);
            Line::wrong(
                TOPIC,
                format!("{url} leads on to {to}"),
                "write that address in server.public_url, or let the proxy stay here",
            )
        }
        (502..=504, _) => {
            let remedy = "look at the line about the portal, and at the address that the proxy sends requests to";
            Line::wrong(TOPIC, format!("the proxy at {url} does not reach a portal ({})", answer.status), remedy)
        }
        (status, _) => {
            let remedy = "let the proxy send everything below / to server.listen, and give doctor the settings of the portal that runs";
            Line::wrong(TOPIC, format!("{url} answers with {status}, and not as a portal over this database"), remedy)
        }
    }
}

fn clock(date: Option<&str>, now: Timestamp) -> Line {
    let topic = "clock";
    let at = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()).map(|at| at.timestamp());
    match at {
        Some(at) if now.duration_since(at).abs() > MOST_APART => {
            let found = format!("{now} here, and {at} at the public address");
            Line::wrong(topic, found, "set both right, and keep them so: `timedatectl set-ntp true`")
        }
        Some(_) => Line::ok(topic, "the public address says the same time"),
        None => Line::ok(topic, "the public address does not say a time"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::commands::check::report::Mark;

    fn answer(status: u16, location: Option<&str>, body: &str) -> Answer {
        let (location, body) = (location.map(str::to_owned), body.to_owned());
        Answer { status, date: None, location, body, presented: None }
    }

    #[rstest]
    #[case::another_database(
        answer(404, None, ""),
        "not as a portal over this database",
        "settings of the portal that runs"
    )]
    #[case::another_program(
        answer(200, None, "<html>"),
        "not as a portal over this database",
        "send everything below /"
    )]
    #[case::elsewhere(answer(301, Some("https://www.example.org/"), ""), "leads on to", "server.public_url")]
    #[case::nobody_behind(answer(502, None, ""), "does not reach a portal (502)", "that the proxy sends requests to")]
    fn an_address_that_leads_elsewhere_is_told(#[case] answer: Answer, #[case] found: &str, #[case] remedy: &str) {
        let text = "[server]\npublic_url = \"https://login.example.org\"\n";
        let settings = Settings::read("t", text, &[]).unwrap();
        let url = settings.server.public_url.clone().unwrap();
        let lines = answered(&answer, &settings, &url, Timestamp::UNIX_EPOCH);
        let line = lines.last().unwrap();
        assert!(line.mark == Mark::Wrong && line.found.contains(found), "{line:?}");
        assert!(line.remedy.as_ref().unwrap().contains(remedy), "{line:?}");
    }

    #[rstest]
    #[case(Some("Fri, 15 Jan 2027 08:00:05 GMT"), Mark::Ok)]
    #[case(Some("Fri, 15 Jan 2027 08:00:30 GMT"), Mark::Wrong)]
    #[case(Some("yesterday"), Mark::Ok)]
    #[case(None, Mark::Ok)]
    fn the_clock_of_the_public_address(#[case] date: Option<&str>, #[case] mark: Mark) {
        let now = Timestamp::constant(1_800_000_000, 0);
        assert_eq!(clock(date, now).mark, mark, "{now}");
    }

    #[test]
    fn the_port_is_the_address_s_own_or_the_usual_one() {
        for (text, port, tls) in [
            ("https://login.example.org", 443, true),
            ("https://login.example.org:8443", 8443, true),
            ("http://localhost:8080", 8080, false),
        ] {
            let target = target(&PublicUrl::try_from(text.to_owned()).unwrap());
            assert_eq!((target.port, target.tls), (port, tls), "{text}");
        }
    }
}
