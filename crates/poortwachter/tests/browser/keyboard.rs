//! The whole login without a mouse, and what the fields do (requirements AC-01, AC-03, AC-04, PW-06, TO-08).

use thirtyfour::prelude::*;

use super::authenticator::Authenticator;
use super::browser::Browser;
use super::phone::Phone;
use super::portal::Portal;
use super::stage::Stage;
use super::virtual_key::Make;
use super::words::{NL, Words};

/// The focused thing: what it is called, and what is wrong with its focus: no ring, or hidden behind something (WCAG 2.4.7 and 2.4.11).
const FOCUS: &str = r"
const el = document.activeElement;
if (!el || el === document.body || el === document.documentElement) return ['', ''];
const name = (el.labels?.[0]?.textContent || el.getAttribute('aria-label') || el.textContent || '').trim().replace(/\s+/g, ' ');
const style = getComputedStyle(el.matches('[type=radio], [type=checkbox]') && el.closest('.method') || el);
const box = el.getBoundingClientRect();
const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
let wrong = '';
if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong = 'has no ring';
else if (!top || !(el.contains(top) || top.contains(el) || el.labels?.[0]?.contains(top))) wrong = 'is hidden';
return [name, wrong];
";

#[tokio::test]
async fn ac_04_a_whole_login_with_tab_and_enter_only() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("enrolled");
    let mut app = Authenticator::with(&account.totp_secret);
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open("/login").await;
    browser.arrives("/login", NL.log_in).await;

    assert_eq!(browser.focused().await, NL.username, "the first field waits for the name");
    browser.keys(&account.username).await;
    browser.tab_to(NL.password).await;
    browser.keys(&account.password).await;
    browser.tab_to(NL.remember).await;
    browser.keys(" ").await;
    browser.tab_to(NL.log_in).await;
    browser.keys(Key::Enter).await;

    browser.arrives("/login/second-factor", NL.second_factor).await;
    assert_eq!(browser.focused().await, NL.app_code, "the code's field waits");
    browser.keys(&app.code().await).await;
    browser.tab_to(NL.log_in).await;
    browser.keys(Key::Enter).await;

    browser.arrives("/account", NL.account).await;
    browser.tab_to(NL.log_out).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/login", NL.log_in).await;
    browser.says(NL.logged_out).await;
    assert_eq!(browser.focused().await, NL.password, "the name is remembered (SE-12), so the password waits");
}

#[tokio::test]
async fn ac_04_every_stop_of_the_wizard_is_seen_and_reached_with_tab() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open("/login").await;
    browser.stops(&[NL.password, NL.remember, NL.log_in, NL.cannot_log_in, NL.other_language]).await;
    browser.log_in(portal.account("never-enrolled")).await;
    browser.arrives("/enrol", NL.introduction).await;
    browser.tab_to(NL.begin).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/method", NL.method).await;
    browser.stops(&[NL.choose, NL.back_to_introduction, NL.other_language]).await;
    // Three cards are one stop; the arrow keys choose among them.
    browser.tab_to_card(NL.security_key).await;
    browser.keys(Key::Down).await;
    browser.is_at_card(NL.app).await;
    browser.tab_to(NL.choose).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/app", NL.app_setup).await;
    browser.stops(&["Sleutel kopiëren", NL.app_code, NL.confirm, NL.back_to_method]).await;
    let mut app = Authenticator::with(&browser.secret().await);
    browser.tab_to(NL.app_code).await;
    browser.keys(&app.code().await).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    browser.stops(&["Kopiëren", NL.download, "Afdrukken", NL.typed_back, NL.confirm]).await;
    browser.tab_to(NL.typed_back).await;
    browser.keys(&browser.groups().await.join(" ")).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/second", NL.second_advice).await;
    browser.stops(&[NL.set_up_second, NL.not_now]).await;
    browser.tab_to(NL.not_now).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/account", NL.account).await;
}

#[tokio::test]
async fn ac_04_a_key_and_sms_are_set_up_and_used_with_tab_and_enter_only() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let (account, mut phone) = (portal.account("never-enrolled"), Phone::with(&portal, "+31612345678"));
    let browser = stage.browser(&portal.url, &NL).await;
    let _key = browser.plug_in(Make::U2f).await;
    browser.log_in(account).await;
    browser.press(NL.begin).await;
    browser.arrives("/enrol/method", NL.method).await;
    browser.tab_to_card(NL.security_key).await;
    browser.keys(" ").await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/key", NL.key_setup).await;
    browser.tab_to(NL.key_name).await;
    browser.keys("Thuis").await;
    browser.tab_to(NL.set_up_key).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    browser.type_back(&browser.groups().await.concat()).await;
    browser.arrives("/enrol/second", NL.second_advice).await;
    browser.tab_to(NL.set_up_second).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/method", NL.another_method).await;
    browser.tab_to_card(NL.security_key).await;
    browser.keys(Key::Up).await;
    browser.is_at_card(NL.sms).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/enrol/sms", NL.sms_setup).await;
    assert_eq!(browser.focused().await, NL.phone, "the number's field waits");
    browser.keys("0612345678").await;
    browser.keys(Key::Enter).await;
    browser.field(NL.sms_code).await;
    browser.stops(&[NL.sms_code, NL.confirm, NL.send_new_code, NL.other_number, NL.back_to_method]).await;
    browser.tab_to(NL.sms_code).await;
    browser.keys(&phone.code().await).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/account", NL.account).await;
    browser.log_out().await;

    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    assert_eq!(browser.focused().await, NL.use_key, "the button waits");
    browser.stops(&[NL.use_sms, NL.second_factor_problems, NL.reset, NL.back_to_login]).await;
    browser.tab_to(NL.use_key).await;
    browser.keys(Key::Enter).await;
    browser.log_out().await;
    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    browser.tab_to(NL.use_sms).await;
    browser.keys(Key::Enter).await;
    browser.field(NL.sms_code).await;
    browser.keys(&phone.code().await).await;
    browser.keys(Key::Enter).await;
    browser.arrives("/account", NL.account).await;
}

#[tokio::test]
async fn ac_01_ac_03_to_08_the_focus_goes_to_the_error_and_a_code_is_pasted_with_spaces() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("enrolled");
    let mut app = Authenticator::with(&account.totp_secret);
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open("/login").await;
    browser.fill(NL.username, &account.username).await;
    browser.press(NL.log_in).await;
    browser.error_at(NL.password, &NL).await;
    let kept = browser.field(NL.username).await.value().await.unwrap_or_default();
    assert_eq!(kept.as_deref(), Some(account.username.as_str()), "what was typed is kept");
    browser.fill(NL.password, "geen wachtwoord").await;
    browser.press(NL.log_in).await;
    browser.error_at(NL.password, &NL).await;
    let password = browser.field(NL.password).await.value().await.unwrap_or_default().unwrap_or_default();
    assert_eq!(password, "", "and never the password");

    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    for (typed, said) in
        [("12345", "6 cijfers. U hebt er 5"), ("1234567", "6 cijfers. U hebt er 7"), ("12a456", "alleen cijfers")]
    {
        browser.fill(NL.app_code, typed).await;
        browser.press(NL.log_in).await;
        browser.error_at(NL.app_code, &NL).await;
        browser.says(said).await;
    }
    let code = app.code().await;
    browser.fill(NL.app_code, &format!("{} {} ", &code[..3], &code[3..])).await;
    browser.keys(Key::Control + "a").await;
    browser.keys(Key::Control + "x").await;
    let field = browser.field(NL.app_code).await;
    assert_eq!(field.value().await.unwrap_or_default().unwrap_or_default(), "", "cut");
    browser.keys(Key::Control + "v").await;
    assert_eq!(field.value().await.unwrap_or_default().unwrap_or_default().len(), 8, "pasted, spaces and all");
    browser.keys(Key::Enter).await;
    browser.arrives("/account", NL.account).await;
}

#[tokio::test]
async fn pw_06_the_password_is_shown_and_hidden_and_the_button_says_so() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open("/login").await;
    browser.fill(NL.password, "een wachtwoord").await;
    let (field, toggle) = (browser.field(NL.password).await, browser.one("//button[@data-reveal]").await);
    for (kind, pressed, label) in
        [("password", "false", NL.show), ("text", "true", NL.hide), ("password", "false", NL.show)]
    {
        assert_eq!(field.attr("type").await.unwrap_or_default().as_deref(), Some(kind));
        assert_eq!(toggle.text().await.unwrap_or_default(), label);
        assert_eq!(toggle.attr("aria-pressed").await.unwrap_or_default().as_deref(), Some(pressed));
        browser.or_fail(toggle.click().await, "the button beside the password").await;
    }
    let value = field.value().await.unwrap_or_default();
    assert_eq!(value.as_deref(), Some("een wachtwoord"), "what was typed stays");
}

impl Browser {
    /// Types wherever the focus is.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let field = self.driver.active_element().await;
        let field = self.or_fail(field, "the focus").await;
        self.or_fail(field.send_keys(keys).await, "typing").await;
    }

    /// The label of what has the focus; fails when the focus cannot be seen.
    pub async fn focused(&self) -> String {
        let found = self.execute(FOCUS).await;
        let (name, wrong) = (found[0].as_str().unwrap_or_default(), found[1].as_str().unwrap_or_default());
        if !wrong.is_empty() {
            self.fail(&format!("the focus on {name:?} {wrong}")).await;
        }
        name.to_owned()
    }

    /// Tab, until the thing with this label has the focus.
    pub async fn tab_to(&self, label: &str) {
        for _ in 0..40 {
            if self.focused().await == label {
                return;
            }
            self.keys(Key::Tab).await;
        }
        self.fail(&format!("Tab does not reach {label:?}")).await;
    }

    /// Tab, until the card with this name has the focus.
    pub async fn tab_to_card(&self, name: &str) {
        for _ in 0..40 {
            if self.focused().await.starts_with(name) {
                return;
            }
            self.keys(Key::Tab).await;
        }
        self.fail(&format!("Tab does not reach the card {name:?}")).await;
    }

    /// The card with this name has the focus.
    pub async fn is_at_card(&self, name: &str) {
        let at = self.focused().await;
        assert!(at.starts_with(name), "{at:?} has the focus, and not {name:?}");
    }

    /// Tab stops at each of these, in this order; whatever is in between can be seen too.
    pub async fn stops(&self, labels: &[&str]) {
        for label in labels {
            self.tab_to(label).await;
        }
        self.or_fail(self.driver.refresh().await, "a reload").await;
    }

    /// The field is wrong, says so to screen readers and in the title, and has the focus (AC-03).
    pub async fn error_at(&self, label: &str, words: &Words) {
        let field = self.field(label).await;
        let attribute = async |name: &'static str| field.attr(name).await.unwrap_or_default().unwrap_or_default();
        assert_eq!(attribute("aria-invalid").await, "true");
        let described = attribute("aria-describedby").await;
        let mut errors = String::new();
        for id in described.split_whitespace() {
            errors += &self.one(&format!("//*[@id='{id}']")).await.text().await.unwrap_or_default();
        }
        assert!(errors.contains(words.error), "{described} describes {errors:?}");
        let title = self.driver.title().await.unwrap_or_default();
        assert!(title.starts_with(&format!("{}: ", words.error)), "{title}");
        assert_eq!(self.focused().await, label);
    }
}
