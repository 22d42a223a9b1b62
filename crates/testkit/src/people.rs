//! People in the states that matter. They come in through the front door: every one of them walked the pages that everybody walks.

use credentials::ids::{AccountId, GrantId};
use credentials::token::SecretToken;
use credentials::totp::TotpSecret;
use jiff::SignedDuration;
use journey::{AccountStatus, GrantSeed, Language, Role, Username};
use store::{Actor, Context, LinkDelivery, LinkKind, LinkOrder, NewAccount};

use crate::{Browser, Portal};

/// The password of everybody who chose one.
pub const PASSWORD: &str = "lente regen fiets 7";

/// Somebody with an account.
#[derive(Clone)]
pub struct Person {
    /// Which account.
    pub id: AccountId,
    /// The username.
    pub username: String,
    /// The path of the last link that was made for them.
    pub link: String,
    /// The secret in their app, once they enrolled.
    pub app: Option<TotpSecret>,
    /// Their recovery code as it was shown, once they enrolled.
    pub recovery_code: Option<String>,
    /// The browser that they use: known on the account once they enrolled, and logged out.
    pub home: Browser,
}

impl Portal {
    /// A new account; nobody opened the activation link yet.
    pub async fn invited(&self, username: &str) -> Person {
        let (order, link) = self.order("/activate");
        self.move_in(username, &order, link).await
    }

    async fn move_in(&self, username: &str, order: &LinkOrder, link: String) -> Person {
        let new = NewAccount {
            username: Username::parse(username).expect("a username"),
            display_name: format!("Mevrouw {username}"),
            mail: Some(format!("{username}@voorbeeld.example")),
            notice_mail: None,
            phone: None,
            groups: Vec::new(),
            role: Role::User,
            language: Language::Nl,
        };
        let context = Context::new(self.clock.now(), Actor::System);
        let id = self.app.store.insert_account(&new, order, &context).await.expect("a new account");
        let home = self.browser();
        Person { id, username: username.to_owned(), link, app: None, recovery_code: None, home }
    }

    /// An account with a password and nothing else, in a browser that does not hold the grant any more.
    pub async fn with_password(&self, username: &str) -> Person {
        let mut person = self.invited(username).await;
        person.home.open(&person.link).await;
        let page = person.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
        assert_eq!(page.at, "/enrol", "{}", page.text());
        person.home = self.browser();
        person
    }

    /// Somebody who went through the whole wizard with an app, and logged out again.
    pub async fn enrolled(&self, username: &str) -> Person {
        let mut person = self.invited(username).await;
        person.home.open(&person.link).await;
        person.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
        self.walk_the_wizard(&mut person).await;
        person.home.press("Uitloggen", &[]).await;
        person
    }

    /// From S4 to S7 in the person's own browser; leaves the secret and the code with the person.
    pub async fn walk_the_wizard(&self, person: &mut Person) {
        let browser = &mut person.home;
        browser.press("Beginnen", &[]).await;
        let page = browser.press("Verder met deze methode", &[("method", "app")]).await;
        let secret = page.by_id("secret").expect("the secret is on the page").replace(' ', "");
        let secret = TotpSecret::parse(&secret).expect("the secret can be typed over");
        let page = browser.press("Code bevestigen", &[("Code uit uw app", &self.next_code(&secret))]).await;
        let code = page.by_id("recovery-code").expect("the recovery code is on the page");
        person.app = Some(secret);
        person.recovery_code = Some(code);
        self.finish_the_wizard(person).await;
    }

    /// From S6 to S7: the code is typed back, and a second factor is left for later.
    pub async fn finish_the_wizard(&self, person: &mut Person) {
        let code = person.code().to_owned();
        let browser = &mut person.home;
        let page = browser.press("Code bevestigen", &[("Vul de herstelcode nog een keer in", &code)]).await;
        assert_eq!(page.at, "/enrol/second", "{}", page.text());
        let page = browser.press("Nu niet", &[]).await;
        assert!(page.status.is_success(), "{}", page.text());
    }

    /// An enrolled person whose account was closed afterwards.
    pub async fn disabled(&self, username: &str) -> Person {
        let person = self.enrolled(username).await;
        self.set_status(&person, AccountStatus::Disabled).await;
        person
    }

    /// Closes or opens an account.
    pub async fn set_status(&self, person: &Person, status: AccountStatus) {
        let context = Context::new(self.clock.now(), Actor::System);
        let done = self.app.store.set_status(person.id, status, "test", &context).await;
        assert!(done.expect("the store works"), "the account exists");
    }

    /// The same on other terms: with a number, or on paper.
    pub async fn invited_with(&self, username: &str, terms: impl FnOnce(&mut LinkOrder)) -> Person {
        let (mut order, link) = self.order("/activate");
        terms(&mut order);
        self.move_in(username, &order, link).await
    }

    /// Gives somebody a link of the help desk that works at once (rule J6c); it replaces the person's link.
    pub async fn send_help_desk_link(&self, person: &mut Person) {
        self.send_help_desk_link_with(person, |_| {}).await;
    }

    /// The same on other terms.
    pub async fn send_help_desk_link_with(&self, person: &mut Person, terms: impl FnOnce(&mut LinkOrder)) {
        let (mut order, link) = self.order("/reset-link");
        terms(&mut order);
        let context = Context::new(self.clock.now(), Actor::System);
        let done = self.app.store.issue_link(person.id, LinkKind::HelpDesk, &order, &context).await;
        assert!(done.expect("the store works").is_some(), "the account is open");
        person.link = link;
    }

    fn order(&self, path: &str) -> (LinkOrder, String) {
        let secret = SecretToken::generate(&*self.app.rng);
        let now = self.clock.now();
        let link = format!("{path}?token={}", secret.expose().as_str());
        let seed = GrantSeed { id: GrantId::generate(now, &*self.app.rng), token: secret.hash() };
        let mail = LinkDelivery::Mail(zeroize::Zeroizing::new(self.app.settings.public_url.join(&link)));
        (LinkOrder::at_once(seed, now + SignedDuration::from_hours(24), mail), link)
    }

    /// The code that an app shows, half a minute later: one that was not used yet.
    pub fn next_code(&self, secret: &TotpSecret) -> String {
        self.clock.advance(SignedDuration::from_secs(30));
        secret.code_at(self.clock.now()).digits()
    }
}

impl Person {
    /// The code that the person's app shows half a minute later.
    pub fn next_code(&self, portal: &Portal) -> String {
        portal.next_code(self.app.as_ref().expect("the person has an app"))
    }

    /// The recovery code as it was shown.
    pub fn code(&self) -> &str {
        self.recovery_code.as_deref().expect("the person has a recovery code")
    }

    /// S1 in some browser, as far as the right password leads.
    pub async fn enter_password(&self, browser: &mut Browser) {
        browser.open("/login").await;
        browser.press("Inloggen", &[("Gebruikersnaam", &self.username), ("Wachtwoord", PASSWORD)]).await;
    }

    /// S1 and S2 in some browser.
    pub async fn log_in(&self, portal: &Portal, browser: &mut Browser) {
        self.enter_password(browser).await;
        browser.press("Inloggen", &[("Code uit uw app", &self.next_code(portal))]).await;
        assert_eq!(browser.page().at, "/account", "{}", browser.page().text());
    }

    /// Confirms the session that a browser holds, on the way to a place of the account (rule J14).
    pub async fn confirm(&self, portal: &Portal, browser: &mut Browser, place: &str) {
        browser.open(&format!("/account/confirm?to={place}")).await;
        browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
        assert_eq!(browser.page().at, "/login/second-factor", "{}", browser.page().text());
        browser.press("Bevestigen", &[("Code uit uw app", &self.next_code(portal))]).await;
    }

    /// The whole recovery with the code: the person is at S1 again, with a grant and without a factor.
    pub async fn recover(&self, browser: &mut Browser) {
        self.enter_password(browser).await;
        browser.open("/login/reset").await;
        browser.press("Opnieuw instellen", &[("Herstelcode", self.code())]).await;
        assert_eq!(browser.page().path(), "/login", "{}", browser.page().text());
    }
}
