//! Codes by SMS: set up, logged in, sent once more, and in every field as phones expect it (requirements SM-01, SM-02, SM-03, SM-05 and SM-06).

use super::browser::Browser;
use super::phone::{Phone, other_than};
use super::portal::Portal;
use super::stage::Stage;
use super::words::{EN, NL, Words};

const NUMBER: &str = "+31612345678";

#[tokio::test]
async fn j3_sm_03_sm_05_the_article_with_sms_in_dutch() {
    article(&NL, true).await;
}

#[tokio::test]
async fn j3_sm_03_sm_05_the_article_with_sms_in_english_without_javascript() {
    article(&EN, false).await;
}

async fn article(words: &'static Words, script: bool) {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = if script {
        stage.browser(&portal.url, words).await
    } else {
        stage.browser_without_script(&portal.url, words).await
    };
    let (account, mut phone) = (portal.account("never-enrolled"), Phone::with(&portal, NUMBER));
    browser.log_in(account).await;
    browser.chooses(words.sms).await;
    browser.arrives("/enrol/sms", words.sms_setup).await;
    browser.says(words.sms_risk).await;
    browser.has(words.phone, &[("type", "tel"), ("inputmode", "tel"), ("autocomplete", "tel")]).await;
    browser.fill(words.phone, "030 123 45 67").await;
    browser.press(words.send_code).await;
    browser.says(words.error).await;
    assert_eq!(phone.received(), 0, "a number without SMS gets none");
    browser.proves_the_number(&mut phone).await;
    let code = browser.keep_the_code().await;
    browser.log_out().await;

    // A new code for each login; the one of the set-up is worth nothing.
    browser.types_in_login(account).await;
    browser.prove_with_sms(&mut phone).await;
    browser.log_out().await;

    // The number is gone: the recovery code, and another number.
    browser.types_in_login(account).await;
    browser.lost_the_phone().await;
    browser.recover(&code).await;
    browser.types_in_login(account).await;
    browser.chooses(words.sms).await;
    let mut new_phone = Phone::with(&portal, "+31687654321");
    browser.fill(words.phone, "06 8765 4321").await;
    browser.press(words.send_code).await;
    browser.fill(words.sms_code, &new_phone.code().await).await;
    browser.press(words.confirm).await;
    assert_ne!(browser.keep_the_code().await, code);
    browser.log_out().await;
    browser.types_in_login(account).await;
    browser.says("21").await;
    browser.prove_with_sms(&mut new_phone).await;
    browser.arrives("/account", words.account).await;
    assert_eq!((phone.received(), new_phone.received()), (3, 2), "each code went to the number of its time");
    assert!(
        phone.notices() > 0 && new_phone.notices() == 0,
        "the lost phone hears of the reset, the new one has nothing to hear"
    );
    browser.has_nothing_to_complain_about().await;
}

#[tokio::test]
async fn sm_01_sm_06_sm_07_a_new_code_kills_the_old_one_and_is_sent_after_a_wait_that_can_be_seen() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    let (account, mut phone) = (portal.account("never-enrolled"), Phone::with(&portal, NUMBER));
    browser.log_in(account).await;
    browser.chooses(NL.sms).await;
    browser.fill(NL.phone, "0612345678").await;
    browser.press(NL.send_code).await;
    let first = phone.code().await;
    browser.says("Nieuwe code sturen kan over 0:").await;
    // Whoever cannot wait is told how long; nothing is sent.
    browser.press(NL.send_new_code).await;
    browser.says("Wij hebben net een code gestuurd.").await;
    assert_eq!(phone.received(), 1);
    browser.fill(NL.sms_code, &first).await;
    browser.press(NL.confirm).await;
    browser.keep_the_code().await;
    browser.log_out().await;

    browser.types_in_login(account).await;
    let old = phone.code().await;
    browser.says_in_the_end("U kunt nu een nieuwe code laten sturen.").await;
    browser.press(NL.send_new_code).await;
    browser.says("Wij hebben een nieuwe code gestuurd. Alleen de nieuwste code werkt.").await;
    let new = phone.code().await;
    browser.fill(NL.sms_code, &old).await;
    browser.press(NL.log_in).await;
    browser.says("Kijk of u de nieuwste sms hebt").await;
    browser.fill(NL.sms_code, &other_than(&new)).await;
    browser.press(NL.log_in).await;
    browser.says("Deze code klopt niet.").await;
    browser.fill(NL.sms_code, &new).await;
    browser.press(NL.log_in).await;
    browser.arrives("/account", NL.account).await;
}

impl Browser {
    /// S5: types the number, waits for the code and types that.
    pub async fn proves_the_number(&self, phone: &mut Phone<'_>) {
        self.fill(self.words.phone, "06 12345678").await;
        self.press(self.words.send_code).await;
        self.arrives("/enrol/sms", self.words.sms_setup).await;
        self.is_a_code_field().await;
        self.fill(self.words.sms_code, &phone.code().await).await;
        self.press(self.words.confirm).await;
    }

    /// S2: the code is on its way already when the page comes up.
    pub async fn prove_with_sms(&self, phone: &mut Phone<'_>) {
        self.arrives("/login/second-factor", self.words.second_factor).await;
        self.is_a_code_field().await;
        self.fill(self.words.sms_code, &phone.code().await).await;
        self.press(self.words.log_in).await;
    }

    /// One field that phones fill in from the message (requirement SM-05).
    async fn is_a_code_field(&self) {
        self.has(self.words.sms_code, &[("inputmode", "numeric"), ("autocomplete", "one-time-code")]).await;
    }

    /// The field with this label has these attributes.
    async fn has(&self, label: &str, attributes: &[(&'static str, &str)]) {
        let field = self.field(label).await;
        for (name, expected) in attributes {
            let found = field.attr(*name).await.unwrap_or_default();
            assert_eq!(found.as_deref(), Some(*expected), "{name} of {label:?}");
        }
    }
}
