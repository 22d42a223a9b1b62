//! Every screen in both languages and both colour schemes: axe without violations, 320 px, targets (requirements AC-01 to AC-06), a quiet
//! console (WE-03) and a network log that knows one origin only (WE-10).

use serde_json::Value;

use super::application::Application;
use super::browser::Browser;
use super::portal::Portal;
use super::stage::Stage;
use super::walk::{through_serve, through_the_demo};
use super::words::{EN, NL, Words};

#[tokio::test]
async fn ac_03_ac_04_we_03_we_10_every_screen_of_the_demo_in_dutch() {
    demo(&NL).await;
}

#[tokio::test]
async fn ac_03_ac_04_we_03_we_10_every_screen_of_the_demo_in_english() {
    demo(&EN).await;
}

#[tokio::test]
async fn ac_03_ac_04_we_03_the_screens_that_need_a_link_or_an_application_in_dutch() {
    serve(&NL).await;
}

#[tokio::test]
async fn ac_03_ac_04_we_03_the_screens_that_need_a_link_or_an_application_in_english() {
    serve(&EN).await;
}

async fn demo(words: &'static Words) {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, words).await;
    let mut wrong = Vec::new();
    through_the_demo(&portal, &browser, &mut async |browser: &Browser, name: &str| {
        wrong.extend(audit(browser, name).await);
    })
    .await;
    wrong.extend(browser.complaints().await);
    let (seen, elsewhere) = addresses(&browser, &portal.url).await;
    assert!(seen > 100, "the network log holds the walk: {seen}");
    wrong.extend(elsewhere);
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

async fn serve(words: &'static Words) {
    let (application, stage) = (Application::start(), Stage::new());
    let portal = Portal::serve(&application.url);
    let browser = stage.browser(&portal.url, words).await;
    let mut wrong = Vec::new();
    through_serve(&portal, &browser, &mut async |browser: &Browser, name: &str| {
        wrong.extend(audit(browser, name).await);
    })
    .await;
    wrong.extend(browser.complaints().await);
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with a screen, by axe and in its sizes.
pub async fn audit(browser: &Browser, name: &str) -> Vec<String> {
    let mut wrong = browser.audit().await;
    let lang = browser.execute("return document.documentElement.lang;").await;
    if lang != browser.words.lang {
        wrong.push(format!("the page's language is {lang}"));
    }
    wrong.into_iter().map(|line| format!("{name}: {line}")).collect()
}

/// How many requests the browser made, and those that went elsewhere.
async fn addresses(browser: &Browser, origin: &str) -> (usize, Vec<String>) {
    let log = browser.or_fail(browser.driver.get_log("performance").await, "the network log").await;
    let asked = log.iter().filter_map(|entry| {
        let event: Value = serde_json::from_str(&entry.message).ok()?;
        let asked = event["message"]["method"] == "Network.requestWillBeSent";
        asked.then(|| event["message"]["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
    });
    let asked: Vec<String> = asked.filter(|url| !url.starts_with("data:,")).collect();
    let elsewhere = asked.iter().filter(|url| !url.starts_with(&format!("{origin}/")));
    (asked.len(), elsewhere.map(|url| format!("the browser asked elsewhere: {url}")).collect())
}

impl Browser {
    /// What the browser complained about (the CSP above all). An answer such as 422 is no complaint about the page, and the report on what logging out
    /// cleared is none either.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.or_fail(self.driver.get_log("browser").await, "the console").await;
        let expected = ["the server responded with a status of 4", "Clear-Site-Data header on"];
        log.into_iter()
            .filter(|entry| !expected.iter().any(|words| entry.message.contains(words)))
            .map(|entry| format!("console: {}: {}", entry.level, entry.message))
            .collect()
    }

    /// The console of the whole story is quiet (requirement WE-03).
    pub async fn has_nothing_to_complain_about(&self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}
