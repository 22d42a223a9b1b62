//! Makes a picture of every screen, under the target folder; `./scripts/screens` takes them over into `docs/screens`, and `./test` leaves this out.

use std::path::Path;

use super::application::Application;
use super::application_pages::through_applications;
use super::audit_page::Scheme;
use super::browser::Browser;
use super::portal::Portal;
use super::stage::Stage;
use super::walk::{through_serve, through_the_demo};
use super::words::{EN, NL, Words};

/// The main screens: also in English, in the dark and at 320 px.
const MAIN: [&str; 8] =
    ["S1-login", "S2-second-factor", "S2-sms", "S2-key", "S5-method", "S5-app", "S5-key-waiting", "S6-recovery-code"];

/// What a reader need not see: too much like another screen.
const LEFT_OUT: [&str; 16] = [
    "S1-login-empty",
    "S1-login-after-logout",
    "S1-login-to-application",
    "S3-reset-error",
    "S4-introduction-after-reset",
    "S5-app-error",
    "S5-method-second",
    "S5-sms-code-error",
    "S5-sms-number-error",
    "S2-sms-wait",
    "S6-recovery-code-error",
    "activate-error",
    "form-too-old",
    "link-dead-activate",
    "link-dead-reset",
    "not-found",
];

/// The longest picture in px: of a longer page one sees how it begins.
const LONGEST: u64 = 1250;

#[tokio::test]
async fn write_screens() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    of_the_demo(&folder, &NL).await;
    of_the_demo(&folder, &EN).await;
    of_serve(&folder).await;
    of_applications(&folder).await;
    let pictures = std::fs::read_dir(&folder).expect("the folder was made").count();
    assert!(pictures > 20, "{pictures} pictures");
}

async fn of_the_demo(folder: &Path, words: &'static Words) {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, words).await;
    through_the_demo(&portal, &browser, &mut async |browser: &Browser, name: &str| {
        let main = MAIN.contains(&name);
        let help = name.starts_with("S8-help-") && name != "S8-help-second-factor-problems";
        if words.lang == "en" && !main || help || LEFT_OUT.contains(&name) {
            return;
        }
        picture(browser, &folder.join(format!("{name}-{}.png", words.lang)), 900).await;
        if main && words.lang == "nl" {
            browser.prefer(Scheme::Dark).await;
            picture(browser, &folder.join(format!("{name}-nl-dark.png")), 900).await;
            browser.prefer(Scheme::Light).await;
            picture(browser, &folder.join(format!("{name}-nl-320.png")), 320).await;
        }
    })
    .await;
}

async fn of_serve(folder: &Path) {
    let (application, stage) = (Application::start(), Stage::new());
    let portal = Portal::serve(&application.url);
    let browser = stage.browser(&portal.url, &NL).await;
    through_serve(&portal, &browser, &mut async |browser: &Browser, name: &str| {
        if !LEFT_OUT.contains(&name) {
            picture(browser, &folder.join(format!("{name}-nl.png")), 900).await;
        }
    })
    .await;
}

async fn of_applications(folder: &Path) {
    let (application, stage) = (Application::start(), Stage::new());
    let portal = Portal::serve(&application.url);
    let browser = stage.browser(&portal.url, &NL).await;
    through_applications(&portal, &application, &browser, &mut async |browser: &Browser, name: &str| {
        if ["consent", "end-session", "S7-applications", "application-begin-again"].contains(&name) {
            picture(browser, &folder.join(format!("{name}-nl.png")), 900).await;
        }
    })
    .await;
}

/// The page at a width, as long as it is.
async fn picture(browser: &Browser, file: &Path, width: u32) {
    let screen =
        |height: u64| serde_json::json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    browser.cdp("Emulation.setScrollbarsHidden", serde_json::json!({"hidden": true})).await;
    browser.cdp("Emulation.setDeviceMetricsOverride", screen(640)).await;
    let long = browser.execute("return document.documentElement.scrollHeight;").await.as_u64().unwrap_or(640);
    browser.cdp("Emulation.setDeviceMetricsOverride", screen(long.clamp(640, LONGEST))).await;
    browser.execute("scrollTo(0, 0);").await;
    browser.or_fail(browser.driver.screenshot(file).await, "a picture").await;
    browser.wide().await;
}
