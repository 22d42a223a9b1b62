//! Certificates: the portal's own file, and what the public address really shows.

use std::path::Path;

use jiff::Timestamp;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::ask::Presented;
use crate::commands::check::report::Line;
use crate::serving::tls::{Files, Tls};

const FILE: &str = "certificate file";
const SHOWN: &str = "certificate";
/// Renewal programs come a month before the end; whoever has fewer days than this has one that does not.
const SOON: i64 = 21;
/// From here on somebody has to do it today.
const NOW: i64 = 7;

/// What stands in a chain of certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    /// Whole days until the first of them ends.
    days: i64,
    /// The names of the server's own one.
    names: Vec<String>,
}

/// The portal's own files.
pub fn of_files(files: Files, host: &str, now: Timestamp) -> Vec<Line> {
    let file = files.certificate.clone();
    if let Err(complaint) = Tls::load(files) {
        return vec![Line::wrong(
            FILE,
            complaint.to_string(),
            "renew it, and mind that certificate and key belong together",
        )];
    }
    match read(&file) {
        Ok(chain) => judge(FILE, &chain, host, now),
        Err(error) => vec![Line::wrong(FILE, format!("{} cannot be read ({error})", file.display()), "renew it")],
    }
}

/// What the public address showed; `own` is the file that it should come from, if the portal does TLS itself.
pub fn of_public_address(presented: &Presented, host: &str, now: Timestamp, own: Option<&Path>) -> Vec<Line> {
    let mut lines = judge(SHOWN, &presented.chain, host, now);
    if let (Err(why), true) = (&presented.verdict, lines.iter().all(|line| line.remedy.is_none())) {
        let found = format!("a browser with the roots of this machine refuses it: {why}");
        let remedy = "put the whole chain into the file, the authority's own certificates after the server's; for an \
                      authority of your own, install its root on every machine";
        lines = vec![Line::wrong(SHOWN, found, remedy)];
    }
    let other = own.and_then(|file| read(file).ok()).is_some_and(|chain| chain.first() != presented.chain.first());
    if other {
        let found = "the public address shows another one than the file of the settings holds";
        let remedy = "look in the log why it was not taken over, or which proxy answers in between";
        lines.push(Line::warning(SHOWN, found, remedy));
    }
    lines
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_file_iter(file).and_then(Iterator::collect).map_err(|error| error.to_string())
}

fn judge(topic: &'static str, chain: &[CertificateDer<'_>], host: &str, now: Timestamp) -> Vec<Line> {
    let Some(facts) = facts(chain, now) else {
        return vec![Line::wrong(topic, "no certificate that can be understood", "make another one")];
    };
    let fits = chain.first().is_some_and(|leaf| names(leaf, host));
    vec![judge_facts(topic, &facts, host, fits)]
}

fn judge_facts(topic: &'static str, facts: &Facts, host: &str, fits: bool) -> Line {
    let shown = facts.names.join(", ");
    let renew = "renew it (with certbot: `certbot renew`), and see why that does not happen by itself";
    match facts.days {
        _ if !fits => {
            Line::wrong(topic, format!("it is for {shown}, and people ask for {host}"), format!("get one for {host}"))
        }
        days if days < 0 => Line::wrong(topic, format!("it ended {} days ago", -days), renew),
        days if days < NOW => Line::wrong(topic, format!("it ends in {days} days"), renew),
        days if days < SOON => Line::warning(topic, format!("it ends in {days} days"), renew),
        days => Line::ok(topic, format!("for {shown}, {days} days left")),
    }
}

fn facts(chain: &[CertificateDer<'_>], now: Timestamp) -> Option<Facts> {
    let parsed: Vec<_> = chain.iter().map(|one| Some(X509Certificate::from_der(one).ok()?.1)).collect::<Option<_>>()?;
    let end = parsed.iter().map(|one| one.validity().not_after.timestamp()).min()?;
    let seconds = end - now.as_second();
    let names = parsed.first()?.subject_alternative_name().ok().flatten();
    let names = names.map(|names| names.value.general_names.iter().filter_map(name).collect()).unwrap_or_default();
    Some(Facts { days: seconds.div_euclid(24 * 3600), names })
}

fn name(of: &GeneralName<'_>) -> Option<String> {
    match of {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|bytes| std::net::IpAddr::from(bytes).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|bytes| std::net::IpAddr::from(bytes).to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn names(leaf: &CertificateDer<'_>, host: &str) -> bool {
    let name = ServerName::try_from(host.to_owned());
    name.is_ok_and(|name| ParsedCertificate::try_from(leaf).is_ok_and(|leaf| verify_server_name(&leaf, &name).is_ok()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::commands::check::report::Mark;

    #[rstest]
    #[case::far(60, true, Mark::Ok, "60 days left")]
    #[case::three_weeks(21, true, Mark::Ok, "21 days left")]
    #[case::soon(20, true, Mark::Warning, "it ends in 20 days")]
    #[case::now(6, true, Mark::Wrong, "it ends in 6 days")]
    #[case::over(-1, true, Mark::Wrong, "it ended 1 days ago")]
    #[case::another_name(60, false, Mark::Wrong, "people ask for login.example.org")]
    fn each_case_has_its_mark_and_its_remedy(
        #[case] days: i64,
        #[case] fits: bool,
        #[case] mark: Mark,
        #[case] words: &str,
    ) {
        let facts = Facts { days, names: vec!["login.example.org".to_owned()] };
        let line = judge_facts(SHOWN, &facts, "login.example.org", fits);
        assert!(line.mark == mark && line.found.contains(words), "{line:?}");
        assert_eq!(line.remedy.is_some(), mark != Mark::Ok);
    }

    #[test]
    fn what_is_no_certificate_is_told() {
        let junk = [CertificateDer::from(vec![1, 2, 3])];
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(judge(SHOWN, &junk, "a.example", now)[0].mark, Mark::Wrong);
        let files = Files { certificate: "/nowhere/a.pem".into(), key: "/nowhere/a.key".into() };
        assert_eq!(of_files(files, "a.example", now)[0].mark, Mark::Wrong);
    }
}
