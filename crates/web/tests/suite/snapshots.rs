//! What the main journey leaves in the audit log and sends by mail, in both languages.

use std::fmt::Write as _;

use journey::Language;
use store::{AccountChange, Actor, Context};
use testkit::{PASSWORD, Portal};

/// Activation, wizard, a wrong and a right login, recovery, wizard again.
async fn walk(portal: &Portal, language: Language) {
    let mut anna = portal.invited("anna").await;
    let change = AccountChange {
        language: Some(language),
        notice_mail: Some(Some("anna.thuis@voorbeeld.example".to_owned())),
        ..AccountChange::default()
    };
    let context = Context::new(portal.clock.now(), Actor::Operator("beheer".to_owned()));
    portal.app.store.update_account(anna.id, &change, "test", &context).await.unwrap();
    anna.home.open(&anna.link).await;
    anna.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    portal.walk_the_wizard(&mut anna).await;
    anna.home.press("Uitloggen", &[]).await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", "verkeerd wachtwoord")]).await;
    anna.log_in(portal, &mut browser).await;
    browser.press("Uitloggen", &[]).await;
    anna.enter_password(&mut browser).await;
    browser.press("Inloggen", &[("Code uit uw app", "000000")]).await;
    browser.open("/login/reset").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", &crate::reset::other(anna.code()))]).await;
    browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    anna.enter_password(&mut browser).await;
    anna.home = browser;
    portal.walk_the_wizard(&mut anna).await;
}

#[tokio::test]
async fn lo_01_the_audit_log_of_the_main_journey() {
    let portal = Portal::start().await;
    walk(&portal, Language::Nl).await;
    let mut text = String::new();
    for line in portal.audit().await {
        let outcome = if line.success { "ok" } else { "no" };
        let factor = line.factor.map_or("-", journey::FactorKind::as_str);
        let (about, session) = (
            if line.account.is_some() { "account" } else { "nobody" },
            if line.session_hash.is_some() { "session" } else { "-" },
        );
        let address = line.address.as_deref().unwrap_or("-");
        let agent = line.user_agent.as_deref().unwrap_or("-");
        writeln!(
            text,
            "{} {outcome} [{}] {factor} {} {about} {session} {address} {agent}",
            line.event, line.reason, line.actor
        )
        .unwrap();
    }
    insta::assert_snapshot!(text);
}

async fn mails(language: Language) -> String {
    let portal = Portal::start().await;
    walk(&portal, language).await;
    let mut text = String::new();
    let mut mails = portal.mails().await;
    // Mails of one event have no order among themselves.
    mails.chunk_by_mut(|a, b| a.kind == b.kind).for_each(|same| same.sort_by(|a, b| a.to.cmp(&b.to)));
    for mail in mails {
        let token = mail.link.as_deref().and_then(|link| link.split("token=").nth(1)).unwrap_or("no link");
        let body = mail.text.replace(token, "[token]");
        writeln!(text, "==== {} to {}\nSubject: {}\n\n{}", mail.kind, mail.to, mail.subject, body.trim()).unwrap();
    }
    text
}

#[tokio::test]
async fn j9_the_mails_of_the_main_journey_in_dutch() {
    insta::assert_snapshot!(mails(Language::Nl).await);
}

#[tokio::test]
async fn j9_the_mails_of_the_main_journey_in_english() {
    insta::assert_snapshot!(mails(Language::En).await);
}
