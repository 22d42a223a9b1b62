//! What must never be written down (requirement LO-03), and links that do not believe the request (FP-05).

use credentials::security_key::testing::U2fKey;
use testkit::{Browser, PASSWORD, Portal, ask_key};

/// Walks through everything, well and badly; every secret that came by.
async fn walk(portal: &Portal) -> Vec<String> {
    let mut anna = portal.invited("anna").await;
    let mut secrets = vec![PASSWORD.to_owned(), "kanarie wachtwoord 1".to_owned(), "kanarie-als-naam".to_owned()];
    secrets.push(anna.link.split('=').nth(1).unwrap().to_owned());
    anna.home.open(&anna.link).await;
    anna.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    portal.walk_the_wizard(&mut anna).await;
    anna.home.press("Uitloggen", &[]).await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", "kanarie wachtwoord 1")]).await;
    // People type their password where the name belongs.
    browser.press("Inloggen", &[("Gebruikersnaam", "kanarie-als-naam"), ("Wachtwoord", PASSWORD)]).await;
    anna.log_in(portal, &mut browser).await;
    let app = anna.app.clone().unwrap();
    secrets.push(app.to_base32().to_string());
    secrets.push(app.code_at(portal.clock.now()).digits());
    let mut second = portal.browser();
    anna.enter_password(&mut second).await;
    second.press("Inloggen", &[("Code uit uw app", "918273")]).await;
    second.open("/login/reset").await;
    second.press("Opnieuw instellen", &[("Herstelcode", "8181818181818181")]).await;
    second.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    secrets.extend(["918273", "8181818181818181", "otpauth://"].map(str::to_owned));
    secrets.extend([anna.code().to_owned(), anna.code().replace('-', "")]);
    let others = with_number_and_key(portal, &mut secrets).await;
    for jar in [&anna.home.jar, &browser.jar, &second.jar, &others[0].jar, &others[1].jar] {
        let values =
            jar.lines().into_iter().filter_map(|line| Some(line.split(';').next()?.split_once('=')?.1.to_owned()));
        secrets.extend(values.filter(|value| value.len() >= 43));
    }
    secrets
}

/// The same walk with a number and a key: right and wrong codes, answers and challenges (requirement SM-08).
async fn with_number_and_key(portal: &Portal, secrets: &mut Vec<String>) -> [Browser; 2] {
    let piet = portal.enrolled_with_number("piet", "06 87654321").await;
    let mut number = portal.browser();
    piet.enter_password(&mut number).await;
    let code = portal.newest_code().await;
    number.press("Inloggen", &[("Code uit de sms", "273645")]).await;
    number.press("Inloggen", &[("Code uit de sms", &code)]).await;
    let mut typing = portal.at_the_choice("karin").await.home;
    typing.press("Verder met deze methode", &[("method", "sms")]).await;
    typing.press("Code sturen", &[("Mobiel telefoonnummer", "0900-1827364")]).await;
    let wrong = ["273645", "9001827364", "0900-1827364", "687654321", "06 87654321"];
    secrets.extend(wrong.map(str::to_owned));
    secrets.push(code);

    let mut token = U2fKey::from_seed(9);
    let els = portal.enrolled_with_key("els", &token).await;
    let mut key = portal.browser();
    els.enter_password(&mut key).await;
    for origin in ["https://evil.example", testkit::ORIGIN] {
        let options = ask_key(&mut key, "/login/second-factor/key-options").await;
        let challenge = options.split("\"challenge\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let answer = token.assert(&options, origin);
        let signature = answer.split("\"signature\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let id = answer.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(challenge.len() >= 43 && signature.len() > 80 && id.len() > 80, "{answer}");
        secrets.extend([challenge, signature, id]);
        key.press("Sleutel gebruiken", &[("answer", &answer)]).await;
    }
    assert_eq!((number.page().at.as_str(), key.page().at.as_str()), ("/account", "/account"));
    [number, key]
}

/// What may come to a log. The library for keys writes whole answers at `trace`; the program lets libraries say warnings and
/// errors only, whatever its level (`poortwachter::logging`). Everybody else is heard at every level here.
fn heard(log: &str) -> String {
    let kept = |line: &&str| {
        let (level, said) = line.split_once(' ').unwrap_or_default();
        !said.starts_with("webauthn_rs") || ["WARN", "ERROR"].contains(&level)
    };
    log.lines().filter(kept).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn lo_03_no_secret_stands_in_any_log_line_or_row() {
    let portal = Portal::start().await;
    let secrets = walk(&portal).await;
    assert!(secrets.len() > 20, "{}", secrets.len());
    let (log, dump) = (heard(&portal.log.text()), portal.dump().await);
    assert!(dump.contains("anna@voorbeeld.example"), "the dump is one");
    for secret in &secrets {
        assert!(!log.contains(secret.as_str()), "the log holds {secret}");
        // Six digits also come about by chance in hexadecimal and in times.
        let by_chance = secret.len() == 6;
        assert!(by_chance || !dump.contains(secret.as_str()), "the database holds {secret}");
    }
    let audit =
        format!("{:?}", portal.audit().await.iter().map(|line| (&line.detail, &line.reason)).collect::<Vec<_>>());
    assert!(secrets.iter().all(|secret| !audit.contains(secret.as_str())));
    // PW-07: no bare hash either.
    assert!(!dump.contains("$argon2"));
}

#[tokio::test]
async fn lo_03_mails_hold_no_secret_but_the_link_that_they_are_about() {
    let portal = Portal::start().await;
    let secrets = walk(&portal).await;
    for mail in portal.mails().await {
        let all = format!("{} {} {}", mail.subject, mail.text, mail.html);
        let link = mail.link.unwrap_or_default();
        for secret in secrets.iter().filter(|secret| !link.contains(secret.as_str())) {
            assert!(!all.contains(secret.as_str()), "the mail {} holds {secret}", mail.kind);
        }
    }
}

#[tokio::test]
async fn lo_03_the_log_can_be_heard_at_all() {
    let portal = Portal::start().await;
    portal.expect_faults();
    store::testing::fail_after(&portal.app.store, Some(0));
    let mut browser = portal.browser();
    browser.jar.put("session", &"A".repeat(43));
    browser.open("/account").await;
    assert!(portal.log.text().contains("a request failed"), "{}", portal.log.text());
}

#[tokio::test]
async fn fp_05_no_link_believes_the_host_header() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let evil = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("x-forwarded-proto", "http"),
    ];
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    for route in web::routes::table().iter().filter(|route| route.method == "GET") {
        let page = browser.send(http::Method::GET, &crate::coverage::address(route.path), Vec::new(), &evil).await;
        assert!(!page.body.contains("evil") && !format!("{:?}", page.headers).contains("evil"), "{}", route.path);
    }
    portal.send_help_desk_link(&mut anna).await;
    let mails = portal.mails().await;
    let mail = mails.iter().find(|mail| mail.kind == "reset-link").unwrap();
    assert!(mail.text.contains(&format!("{}/reset-link?token=", testkit::ORIGIN)), "{}", mail.text);
}
