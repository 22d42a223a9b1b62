//! The links of the article lead to help and back, the step bar says where one is (AC-06), and the language switch keeps the step.

use super::browser::Browser;
use super::portal::Portal;
use super::stage::Stage;
use super::words::{EN, NL};

#[tokio::test]
async fn s8_every_help_link_of_the_article_leads_to_help_and_back_to_the_step() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open("/login").await;
    browser.follow(NL.cannot_log_in).await;
    browser.arrives("/cannot-log-in", NL.cannot_log_in).await;
    browser.follow(NL.back_to_login).await;
    browser.arrives("/login", NL.log_in).await;
    browser.log_in(portal.account("enrolled")).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    browser.asks_help_and_returns(NL.second_factor_help).await;
    browser.asks_help_and_returns(NL.second_factor_problems).await;
    browser.lost_the_phone().await;
    browser.asks_help_and_returns(NL.reset_help).await;
    browser.asks_help_and_returns(NL.recovery_code_problems).await;
    browser.follow(NL.back_to_second_factor).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    browser.lost_the_phone().await;
    browser.press(NL.back_to_login).await;
    browser.arrives("/login", NL.log_in).await;
}

#[tokio::test]
async fn ac_06_the_language_switch_keeps_the_step_and_the_step_bar_says_where_one_is() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    // A Dutch browser in the hands of somebody who reads English.
    let dutch = stage.browser(&portal.url, &NL).await;
    dutch.open("/login").await;
    dutch.arrives("/login", NL.log_in).await;
    dutch.press(NL.other_language).await;
    let browser = dutch.reads(&EN);
    browser.arrives("/login", EN.log_in).await;
    assert_eq!(browser.execute("return document.documentElement.lang;").await, "en");
    browser.types_in_login(portal.account("never-enrolled")).await;
    browser.arrives("/enrol", EN.introduction).await;
    browser.stands_at_step(1, EN.introduction).await;
    browser.to_the_app().await;
    browser.stands_at_step(2, EN.method).await;
    browser.says(EN.done).await;
    let secret = browser.secret().await;
    browser.press(EN.other_language).await;
    let browser = browser.reads(&NL);
    browser.arrives("/enrol/app", NL.app_setup).await;
    assert_eq!(browser.secret().await, secret);
    browser.set_up_the_app().await;
    browser.stands_at_step(3, NL.recovery_code_title).await;
    let code = browser.groups().await;
    browser.press(NL.other_language).await;
    let browser = browser.reads(&EN);
    browser.arrives("/enrol/recovery-code", EN.recovery_code_title).await;
    assert_eq!(browser.groups().await, code);
    browser.finish(&code.join(" ")).await;
    browser.arrives("/account", EN.account).await;
}

impl Browser {
    /// Follows a link to a help page and comes back by its own way.
    async fn asks_help_and_returns(&self, label: &str) {
        let from = self.path().await;
        self.follow(label).await;
        self.one("//article[contains(@class, 'prose')]//h1").await;
        let help = self.path().await;
        assert!(help.starts_with("/help/"), "{label} leads to {help}");
        self.follow(self.words.help_back).await;
        self.one("//h1").await;
        assert_eq!(self.path().await, from, "and back again");
    }

    /// The step bar shows this step as the current one.
    async fn stands_at_step(&self, number: u32, name: &str) {
        let current = self.one("//nav//li[@aria-current='step']").await.text().await.unwrap_or_default();
        assert_eq!(current.split_whitespace().collect::<Vec<_>>().join(" "), format!("{number} {name}"));
    }
}
