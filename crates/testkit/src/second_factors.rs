//! People with other second factors than an app: they walk the same pages.

use credentials::security_key::testing::{Passkey, U2fKey};
use credentials::totp::TotpSecret;

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
        self.enrolled_with_number(username, NUMBER).await
    }

    /// The same with another number.
    pub async fn enrolled_with_number(&self, username: &str, number: &str) -> Person {
        let mut person = self.at_the_choice(username).await;
        self.set_up_number(&mut person.home, number).await;
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

    /// Somebody who went through the whole wizard with a passkey, and logged out again; the settings have to offer it.
    pub async fn enrolled_with_passkey(&self, username: &str, device: &mut Passkey) -> Person {
        let mut person = self.at_the_choice(username).await;
        self.set_up_passkey(&mut person.home, device).await;
        self.through_s6(&mut person).await;
        person
    }

    /// From S5 with a number to the page after it.
    pub async fn set_up_sms(&self, browser: &mut Browser) {
        self.set_up_number(browser, NUMBER).await;
    }

    /// The same with another number.
    pub async fn set_up_number(&self, browser: &mut Browser, number: &str) {
        browser.press("Verder met deze methode", &[("method", "sms")]).await;
        browser.press("Code sturen", &[("Mobiel telefoonnummer", number)]).await;
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

    /// From S5 with a passkey to the page after it.
    pub async fn set_up_passkey(&self, browser: &mut Browser, device: &mut Passkey) {
        browser.press("Verder met deze methode", &[("method", "passkey")]).await;
        let options = ask_key(browser, "/enrol/passkey/options").await;
        let answer = device.register(&options, &self.app.settings.public_url.origin);
        browser.press("Passkey instellen", &[("Naam van de passkey", "Telefoon"), ("answer", &answer)]).await;
    }

    /// From S5 with an app to the page after it; the secret stays with the person.
    pub async fn set_up_app(&self, person: &mut Person) {
        let page = person.home.press("Verder met deze methode", &[("method", "app")]).await;
        let secret = page.by_id("secret").expect("the secret is on the page").replace(' ', "");
        let secret = TotpSecret::parse(&secret).expect("the secret can be typed over");
        let code = self.next_code(&secret);
        person.home.press("Code bevestigen", &[("Code uit uw app", &code)]).await;
        person.app = Some(secret);
    }

    /// Somebody with a number first and an app second, logged out again: the number was used last.
    pub async fn enrolled_with_sms_and_app(&self, username: &str) -> Person {
        let mut person = self.at_the_choice(username).await;
        self.set_up_sms(&mut person.home).await;
        self.to_the_advice(&mut person).await;
        person.home.press("Tweede methode instellen", &[]).await;
        self.set_up_app(&mut person).await;
        assert_eq!(person.home.page().at, "/account", "{}", person.home.page().text());
        person.home.press("Uitloggen", &[]).await;
        person
    }

    /// S6: the code is kept and typed back; the advice follows.
    pub async fn to_the_advice(&self, person: &mut Person) {
        let page = person.home.page();
        assert_eq!(page.at, "/enrol/recovery-code", "{}", page.text());
        let code = page.by_id("recovery-code").expect("the recovery code is on the page");
        person.home.press("Code bevestigen", &[("Vul de herstelcode nog een keer in", &code)]).await;
        person.recovery_code = Some(code);
        assert_eq!(person.home.page().at, "/enrol/second", "{}", person.home.page().text());
    }

    async fn through_s6(&self, person: &mut Person) {
        self.to_the_advice(person).await;
        person.home.press("Nu niet", &[]).await;
        assert_eq!(person.home.page().at, "/account", "{}", person.home.page().text());
        person.home.press("Uitloggen", &[]).await;
    }
}

/// What the page's script would get for the browser; the page that the browser shows stays.
pub async fn ask_key(browser: &mut Browser, path: &str) -> String {
    let page = browser.post_once(path, &[]).await;
    assert_eq!(page.header("content-type"), "application/json", "{} {}", page.status, page.body);
    page.body
}
