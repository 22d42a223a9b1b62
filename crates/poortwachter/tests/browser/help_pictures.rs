//! Makes the pictures of the help pages from our own screens; `./scripts/help-pictures` takes them over into `crates/web/help`.
//!
//! Each is a piece of a screen at the width of a phone, twice as sharp, in both languages and colour schemes. What could be taken for the
//! reader's own secret (the QR code, the key to type, the recovery code) is blurred or replaced.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::audit_page::Scheme;
use super::browser::Browser;
use super::portal::Portal;
use super::stage::Stage;
use super::walk::through_the_demo;
use super::words::{EN, NL, Words};

/// A picture: its name, the screen of the walk, and the elements that it goes around.
const PICTURES: [(&str, &str, &str); 10] = [
    ("log-in", "S1-login", "main form[action='/login']"),
    ("app-code", "S2-second-factor", "main form[action='/login/second-factor']"),
    ("set-up-again", "S2-second-factor", "main > .ways"),
    ("other-methods", "S2-other-methods", "main > .others"),
    ("sms-code", "S2-sms", "main form[action='/login/second-factor'], main form.resend"),
    ("key-button", "S2-key", "main .challenge, main form [data-with-script]:not([hidden])"),
    ("recovery-code-field", "S3-reset", "main form[action='/login/reset']"),
    ("choose-method", "S5-method", "main .cards > :nth-child(-n+2)"),
    ("app-setup", "S5-app", "main .qr, main .by-hand > :nth-child(-n+2)"),
    ("recovery-code-shown", "S6-recovery-code", "main .plate, main .row"),
];

/// The width of the screen, in px.
const WIDTH: u32 = 400;
/// Around the elements, in px.
const MARGIN: f64 = 7.0;

/// Nobody shall scan or type what stands in a picture.
const HIDE: &str = "
    document.activeElement?.blur();
    for (const one of document.querySelectorAll('.qr, .secret')) one.style.filter = 'blur(4px)';
    const shown = ['1234', '5678', '9012', '3456'];
    document.querySelectorAll('#recovery-code > span').forEach((one, index) => { one.textContent = shown[index]; });";

/// The box around the elements, on the page; empty when one of the selectors finds nothing.
const BOX: &str = "
    const boxes = SELECTORS.split(', ').map((one) => [...document.querySelectorAll(one)]);
    if (boxes.some((found) => found.length === 0)) return null;
    const all = boxes.flat().map((one) => one.getBoundingClientRect()).filter((one) => one.height > 0);
    return [Math.min(...all.map((one) => one.top)) + scrollY, Math.max(...all.map((one) => one.bottom)) + scrollY];";

#[tokio::test]
#[ignore = "writes pictures for the repository; ./scripts/help-pictures runs it"]
async fn write_help_pictures() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("help-pictures");
    for words in [&NL, &EN] {
        let folder = folder.join(words.lang);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        of_one_language(&folder, words).await;
        let made = std::fs::read_dir(&folder).expect("the folder was made").count();
        assert_eq!(made, PICTURES.len() * 2, "pictures in {}", words.lang);
    }
}

async fn of_one_language(folder: &Path, words: &'static Words) {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, words).await;
    through_the_demo(&portal, &browser, &mut async |browser: &Browser, screen: &str| {
        for (name, _, selectors) in PICTURES.iter().filter(|(_, of, _)| *of == screen) {
            // A walk comes past some screens twice; the first time is the plain one.
            if !folder.join(format!("{name}.webp")).exists() {
                pair(browser, folder, name, selectors).await;
            }
        }
    })
    .await;
}

/// The picture for the light and the one for the dark.
async fn pair(browser: &Browser, folder: &Path, name: &str, selectors: &str) {
    let screen = json!({"width": WIDTH, "height": 2400, "deviceScaleFactor": 2, "mobile": false});
    browser.cdp("Emulation.setScrollbarsHidden", json!({"hidden": true})).await;
    browser.cdp("Emulation.setDeviceMetricsOverride", screen).await;
    browser.execute(HIDE).await;
    for (scheme, file) in [(Scheme::Light, format!("{name}.webp")), (Scheme::Dark, format!("{name}-dark.webp"))] {
        browser.prefer(scheme).await;
        std::fs::write(folder.join(file), piece(browser, selectors).await).expect("the picture can be written");
    }
    browser.prefer(Scheme::Light).await;
    browser.wide().await;
}

async fn piece(browser: &Browser, selectors: &str) -> Vec<u8> {
    let found = browser.execute(&BOX.replace("SELECTORS", &Value::from(selectors).to_string())).await;
    let edge = |index: usize| found[index].as_f64().unwrap_or_else(|| panic!("{selectors} is not on this screen"));
    let (top, bottom) = ((edge(0) - MARGIN).max(0.0), edge(1) + MARGIN);
    let clip = json!({"x": 0, "y": top, "width": WIDTH, "height": bottom - top, "scale": 1});
    let shot = browser.cdp("Page.captureScreenshot", json!({"format": "webp", "quality": 60, "clip": clip})).await;
    STANDARD.decode(shot["data"].as_str().unwrap_or_default()).expect("the browser sends base64")
}
