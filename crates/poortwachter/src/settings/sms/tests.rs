//! What an operator gets to read for each gateway that cannot work, before the first message (SM-10).

use crate::settings::Settings;

const JSON: &str = "[[sms.gateways]]\nname = \"a\"\nkind = \"http\"\nurl = \"https://sms.example.org/v1\"\n";
const SMPP: &str =
    "[[sms.gateways]]\nname = \"b\"\nkind = \"smpp\"\nhost = \"smpp.example.org\"\nport = 2775\nsystem_id = \"u\"\n";
const BODY: &str = "body = '{\"to\":\"{number}\",\"text\":\"{text}\"}'\n";

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read("p.toml", text, &variables).map_err(|all| all.to_string())
}

#[test]
fn sm_07_the_budgets_have_defaults_that_cost_little() {
    let sms = read("", &[]).unwrap().sms;
    assert_eq!((sms.countries, sms.sender.as_str()), (vec!["NL".to_owned()], "Inloggen"));
    assert_eq!((sms.per_day, sms.per_country_hour, sms.per_prefix_hour, sms.known_share), (2000, 500, 30, 25));
    assert!(sms.gateways.is_empty());
}

#[test]
fn both_kinds_are_taken_over_and_a_secret_may_come_from_a_variable() {
    let text = format!("{JSON}{BODY}headers = [\"X-Key: {{secret}}\"]\n{SMPP}tls = true\n");
    let variables = [("POORTWACHTER_SMS_SECRET_A", "of a"), ("POORTWACHTER_SMS_SECRET_B", "of b")];
    let settings = read(&text, &variables).unwrap();
    let secrets: Vec<_> = settings.sms.gateways.iter().map(|gateway| gateway.secret.clone().unwrap()).collect();
    assert_eq!(secrets.iter().map(super::Hidden::expose).collect::<Vec<_>>(), ["of a", "of b"]);
    assert_eq!((settings.sms.gateways[0].timeout_seconds, settings.sms.gateways[0].method.as_str()), (10, "POST"));
    assert!(!format!("{settings:?}").contains("of a"));
    let stranger = read(&text, &[variables[0], variables[1], ("POORTWACHTER_SMS_SECRET_C", "x")]).unwrap_err();
    assert!(stranger.starts_with("POORTWACHTER_SMS_SECRET_C: found a secret of no gateway"), "{stranger}");
}

#[test]
fn sm_10_a_gateway_that_cannot_work_is_told_at_start() {
    let secret = "secret = \"s3cret\"\n";
    for (text, said) in [
        (
            format!("{JSON}body = '{{\"to\":\"{{number}}\"}}'"),
            "p.toml line 5: sms.gateways[1].body: found a template without {text}; write {text} where it belongs, in url or body.",
        ),
        (format!("{JSON}body = '{{\"text\":\"{{text}}\"}}'"), "found a template without {number} or {number_plain}"),
        (
            format!("{JSON}body = '{{\"to\":\"{{number}}\",\"text\":\"{{code}}\"}}'"),
            "sms.gateways[1].body: found {code}, which names nothing; the places are {number}, {number_plain}, {text}, {sender} and {secret}.",
        ),
        (
            format!("{JSON}body = '{{\"to\":{{number}},\"text\":\"{{text}}\"}}'"),
            "found text that is not JSON when it is filled (column ",
        ),
        (format!("{JSON}body = '{{\"to\":\"{{number}}\",\"text\":\"{{text}}\"'"), "not JSON"),
        (JSON.to_owned(), "sms.gateways[1].url: found a template without {text}"),
        (format!("{JSON}{BODY}method = \"GET\""), "a body with the method GET"),
        (format!("{JSON}{BODY}headers = [\"X: {{number}}\"]"), "headers may hold {secret} only"),
        (format!("{JSON}{BODY}headers = [\"X: {{secret}}\"]"), "sms.gateways[1].secret: found nothing"),
        (format!("{JSON}{BODY}accepted_json = \"status\""), "write a JSON pointer and what stands there"),
        (format!("{JSON}{BODY}accepted_status = [\"302\"]"), "statuses from 200 to 299"),
        (format!("{JSON}{BODY}port = 3"), "sms.gateways[1].port: found a key that this gateway has no use for"),
        (
            format!("{JSON}{BODY}{JSON}{BODY}"),
            "sms.gateways[2].name: found \"a\" a second time; give each gateway a name of its own.",
        ),
        (
            format!("{}{BODY}", JSON.replace("https:", "http:")),
            "found http to sms.example.org, where others can read the codes; write https, or allow_plain = true",
        ),
        (format!("{}{BODY}", JSON.replace("sms.example.org", "{number}.example.org")), "sms.gateways[1].url: found"),
        (format!("{}{BODY}", JSON.replace("sms.example", "u:p@sms.example")), "a name or password in the address"),
        (JSON.replace("\"http\"", "\"fax\""), "sms.gateways[1].kind: found \"fax\"; write one of \"smpp\", \"http\"."),
        ("[[sms.gateways]]\nname = \"a\"".to_owned(), "found no kind; add kind"),
        (
            format!("{SMPP}tls = true"),
            "sms.gateways[1].secret: found nothing; a gateway of the kind \"smpp\" needs it.",
        ),
        (format!("{SMPP}{secret}"), "found SMPP without TLS to smpp.example.org"),
        (format!("{}tls = true\n{secret}", SMPP.replace("port = 2775\n", "")), "sms.gateways[1].port: found nothing"),
        (format!("{SMPP}tls = true\nsecret = \"much too long\"\n"), "at most 8 ASCII characters"),
        (
            format!("{SMPP}tls = true\n{secret}url = \"x\""),
            "sms.gateways[1].url: found a key that this gateway has no use for",
        ),
        ("[sms]\nsender = \"Voorbeeld Arbodienst\"".to_owned(), "it does not have 1 to 11 characters"),
        ("[sms]\ncountries = [\"nl\"]".to_owned(), "sms.countries: found \"nl\""),
    ] {
        let complaint = read(&text, &[]).expect_err(&text);
        assert!(complaint.contains(said), "{text}\n{complaint}");
    }
}

#[test]
fn plain_is_allowed_at_home_and_when_it_is_wanted() {
    let at =
        |url: &str, more: &str| read(&format!("{}{BODY}{more}", JSON.replace("https://sms.example.org", url)), &[]);
    for url in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"] {
        assert!(at(url, "").is_ok(), "{url}: {:?}", at(url, ""));
    }
    assert!(at("http://sms.internal", "allow_plain = true").is_ok());
    for url in ["http://127.0.0.1.example.org", "ftp://sms.example.org", "sms.example.org"] {
        assert!(at(url, "").is_err(), "{url}");
    }
}

#[test]
fn lo_03_no_complaint_repeats_what_may_be_a_secret() {
    let hidden = "hunter2";
    for text in [
        format!("{JSON}{BODY}headers = \"Authorization: {hidden}\""),
        format!("{JSON}{BODY}headers = [\"{hidden}\"]"),
        format!("{JSON}body = \"{hidden}\""),
        format!("{}{BODY}", JSON.replace("https", hidden)),
        format!("{JSON}{BODY}secret = [\"{hidden}\"]"),
        format!("{SMPP}tls = true\nsecret = \"{hidden}{hidden}\""),
    ] {
        let complaint = read(&text, &[]).expect_err(&text);
        assert!(!complaint.contains(hidden), "{complaint}");
    }
}

#[test]
fn every_example_is_settings_that_work() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/sms");
    let mut seen = Vec::new();
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let settings = Settings::load(&path, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
            assert!(!settings.sms.gateways.is_empty(), "{}", path.display());
            seen.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    assert!(seen.len() >= 4 && seen.iter().all(|name| readme.contains(&format!("[{name}]({name})"))), "{seen:?}");
}
