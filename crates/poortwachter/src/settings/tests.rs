//! What an operator gets to read for each wrong setting, and what holds when all is well.

use credentials::recovery_code::RecoveryCodeFormat;
use journey::{FirstLogin, Language};

use super::public_url::PublicUrl;
use super::server::ForwardedHeader;
use super::*;

fn read(text: &str) -> Result<Settings, Vec<String>> {
    read_with(text, &[])
}

fn read_with(text: &str, variables: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read("p.toml", text, &variables).map_err(|all| all.0.iter().map(ToString::to_string).collect())
}

fn complaint(text: &str) -> String {
    read(text).expect_err(text).join("\n")
}

#[test]
fn nothing_set_gives_the_defaults() {
    let settings = read("").unwrap();
    assert_eq!(settings.preset, Preset::Standard);
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!((&settings.server.public_url, settings.server.hsts_subdomains), (&None, true));
    assert_eq!(settings.server.forwarded_header, ForwardedHeader::XForwarded);
    assert_eq!(settings.database.url.expose(), "sqlite:///var/lib/poortwachter/poortwachter.db");
    assert_eq!(settings.keys.file.to_str(), Some("/var/lib/poortwachter/keys"));
    assert_eq!((settings.brand.organisation(), settings.brand.accent.css().as_str()), ("Poortwachter", "#1f4e8c"));
    assert_eq!(settings.password.min_length, 12); // PW-01
    assert_eq!(settings.password.argon2.params(), credentials::hashing::HashParams::FLOOR); // D10
    assert_eq!((settings.hashing.queue, settings.hashing.workers() >= 1), (32, true));
    assert_eq!(settings.recovery_code.format, RecoveryCodeFormat::Digits4x4); // D1
    assert_eq!(settings.enrolment.first_login, FirstLogin::Activation); // J6
    assert_eq!((settings.enrolment.activation_hours, settings.enrolment.reset_link_hours), (24, 24)); // PW-10
    assert_eq!((settings.recovery.delay_users_hours, settings.recovery.delay_privileged_hours), (0, 24)); // RC-10
    let session = &settings.session; // SE-02, SE-10
    assert_eq!((session.overall_hours, session.idle_minutes, session.max_per_account), (12, 30, 10));
    assert_eq!((settings.locale.default, settings.applications.len()), (Language::Nl, 0));
    assert_eq!(settings.locale.time_zone.0.iana_name(), Some("Europe/Amsterdam"));
    // A letter needs time for the post, and that is said.
    assert_eq!(settings.deviations().iter().map(|found| found.key).collect::<Vec<_>>(), ["enrolment.letter_days"]);
}

#[test]
fn a_wrong_key_is_refused_with_line_key_what_was_found_and_what_to_write() {
    for (text, said) in [
        (
            "[server]\nlisten = \"x\"",
            "p.toml line 2: server.listen: found \"x\" (it is not an IP address with a port); write an address with a port, such as 127.0.0.1:8080.",
        ),
        (
            "\n[server]\nport = 1",
            "p.toml line 3: server.port: found a key that does not exist; keys here are listen, public_url, tls_certificate, tls_key, trusted_proxies, forwarded_header, hsts_subdomains, networks.",
        ),
        (
            "[session]\nidle_minutes = \"30\"",
            "p.toml line 2: session.idle_minutes: found \"30\"; write a whole number from 1 to 1440.",
        ),
        (
            "[server]\nhsts_subdomains = \"yes\"",
            "p.toml line 2: server.hsts_subdomains: found \"yes\"; write true or false.",
        ),
        ("[log]\nformat = \"xml\"", "p.toml line 2: log.format: found \"xml\"; write one of \"text\", \"json\"."),
        (
            "server = 3",
            "p.toml line 1: server: found 3; write a table with listen, public_url, tls_certificate, tls_key, trusted_proxies, forwarded_header, hsts_subdomains, networks.",
        ),
        (
            "server.trusted_proxies = [\"10.0.0.0/8\",\n 4]",
            "p.toml line 1: server.trusted_proxies: found 4; write a list of networks, such as 10.0.0.0/8 or 192.0.2.7.",
        ),
        (
            "server.trusted_proxies = [\"0.0.0.0/0\"]",
            "p.toml line 1: server.trusted_proxies: found \"0.0.0.0/0\" (it is the whole internet); write a list of networks, such as 10.0.0.0/8 or 192.0.2.7.",
        ),
        (
            "[[applications]]\nid = \"a\"\nname = \"A\"",
            "p.toml line 1: applications[1]: found no url; add url: an address, such as https://verzuim.example.org/start.",
        ),
        ("applications = 1", "p.toml line 1: applications: found 1; write a list of tables with id, name, url."),
        (
            "[password.argon2]\nlanes = 17",
            "p.toml line 2: password.argon2.lanes: found 17; write a whole number from 1 to 16.",
        ),
        (
            "[locale]\ntime_zone = \"Europe/Utrecht\"",
            "p.toml line 2: locale.time_zone: found \"Europe/Utrecht\" (there is no such time zone); write a time zone of the IANA list, such as Europe/Amsterdam.",
        ),
    ] {
        assert_eq!(complaint(text), said);
    }
}

#[test]
fn every_other_bound_holds() {
    for wrong in [
        "password.min_length = 7",  // PW-01
        "password.min_length = 65", // PW-01
        "password.argon2.memory_kib = 19455",
        "password.argon2 = { passes = 1, memory_kib = 47103 }", // D10
        "password.argon2.passes = 1",
        "session.overall_hours = 0",
        "session = { overall_hours = 1, idle_minutes = 61 }",
        "factors.security_key = false", // SF-02
        "factors.app_roles = [\"chef\"]",
        "factors.replace_until = \"soon\"",
        "factors.attestation = \"direct\"",
        "factors.attestation_roots = [\"maker.pem\"]",
        "server.networks = [{ name = \"a\", cidr = \"192.0.2.0/24\", failure_limit = 29 }]",
        "server.networks = [{ name = \"a\", cidr = \"192.0.2.0/24\", failure_limit = 99 }, { name = \"b\", cidr = \"192.0.2.0/24\", failure_limit = 99 }]",
        "applications = [{ id = \"A b\", name = \"A\", url = \"https://a.example/\" }]",
        "applications = [{ id = \"a\", name = \"\", url = \"https://a.example/\" }]",
        "applications = [{ id = \"a\", name = \"A\", url = \"http://a.example/\" }]",
        "applications = [{ id = \"a\", name = \"A\", url = \"https://a.example/\" }, { id = \"a\", name = \"B\", url = \"https://b.example/\" }]",
        "preset = \"strict\"\nfactors.attestation_roots = [\"m.pem\"]\nrecovery_code.format = \"digits-4x4\"",
        "preset = \"strict\"\nfactors.attestation_roots = [\"m.pem\"]\nfactors.sms = true", // OWASP ASVS 5.0 6.6.1
        "preset = \"strict\"\nfactors.attestation_roots = [\"m.pem\"]\nfactors.passkey = true", // SF-02, ADR 16
        "preset = \"strict\"\nfactors.attestation = \"none\" # and then no roots",
        "preset = \"lax\"",
        "brand.logo = \"logo.gif\"",
        "brand.product = \"a\\u001bb\"",
        "keys.file = \"\"",
    ] {
        assert!(complaint(wrong).starts_with("p.toml line "), "{wrong}: {}", complaint(wrong));
    }
    for right in [
        "password.min_length = 8",
        "password.argon2 = { passes = 1, memory_kib = 47104 }",
        "factors.app = false",
        "factors = { attestation = \"direct\", attestation_roots = [\"m.pem\"] }",
        "factors.replace_until = \"2027-01-31T00:00:00Z\"",
        "preset = \"strict\"\nrecovery_code.format = \"base32-4x4\"\nfactors.attestation_roots = [\"m.pem\"]",
    ] {
        assert!(read(right).is_ok(), "{right}");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let text = "[server]\nlisten = 1\nprt = 2\n[session]\nidle_minutes = 0\noverall_hours = 200\n[factors]\nsecurity_key = false\n";
    let said = read_with(text, &[("POORTWACHTER_LOG__LEVEL", "loud")]).unwrap_err();
    let places: Vec<_> = said.iter().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(" ")).collect();
    let wanted = [
        "p.toml line 2 server.listen",
        "p.toml line 3 server.prt",
        "p.toml line 5 session.idle_minutes",
        "p.toml line 6 session.overall_hours",
        "POORTWACHTER_LOG__LEVEL log.level",
        "p.toml line 8 factors.security_key",
    ];
    assert_eq!(places, wanted);
}

#[test]
fn what_is_not_toml_is_refused_with_its_line() {
    assert!(complaint("[server]\nlisten = \n").starts_with("p.toml line 2: found text that is not TOML ("));
    assert!(complaint("a = 1\na = 2").starts_with("p.toml line 2: found text that is not TOML ("));
}

#[test]
fn lo_03_no_complaint_and_no_debug_shows_the_database_password() {
    for text in [
        "[database]\nurl = \"mysql://piet:s3cret@db/x\"",
        "[database]\nurl = [\"postgres://piet:s3cret@db/x\"]",
        "[database]\nurl = \"postgres://piet:s3cret@db/x",
        "[database]\nurl = postgres://piet:s3cret@db/x",
        "[database]\nur = \"postgres://piet:s3cret@db/x\"",
    ] {
        assert!(!complaint(text).contains("s3cret"), "{}", complaint(text));
    }
    let said = read_with("", &[("POORTWACHTER_DATABASE__URL", "mysql://piet:s3cret@db/x")]).unwrap_err().join("\n");
    assert!(
        said.starts_with("POORTWACHTER_DATABASE__URL: database.url: found a value that is not shown here"),
        "{said}"
    );
    assert!(!said.contains("s3cret"));
    let settings = read("database.url = \"postgres://piet:s3cret@db/x\"").unwrap();
    assert!(settings.database.url.expose().contains("s3cret") && !format!("{settings:?}").contains("s3cret"));
}

#[test]
fn a_variable_wins_over_the_file_and_is_read_as_its_key_asks() {
    let variables = [
        ("POORTWACHTER_SERVER__LISTEN", "0.0.0.0:80"),
        ("POORTWACHTER_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7"),
        ("POORTWACHTER_BRAND__PRODUCT", "2026"),
        ("POORTWACHTER_HELP_DESK__PHONE", "0301234567"),
        ("POORTWACHTER_PASSWORD__ARGON2__PASSES", "3"),
        ("POORTWACHTER_SERVER__HSTS_SUBDOMAINS", "false"),
        ("POORTWACHTER_PRESET", "strict"),
        ("POORTWACHTER_FACTORS__ATTESTATION_ROOTS", "one.pem, two.pem"),
        ("POORTWACHTER_APPLICATIONS", "[{ id = \"a\", name = \"A\", url = \"https://a.example/\" }]"),
    ];
    let settings =
        read_with("[server]\nlisten = \"127.0.0.1:1\"\n[password]\nargon2.memory_kib = 20000", &variables).unwrap();
    assert_eq!(settings.server.listen.to_string(), "0.0.0.0:80");
    assert_eq!(settings.server.trusted_proxies.len(), 2);
    assert_eq!((settings.brand.product.as_str(), settings.help_desk.phone.as_deref()), ("2026", Some("0301234567")));
    assert_eq!((settings.password.argon2.passes, settings.password.argon2.memory_kib), (3, 20_000));
    assert_eq!((settings.preset, settings.recovery_code.format), (Preset::Strict, RecoveryCodeFormat::Base32x4x4));
    assert_eq!((settings.factors.attestation_roots.len(), settings.factors.sms), (2, false));
    // RC-10: the strict preset keeps the defaults.
    assert_eq!((settings.recovery.delay_users_hours, settings.recovery.delay_privileged_hours), (0, 24));
    assert_eq!((settings.applications[0].id.as_str(), settings.server.hsts_subdomains), ("a", false));
}

#[test]
fn a_wrong_variable_is_named() {
    for (name, value, said) in [
        (
            "POORTWACHTER_SERVER__PORT",
            "1",
            "POORTWACHTER_SERVER__PORT: found a variable that sets no key; remove it, or see",
        ),
        (
            "POORTWACHTER_SERVER_LISTEN",
            "1",
            "POORTWACHTER_SERVER_LISTEN: found a variable that sets no key; write POORTWACHTER_SERVER__LISTEN.",
        ),
        (
            "POORTWACHTER_HASHING__QUEUE",
            "many",
            "POORTWACHTER_HASHING__QUEUE: hashing.queue: found \"many\"; write a whole number from 1 to 10000.",
        ),
        (
            "POORTWACHTER_FACTORS__APP",
            "no",
            "POORTWACHTER_FACTORS__APP: factors.app: found \"no\"; write true or false.",
        ),
        (
            "POORTWACHTER_APPLICATIONS",
            "[{ id = \"a\" }]",
            "POORTWACHTER_APPLICATIONS: applications[1]: found no name; add name: ",
        ),
        (
            "POORTWACHTER_SESSION__IDLE_MINUTES",
            "900",
            "POORTWACHTER_SESSION__IDLE_MINUTES: session.idle_minutes: found 900 minutes, longer",
        ),
    ] {
        let all = read_with("", &[(name, value)]).expect_err(name).join("\n");
        assert!(all.starts_with(said), "{all}");
    }
    // Kubernetes sets these for a service of that name.
    assert!(
        read_with("", &[("POORTWACHTER_SERVICE_HOST", "10.0.0.1"), ("POORTWACHTER_PORT", "tcp://10.0.0.1:80")]).is_ok()
    );
}

#[test]
fn what_is_weaker_than_a_standard_is_allowed_and_said() {
    let text = "session = { overall_hours = 25, idle_minutes = 61 }\nserver.hsts_subdomains = false\n\
                enrolment = { first_login = \"password\", activation_hours = 25, reset_link_hours = 25 }\n\
                recovery = { help_desk_delay_users_hours = 23, help_desk_delay_privileged_hours = 0 }\n";
    let settings = read(text).unwrap();
    let keys: Vec<_> = settings.deviations().iter().map(|deviation| deviation.key).collect();
    let wanted = [
        "server.hsts_subdomains",                    // WE-05
        "enrolment.first_login",                     // J6d
        "enrolment.activation_hours",                // PW-10
        "enrolment.reset_link_hours",                // PW-10
        "enrolment.letter_days",                     // PW-10 and SF-10: also by default
        "recovery.help_desk_delay_users_hours",      // RC-11
        "recovery.help_desk_delay_privileged_hours", // RC-13
        "session.overall_hours",                     // SE-02
        "session.idle_minutes",                      // SE-02
    ];
    assert_eq!(keys, wanted);
    let said = "deviation: session.overall_hours: 25 is more than the 24 of NIST SP 800-63B-4 section 2.2.3";
    assert_eq!(settings.deviations()[7].to_string(), said);
    let edge = "session = { overall_hours = 24, idle_minutes = 60 }\nenrolment.letter_days = 1";
    assert_eq!(read(edge).unwrap().deviations(), []);
    let usual = read("").unwrap().deviations();
    let usual: Vec<_> = usual.iter().map(ToString::to_string).collect();
    let said = "deviation: enrolment.letter_days: 14 days are more than the 24 hours of OWASP ASVS 5.0 6.4.1";
    assert_eq!(usual, [said]);
}

#[test]
fn fp_05_a_portal_without_a_public_address_says_what_to_write() {
    let said = read("").unwrap().server.public_url().unwrap_err().to_string();
    assert!(said.starts_with("server.public_url: found nothing; write the address"), "{said}");
    let settings = read("server.public_url = \"https://login.example.org\"").unwrap();
    assert_eq!(settings.server.public_url().map(PublicUrl::as_str), Ok("https://login.example.org"));
}
