//! People with other second factors than an app: they walk the same pages.

use credentials::security_key::testing::U2fKey;

use crate::{Browser, PASSWORD, Person, Portal};

/// The mobile number of everybody who has one.
pub const NUMBER: &str = "06 12345678";

impl Portal {
    /// Somebody who is at S5 for the first time.
    pub async fn at_the_choice(&self, username: &str) -> Person {
        let mut person = self.invited(username).await;
        person.home.open(&person.link).await;
        person.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
        person.home.press("Beginnen", &[]).await;
        person
    }

    /// Somebody who went through the whole wizard with a mobile number, and logged out again.
    pub async fn enrolled_with_sms(&self, username: &str) -> Person {
        let mut person = self.at_the_choice(username).await;
        self.set_up_sms(&mut person.home).await;
        self.through_s6(&mut person).await;
        person
    }

    /// Somebody who went through the whole wizard with a security key, and logged out again.
    pub async fn enrolled_with_key(&self, username: &str, key: &U2fKey) -> Person {
        let mut person = self.at_the_choice(username).await;
        self.set_up_key(&mut person.home, key).await;
        self.through_s6(&mut person).await;
        person
    }

    /// From S5 with a number to the page after it.
    pub async fn set_up_sms(&self, browser: &mut Browser) {
        browser.press("Verder met deze methode", &[("method", "sms")]).await;
        browser.press("Code sturen", &[("Mobiel telefoonnummer", NUMBER)]).await;
        let code = self.newest_code().await;
        browser.press("Code bevestigen", &[("Code uit de sms", &code)]).await;
    }

    /// From S5 with a key to the page after it.
    pub async fn set_up_key(&self, browser: &mut Browser, key: &U2fKey) {
        browser.press("Verder met deze methode", &[("method", "security-key")]).await;
        let options = ask_key(browser, "/enrol/key/options").await;
        let answer = key.register(&options, &self.app.settings.public_url.origin);
        browser.press("Sleutel instellen", &[("Naam van de sleutel", "Thuis"), ("answer", &answer)]).await;
    }

    async fn through_s6(&self, person: &mut Person) {
        let page = person.home.page();
        assert_eq!(page.at, "/enrol/recovery-code", "{}", page.text());
        person.recovery_code = Some(page.by_id("recovery-code").expect("the recovery code is on the page"));
        self.finish_the_wizard(person).await;
        person.home.press("Uitloggen", &[]).await;
    }
}

/// What the page's script would get for the browser; the page that the browser shows stays.
pub async fn ask_key(browser: &mut Browser, path: &str) -> String {
    let page = browser.post_once(path, &[]).await;
    assert_eq!(page.header("content-type"), "application/json", "{} {}", page.status, page.body);
    page.body
}
