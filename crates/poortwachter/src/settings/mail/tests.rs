//! What an operator gets to read for a mail server that cannot work, before the first mail.

use super::Security;
use crate::settings::Settings;

const GOOD: &str = "[mail]\nhost = \"smtp.example.org\"\nfrom = \"portal@example.org\"\n";

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read("p.toml", text, &variables).map_err(|all| all.to_string())
}

#[test]
fn without_a_host_nothing_is_wanted_and_nothing_is_sent() {
    let mail = read("", &[]).unwrap().mail;
    assert!(!mail.is_on());
    assert_eq!((mail.port, mail.security, mail.timeout_seconds, mail.parallel), (587, Security::Starttls, 20, 4));
}

#[test]
fn the_password_comes_from_a_variable_and_is_not_shown() {
    let text = format!("{GOOD}username = \"portal\"\n");
    let settings = read(&text, &[("POORTWACHTER_MAIL__PASSWORD", "s3cret")]).unwrap();
    assert!(settings.mail.is_on() && settings.mail.password.as_ref().unwrap().expose() == "s3cret");
    assert!(!format!("{settings:?}").contains("s3cret"));
    let wrong = read(&text, &[("POORTWACHTER_MAIL__PASSWORD", "s3cret\n")]).unwrap_err();
    assert!(wrong.contains("control character") && !wrong.contains("s3cret"), "{wrong}");
}

#[test]
fn a_server_that_cannot_work_is_told_at_start() {
    for (text, said) in [
        (GOOD.replace("from = \"portal@example.org\"\n", ""), "mail.from: found nothing; write the address"),
        (GOOD.replace("portal@", ""), "it is not one mail address"),
        (GOOD.replace("portal@example.org", "a@example.org, b@example.org"), "it is not one mail address"),
        (GOOD.replace("portal@example.org", "a@example.org\\r\\nBcc: b@example.org"), "it is not one mail address"),
        (GOOD.replace("smtp.example.org", "smtp.example.org:25"), "the port has a key of its own"),
        (format!("{GOOD}from_name = \"Portal\\nBcc: x\""), "it holds a control character"),
        (format!("{GOOD}username = \"portal\""), "mail.password: found nothing; set it"),
        (format!("{GOOD}password = \"s3cret\""), "mail.username: found nothing; write the name"),
        (format!("{GOOD}security = \"ssl\""), "write one of \"starttls\", \"tls\", \"none\""),
        (format!("{GOOD}security = \"none\""), "found no TLS to \"smtp.example.org\", where others can read the links"),
        (format!("{GOOD}timeout_seconds = 60"), "a whole number from 1 to 25"),
    ] {
        let complaint = read(&text, &[]).unwrap_err();
        assert!(complaint.contains(said), "{text}: {complaint}");
        assert!(!complaint.contains("s3cret"), "{complaint}");
    }
}

#[test]
fn plain_ways_are_for_this_machine_or_on_purpose_and_then_said_at_each_start() {
    for host in ["localhost", "127.0.0.1", "::1"] {
        let settings = read(&format!("{}security = \"none\"", GOOD.replace("smtp.example.org", host)), &[]).unwrap();
        assert!(settings.deviations().iter().all(|found| !found.key.starts_with("mail.")), "{host}");
    }
    let settings = read(&format!("{GOOD}security = \"none\"\nallow_plain = true"), &[]).unwrap();
    assert!(
        settings
            .deviations()
            .last()
            .unwrap()
            .to_string()
            .starts_with("deviation: mail.security: mails with links go to smtp")
    );
}
