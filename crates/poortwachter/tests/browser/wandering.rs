//! Wandering (rule J11): Back, reload, double click, several tabs and an address typed too early each lead to the right screen,
//! never to an error page, never past a step.

use thirtyfour::prelude::*;

use super::application::Application;
use super::authenticator::Authenticator;
use super::browser::Browser;
use super::portal::{Account, Portal};
use super::stage::Stage;
use super::words::NL;

/// Everything behind the first step.
const LATER: [&str; 8] = [
    "/login/second-factor",
    "/login/reset",
    "/login/no-grant",
    "/enrol",
    "/enrol/method",
    "/enrol/app",
    "/enrol/recovery-code",
    "/enrol/recovery-code.txt",
];

#[tokio::test]
async fn j11_an_address_that_is_typed_too_early_leads_to_the_step_where_the_person_is() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    for path in
        LATER.into_iter().chain(["/account", "/leaving", "/leaving?to=verzuim", "/login/continue", "/login/ended"])
    {
        browser.open(path).await;
        browser.arrives("/login", NL.log_in).await;
    }
    // After the password of somebody with a factor: S2, and its own way to S3, and nothing further.
    browser.log_in(portal.account("enrolled")).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    for path in LATER.into_iter().filter(|path| *path != "/login/reset") {
        browser.open(path).await;
        browser.arrives("/login/second-factor", NL.second_factor).await;
    }
    browser.has_no_session().await;
    // After the password of somebody without one: the wizard's first step, and nothing further.
    browser.log_in(portal.account("never-enrolled")).await;
    browser.arrives("/enrol", NL.introduction).await;
    for path in LATER {
        browser.open(path).await;
        browser.arrives("/enrol", NL.introduction).await;
    }
    browser.press(NL.begin).await;
    browser.arrives("/enrol/method", NL.method).await;
    for path in
        ["/enrol/app", "/enrol/recovery-code", "/enrol/recovery-code.txt", "/login/second-factor", "/login/reset"]
    {
        browser.open(path).await;
        browser.arrives("/enrol/method", NL.method).await;
    }
    browser.has_no_session().await;
}

#[tokio::test]
async fn j11_back_and_reload_lead_on_and_never_past_a_step() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    browser.log_in(portal.account("never-enrolled")).await;
    browser.arrives("/enrol", NL.introduction).await;
    browser.reload().await;
    browser.arrives("/enrol", NL.introduction).await;
    browser.press(NL.begin).await;
    browser.arrives("/enrol/method", NL.method).await;
    browser.back().await;
    browser.arrives("/enrol", NL.introduction).await;
    browser.press(NL.begin).await;
    browser.arrives("/enrol/method", NL.method).await;
    browser.choose(NL.app).await;
    browser.press(NL.choose).await;
    browser.arrives("/enrol/app", NL.app_setup).await;
    let secret = browser.secret().await;
    browser.reload().await;
    browser.arrives("/enrol/app", NL.app_setup).await;
    assert_eq!(browser.secret().await, secret, "a reload keeps the secret that was scanned");
    browser.fill(NL.app_code, "123").await;
    browser.press(NL.confirm).await;
    browser.says(NL.error).await;
    browser.reload().await;
    browser.arrives("/enrol/app", NL.app_setup).await;
    browser.back().await;
    assert_eq!(browser.secret().await, secret, "and so does Back");
    let app = browser.set_up_the_app().await;
    let groups = browser.groups().await;
    // Back from S6 is no way to a second factor or past the code: a page out of the browser's memory leads on to S6 as well.
    browser.back().await;
    browser.one("//h1").await;
    if browser.path().await == "/enrol/app" {
        browser.fill(NL.app_code, "123456").await;
        browser.press(NL.confirm).await;
    }
    browser.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    browser.reload().await;
    assert_eq!(browser.groups().await, groups);
    browser.has_no_session().await;
    browser.open("/enrol/recovery-code").await;
    browser.type_back(&groups.concat()).await;
    browser.arrives("/enrol/second", NL.second_advice).await;
    // The advice is a step as well: Back does not show the code again.
    browser.has_no_session().await;
    browser.open("/enrol/recovery-code").await;
    browser.arrives("/enrol/second", NL.second_advice).await;
    browser.is_silent_about(&groups[0]).await;
    browser.press(NL.not_now).await;
    browser.arrives("/account", NL.account).await;
    browser.back().await;
    browser.arrives("/account", NL.account).await;
    browser.is_silent_about(&groups[0]).await;
    browser.log_out().await;
    // Back after logging out shows nothing of the account.
    browser.back().await;
    browser.arrives("/login", NL.log_in).await;
    assert_eq!(app.secret(), secret);
}

#[tokio::test]
async fn j11_a_double_click_on_every_button_of_the_journey_does_it_once() {
    double_clicks(true).await;
}

#[tokio::test]
async fn j11_a_double_click_on_every_button_without_javascript_does_it_once() {
    double_clicks(false).await;
}

async fn double_clicks(script: bool) {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let browser = if script {
        stage.browser(&portal.url, &NL).await
    } else {
        stage.browser_without_script(&portal.url, &NL).await
    };
    browser.open("/login").await;
    browser.fill(NL.username, &account.username).await;
    browser.fill(NL.password, &account.password).await;
    browser.press_twice(NL.log_in).await;
    browser.arrives("/enrol", NL.introduction).await;
    browser.press_twice(NL.begin).await;
    browser.arrives("/enrol/method", NL.method).await;
    browser.choose(NL.app).await;
    browser.press_twice(NL.choose).await;
    browser.arrives("/enrol/app", NL.app_setup).await;
    let mut app = Authenticator::with(&browser.secret().await);
    browser.fill(NL.app_code, &app.code().await).await;
    browser.press_twice(NL.confirm).await;
    browser.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    let code = browser.groups().await.concat();
    browser.fill(NL.typed_back, &code).await;
    browser.press_twice(NL.confirm).await;
    browser.arrives("/enrol/second", NL.second_advice).await;
    browser.press_twice(NL.not_now).await;
    browser.arrives("/account", NL.account).await;
    browser.press_twice(NL.log_out).await;
    browser.arrives("/login", NL.log_in).await;

    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    browser.fill(NL.app_code, &app.code().await).await;
    browser.press_twice(NL.log_in).await;
    browser.arrives("/account", NL.account).await;
    browser.log_out().await;

    browser.types_in_login(account).await;
    browser.lost_the_phone().await;
    browser.fill(NL.recovery_code, &code).await;
    browser.press_twice(NL.set_up_again).await;
    browser.arrives("/login", NL.log_in).await;
    browser.types_in_login(account).await;
    browser.arrives("/enrol", NL.introduction).await;
}

#[tokio::test]
async fn j11_two_tabs_of_one_journey_go_on_together() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    browser.log_in(portal.account("never-enrolled")).await;
    browser.to_the_app().await;
    let secret = browser.secret().await;
    let left = browser.tab().await;
    let right = browser.new_tab().await;
    // The right tab goes through the wizard again and finds the same secret.
    browser.open("/enrol").await;
    browser.press(NL.begin).await;
    browser.arrives("/enrol/app", NL.app_setup).await;
    assert_eq!(browser.secret().await, secret);
    let mut app = browser.set_up_the_app().await;
    let groups = browser.groups().await;
    // The left tab is behind: its button leads to where the journey is.
    browser.to_tab(&left).await;
    browser.fill(NL.app_code, "123456").await;
    browser.press(NL.confirm).await;
    browser.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    assert_eq!(browser.groups().await, groups);
    browser.finish(&groups.concat()).await;
    browser.arrives("/account", NL.account).await;
    browser.to_tab(&right).await;
    browser.type_back(&groups.concat()).await;
    browser.arrives("/account", NL.account).await;
    browser.log_out().await;
    // A login in two tabs.
    browser.types_in_login(portal.account("never-enrolled")).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    browser.to_tab(&left).await;
    browser.open("/login/second-factor").await;
    browser.prove(&mut app).await;
    browser.arrives("/account", NL.account).await;
    browser.to_tab(&right).await;
    browser.fill(NL.app_code, "123456").await;
    browser.press(NL.log_in).await;
    browser.arrives("/account", NL.account).await;
}

#[tokio::test]
async fn j11_j15_two_tabs_that_started_at_two_applications_each_reach_their_own() {
    let (application, stage) = (Application::start(), Stage::new());
    let portal = Portal::serve(&application.url);
    let link = portal.operator.add_account("piet");
    let browser = stage.browser(&portal.url, &NL).await;
    let (account, mut app) = browser.activate(&link, "piet").await;
    browser.log_out().await;

    let left = browser.tab().await;
    browser.open("/login?to=verzuim").await;
    browser.says("Verzuimsysteem").await;
    browser.types_in_login(&account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    browser.says("Verzuimsysteem").await;
    let right = browser.new_tab().await;
    browser.open("/login?to=rooster").await;
    browser.says("Rooster").await;
    browser.types_in_login(&account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    let late = browser.new_tab().await;
    browser.open("/login?to=rooster").await;

    browser.to_tab(&left).await;
    browser.prove(&mut app).await;
    browser.arrives("/verzuim", "verzuim").await;
    browser.to_tab(&right).await;
    browser.fill(NL.app_code, "123456").await;
    browser.press(NL.log_in).await;
    browser.arrives("/rooster", "rooster").await;
    // A tab in which nothing was typed yet.
    browser.to_tab(&late).await;
    browser.reload().await;
    browser.arrives("/rooster", "rooster").await;
}

#[tokio::test]
async fn j11_the_target_survives_a_recovery() {
    let (application, stage) = (Application::start(), Stage::new());
    let portal = Portal::serve(&application.url);
    let link = portal.operator.add_account("piet");
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open_link(&link).await;
    let account = browser.choose_password("piet").await;
    let (_, code) = browser.enrol().await;
    browser.log_out().await;
    browser.open("/login?to=verzuim").await;
    browser.types_in_login(&account).await;
    browser.lost_the_phone().await;
    browser.recover(&code).await;
    browser.says("Verzuimsysteem").await;
    browser.types_in_login(&account).await;
    browser.to_the_app().await;
    browser.set_up_the_app().await;
    let code = browser.groups().await.concat();
    browser.finish(&code).await;
    browser.arrives("/verzuim", "verzuim").await;
}

impl Browser {
    async fn reload(&self) {
        self.or_fail(self.driver.refresh().await, "a reload").await;
    }

    async fn back(&self) {
        self.or_fail(self.driver.back().await, "Back").await;
    }

    async fn press_twice(&self, label: &str) {
        let (button, page) = (self.button(label).await, self.page().await);
        self.or_fail(button.scroll_into_view().await, "scrolling").await;
        let twice = self.driver.action_chain().double_click_element(&button).perform().await;
        self.or_fail(twice, &format!("pressing {label:?} twice")).await;
        self.leaves(&page, label).await;
    }

    pub async fn tab(&self) -> WindowHandle {
        self.or_fail(self.driver.window().await, "this tab").await
    }

    pub async fn new_tab(&self) -> WindowHandle {
        let tab = self.or_fail(self.driver.new_tab().await, "a new tab").await;
        self.to_tab(&tab).await;
        tab
    }

    pub async fn to_tab(&self, tab: &WindowHandle) {
        self.or_fail(self.driver.switch_to_window(tab.clone()).await, "another tab").await;
    }

    /// From the activation link to the account page.
    async fn activate(&self, link: &str, username: &str) -> (Account, Authenticator) {
        self.open_link(link).await;
        let account = self.choose_password(username).await;
        let (app, _) = self.enrol().await;
        (account, app)
    }
}
