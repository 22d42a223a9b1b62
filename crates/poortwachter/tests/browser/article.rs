//! The article, step by step, in both languages, and without JavaScript (rules J1 to J7 and J10).

use super::browser::Browser;
use super::portal::Portal;
use super::stage::Stage;
use super::words::{EN, NL, Words};

#[tokio::test]
async fn j3_j6_to_07_the_article_step_by_step_in_dutch() {
    article(&NL, true).await;
}

#[tokio::test]
async fn j3_j6_to_07_the_article_step_by_step_in_english() {
    article(&EN, true).await;
}

#[tokio::test]
async fn j10_the_article_in_dutch_without_javascript() {
    article(&NL, false).await;
}

#[tokio::test]
async fn j10_the_article_in_english_without_javascript() {
    article(&EN, false).await;
}

async fn article(words: &'static Words, script: bool) {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = if script {
        stage.browser(&portal.url, words).await
    } else {
        stage.browser_without_script(&portal.url, words).await
    };
    let account = portal.account("never-enrolled");

    // "De eerste keer inloggen": the wizard.
    browser.open("/").await;
    browser.types_in_login(account).await;
    browser.to_the_app().await;
    camera_and_page_agree(&browser, &stage, &account.username).await;
    let mut old_app = browser.set_up_the_app().await;
    let code = recovery_code(&browser).await;
    browser.finish(&code).await;
    browser.arrives("/account", words.account).await;
    browser.says(words.finished).await;
    browser.says(words.app).await;
    browser.log_out().await;

    // "Inloggen": name, password and the code of the app.
    browser.types_in_login(account).await;
    browser.prove(&mut old_app).await;
    browser.log_out().await;

    // "Tweefactorauthenticatie opnieuw instellen": the phone is lost, the code is typed as people type.
    browser.types_in_login(account).await;
    browser.lost_the_phone().await;
    browser.recover(&as_people_type(&code)).await;
    browser.has_no_session().await;
    everybody_is_told(&portal).await;

    // Name and password lead to the wizard again; the old app is worth nothing.
    browser.types_in_login(account).await;
    browser.arrives("/enrol", words.introduction).await;
    browser.says(words.keep_old_code).await;
    browser.to_the_app().await;
    assert_ne!(browser.secret().await, old_app.secret(), "the new app gets a new secret");
    browser.fill(words.app_code, &old_app.look().0).await;
    browser.press(words.confirm).await;
    browser.arrives("/enrol/app", words.app_setup).await;
    browser.says(words.code_wrong).await;
    browser.set_up_the_app().await;
    let new_code = recovery_code(&browser).await;
    assert_ne!(new_code, code, "every enrolment gives a new recovery code");
    browser.finish(&new_code).await;
    browser.arrives("/account", words.account).await;
}

/// What the camera reads is exactly the address that the secret on the page gives (TO-07).
async fn camera_and_page_agree(browser: &Browser, stage: &Stage, username: &str) {
    let product = browser.one("//header//*[contains(@class, 'brand-name')]").await.text().await.unwrap_or_default();
    let (issuer, user, secret) = (percent(&product), percent(username), browser.secret().await);
    assert_eq!(secret.len(), 32, "160 bits (TO-02): {secret}");
    let uri =
        format!("otpauth://totp/{issuer}:{user}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30");
    assert_eq!(browser.qr(stage.folder()).await, uri);
}

/// The wipe is told to the person's own address (rule J9).
async fn everybody_is_told(portal: &Portal) {
    let told = "Uw tweede factor is verwijderd met uw herstelcode";
    for _ in 0..100 {
        if portal.subjects().iter().any(|subject| subject == told) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nobody is told: {:?}", portal.subjects());
}

/// The code on the page: four groups of four figures, the same after a reload (J5) and in the file.
async fn recovery_code(browser: &Browser) -> String {
    let groups = browser.groups().await;
    assert!(groups.len() == 4 && groups.iter().all(|group| group.len() == 4), "{groups:?}");
    assert!(groups.concat().bytes().all(|figure| figure.is_ascii_digit()), "{groups:?}");
    browser.or_fail(browser.driver.refresh().await, "a reload").await;
    browser.arrives("/enrol/recovery-code", browser.words.recovery_code_title).await;
    assert_eq!(browser.groups().await, groups, "a reload shows the same code");
    let file = browser.download().await;
    assert!(file.replace(|c: char| !c.is_ascii_digit(), "").contains(&groups.concat()), "{file}");
    groups.join(" - ")
}

/// With too many spaces, dots and dashes, as somebody types it from paper.
fn as_people_type(code: &str) -> String {
    let figures: Vec<char> = code.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| figures[from..to].iter().collect::<String>();
    format!(" {} {}-{}.{}  {} ", part(0, 2), part(2, 4), part(4, 8), part(8, 12), part(12, 16))
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
