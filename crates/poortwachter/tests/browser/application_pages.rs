//! The pages that an application brings: what it may know, leaving for it, the list in the account, logging out at its wish, and what goes
//! wrong on the way; each seen in both languages and colour schemes (OP-17, AC-03, AC-04).

use super::accessibility::audit;
use super::application::Application;
use super::browser::Browser;
use super::portal::Portal;
use super::stage::Stage;
use super::words::{EN, NL, Words};

/// Words of these pages only.
struct Own {
    consent: &'static str,
    yes: &'static str,
    no: &'static str,
    stays: &'static str,
    applications: &'static str,
    end_session: &'static str,
    begin_again: &'static str,
}

const OWN_NL: Own = Own {
    consent: "Mag Stille applicatie weten wie u bent?",
    yes: "Ja, gegevens delen",
    no: "Nee, niet delen",
    stays: "Nee, ingelogd blijven",
    applications: "Uw applicaties",
    end_session: "Wilt u uitloggen?",
    begin_again: "Begin opnieuw bij de applicatie",
};

const OWN_EN: Own = Own {
    consent: "May Stille applicatie know who you are?",
    yes: "Yes, share data",
    no: "No, do not share",
    stays: "No, stay logged in",
    applications: "Your applications",
    end_session: "Do you want to log out?",
    begin_again: "Begin again at the application",
};

#[tokio::test]
async fn op_17_ac_03_ac_04_the_pages_of_applications_in_dutch() {
    pages(&NL).await;
}

#[tokio::test]
async fn op_17_ac_03_ac_04_the_pages_of_applications_in_english() {
    pages(&EN).await;
}

async fn pages(words: &'static Words) {
    let (application, stage) = (Application::start(), Stage::new());
    let portal = Portal::serve(&application.url);
    let browser = stage.browser(&portal.url, words).await;
    let mut wrong = Vec::new();
    through_applications(&portal, &application, &browser, &mut async |browser: &Browser, name: &str| {
        wrong.extend(audit(browser, name).await);
    })
    .await;
    wrong.extend(browser.complaints().await);
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Somebody goes to an application that is not of the house, says no and yes, and looks at what is kept.
pub async fn through_applications(
    portal: &Portal,
    application: &Application,
    browser: &Browser,
    look: &mut impl AsyncFnMut(&Browser, &str),
) {
    let own = if browser.words.lang == "nl" { &OWN_NL } else { &OWN_EN };
    // This path answers nothing, so that the page that leads to it stays.
    let back = format!("{}/stil", application.url.replace("localhost", "127.0.0.1"));
    portal.operator.client(&[
        "add",
        "stil",
        "--name",
        "Stille applicatie",
        "--consent",
        "ask",
        "--redirect-uri",
        &back,
    ]);
    let asks = |changed: &str| {
        format!(
            "/authorize?response_type=code&client_id=stil&redirect_uri={back}&scope=openid+profile+email&state=s\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256{changed}"
        )
    };
    browser.open(&asks("").replace("client_id=stil", "client_id=nobody")).await;
    browser.one("//h1").await;
    look(browser, "application-unknown").await;
    browser.open("/authorize/continue?request=00000000-0000-7000-8000-000000000000").await;
    browser.arrives("/authorize/continue", own.begin_again).await;
    look(browser, "application-begin-again").await;

    browser.open_link(&portal.operator.add_account("piet")).await;
    browser.choose_password("piet").await;
    let (_app, _code) = browser.enrol().await;
    browser.open(&asks("")).await;
    browser.arrives("/consent", own.consent).await;
    look(browser, "consent").await;
    browser.press(own.no).await;
    browser.one("//h1").await;
    look(browser, "leaving-refused").await;
    browser.open(&asks("")).await;
    browser.arrives("/consent", own.consent).await;
    browser.press(own.yes).await;
    browser.arrives("/leaving", browser.words.leaving).await;
    look(browser, "leaving-agreed").await;

    browser.open("/account/applications").await;
    browser.arrives("/account/applications", own.applications).await;
    look(browser, "S7-applications").await;
    browser.open("/account/activity").await;
    look(browser, "S7-activity").await;
    browser.open("/end-session?client_id=stil").await;
    browser.arrives("/end-session", own.end_session).await;
    look(browser, "end-session").await;
    browser.follow(own.stays).await;
    browser.arrives("/account", browser.words.account).await;
}
