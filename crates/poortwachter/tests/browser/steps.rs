//! The steps that many journeys share, each from one screen to the next.

use std::path::Path;

use thirtyfour::prelude::*;

use super::authenticator::Authenticator;
use super::browser::Browser;
use super::portal::Account;
use super::tools::read_qr;

impl Browser {
    /// S1: types name and password and presses the button.
    pub async fn log_in(&self, account: &Account) {
        self.open("/login").await;
        self.types_in_login(account).await;
    }

    /// S1 as it stands on the screen.
    pub async fn types_in_login(&self, account: &Account) {
        self.arrives("/login", self.words.log_in).await;
        self.fill(self.words.username, &account.username).await;
        self.fill(self.words.password, &account.password).await;
        self.press(self.words.log_in).await;
    }

    /// S2: types the code that the app shows next.
    pub async fn prove(&self, app: &mut Authenticator) {
        self.arrives("/login/second-factor", self.words.second_factor).await;
        self.fill(self.words.app_code, &app.code().await).await;
        self.press(self.words.log_in).await;
    }

    /// S4 and the first half of S5: from the introduction to the QR code.
    pub async fn to_the_app(&self) {
        self.chooses(self.words.app).await;
        self.arrives("/enrol/app", self.words.app_setup).await;
    }

    /// S4 and the first half of S5: from the introduction to the set-up of a method.
    pub async fn chooses(&self, method: &str) {
        self.arrives("/enrol", self.words.introduction).await;
        self.press(self.words.begin).await;
        self.arrives("/enrol/method", self.words.method).await;
        self.says(self.words.method_question).await;
        self.choose(method).await;
        self.press(self.words.choose).await;
    }

    /// S5: what somebody types over who cannot scan.
    pub async fn secret(&self) -> String {
        let groups = self.one("//*[@id='secret']").await;
        self.or_fail(groups.text().await, "reading the secret").await.replace(char::is_whitespace, "")
    }

    /// S5: what the camera of a phone reads.
    pub async fn qr(&self, folder: &Path) -> String {
        let picture = folder.join("qr.png");
        let qr = self.one("//*[name()='svg'][@role='img'][contains(@class, 'qr')]").await;
        self.or_fail(qr.screenshot(&picture).await, "a picture of the QR code").await;
        read_qr(&picture)
    }

    /// S5: a new app with the secret from the page, proven.
    pub async fn set_up_the_app(&self) -> Authenticator {
        let mut app = Authenticator::with(&self.secret().await);
        self.fill(self.words.app_code, &app.code().await).await;
        self.press(self.words.confirm).await;
        self.arrives("/enrol/recovery-code", self.words.recovery_code_title).await;
        app
    }

    /// S6: the four groups as they stand on the page.
    pub async fn groups(&self) -> Vec<String> {
        let groups = self.driver.find_all(By::Css("#recovery-code span")).await;
        let mut words = Vec::new();
        for group in self.or_fail(groups, "the recovery code").await {
            words.push(group.text().await.unwrap_or_default());
        }
        words
    }

    /// S6: types the code back.
    pub async fn type_back(&self, code: &str) {
        self.fill(self.words.typed_back, code).await;
        self.press(self.words.confirm).await;
    }

    /// S6 to the end of the wizard: types the code back and leaves the second method for later.
    pub async fn finish(&self, code: &str) {
        self.type_back(code).await;
        self.arrives("/enrol/second", self.words.second_advice).await;
        self.press(self.words.not_now).await;
    }

    /// S6 to S7 with the code that stands there, which is returned.
    pub async fn keep_the_code(&self) -> String {
        self.arrives("/enrol/recovery-code", self.words.recovery_code_title).await;
        let code = self.groups().await.join("-");
        self.finish(&code).await;
        self.arrives("/account", self.words.account).await;
        code
    }

    /// S4 to S7 in one go: the app and the recovery code.
    pub async fn enrol(&self) -> (Authenticator, String) {
        self.to_the_app().await;
        let app = self.set_up_the_app().await;
        (app, self.keep_the_code().await)
    }

    /// S7: ends the session.
    pub async fn log_out(&self) {
        self.arrives("/account", self.words.account).await;
        self.press(self.words.log_out).await;
        self.arrives("/login", self.words.log_in).await;
        self.says(self.words.logged_out).await;
    }

    /// S2 to S3: the phone is lost.
    pub async fn lost_the_phone(&self) {
        self.arrives("/login/second-factor", self.words.second_factor).await;
        self.follow(self.words.reset).await;
        self.arrives("/login/reset", self.words.reset).await;
    }

    /// S3 to S1: the code that wipes.
    pub async fn recover(&self, code: &str) {
        self.fill(self.words.recovery_code, code).await;
        self.press(self.words.set_up_again).await;
        self.arrives("/login", self.words.log_in).await;
        self.says(self.words.wiped).await;
    }

    /// There is no session: the account's page leads to S1.
    pub async fn has_no_session(&self) {
        self.open("/account").await;
        self.arrives("/login", self.words.log_in).await;
    }

    /// Opens a link from a mail or from the command line.
    pub async fn open_link(&self, link: &str) {
        self.or_fail(self.driver.goto(link).await, "opening a link").await;
    }

    /// Activation page: the first password, which leads into the wizard.
    pub async fn choose_password(&self, username: &str) -> Account {
        self.arrives("/activate", self.words.activate).await;
        let password = "vier rustige woorden samen";
        self.fill(self.words.password, password).await;
        self.press(self.words.save_password).await;
        self.arrives("/enrol", self.words.introduction).await;
        let (username, password) = (username.to_owned(), password.to_owned());
        Account { username, password, state: String::new(), totp_secret: String::new() }
    }
}
