//! The ways back and the account in its owner's hands (issue "The account in the user's own hands"): a forgotten password and username, a theft and its
//! end, and every page of "Mijn account".

use std::time::{Duration, Instant};

use super::accessibility::audit;
use super::authenticator::Authenticator;
use super::browser::Browser;
use super::portal::{Account, Portal};
use super::stage::Stage;
use super::words::NL;

const FRESH: &str = "vier paarden lopen langzaam";

impl Browser {
    /// The confirmation before something dangerous (rule J14): the password, and then the factor.
    async fn confirm(&self, account: &Account, app: &mut Authenticator) {
        self.arrives("/account/confirm", "Bevestig dat u het bent").await;
        self.fill(NL.password, &account.password).await;
        self.press("Doorgaan").await;
        self.proves(app, "Bevestigen").await;
    }

    /// S2, with the word that its button has here.
    async fn proves(&self, app: &mut Authenticator, button: &str) {
        self.arrives("/login/second-factor", NL.second_factor).await;
        self.fill(NL.app_code, &app.code().await).await;
        self.press(button).await;
    }

    /// From the link in the mail to the choice of a new password.
    async fn with_the_mailed_link(&self, link: &str) {
        self.open_link(link).await;
        self.arrives("/forgot/link", "Nieuw wachtwoord kiezen").await;
        self.press("Ga verder").await;
        self.arrives("/login/second-factor", NL.second_factor).await;
    }

    async fn chooses_again(&self, account: &Account) -> Account {
        self.arrives("/login/new-password", "Kies een nieuw wachtwoord").await;
        self.fill("Nieuw wachtwoord", FRESH).await;
        self.press(NL.save_password).await;
        Account { password: FRESH.to_owned(), ..account.clone() }
    }
}

#[tokio::test]
async fn fp_03_fp_08_a_forgotten_password_with_the_phone_and_then_without_it() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let browser = stage.browser(&portal.url, &NL).await;
    browser.log_in(account).await;
    let (mut app, code) = browser.enrol().await;
    browser.log_out().await;

    browser.open("/login").await;
    browser.follow(NL.cannot_log_in).await;
    browser.arrives("/cannot-log-in", NL.cannot_log_in).await;
    let mut wrong = audit(&browser, "cannot-log-in").await;
    browser.open("/forgot/username").await;
    wrong.extend(audit(&browser, "forgot-username").await);
    browser.open("/forgot/password").await;
    wrong.extend(audit(&browser, "forgot-password").await);
    browser.fill(NL.username, &account.username).await;
    browser.press("Mail sturen").await;
    browser.arrives("/forgot/password/sent", "Kijk in uw mail").await;
    wrong.extend(audit(&browser, "forgot-sent").await);
    let link = portal.link_with("/forgot/link");
    browser.with_the_mailed_link(&link).await;
    browser.proves(&mut app, "Doorgaan").await;
    browser.arrives("/login/new-password", "Kies een nieuw wachtwoord").await;
    wrong.extend(audit(&browser, "new-password").await);
    let account = browser.chooses_again(account).await;
    browser.arrives("/login", NL.log_in).await;
    browser.has_no_session().await;
    // The link is used up.
    browser.open_link(&link).await;
    browser.says("De link is te oud, al gebruikt of niet volledig.").await;
    wrong.extend(audit(&browser, "forgot-link-dead").await);

    // Both lost: the next link, and the recovery code.
    browser.open("/forgot/password").await;
    browser.fill(NL.username, &account.username).await;
    browser.press("Mail sturen").await;
    let next = portal.other_link_with("/forgot/link", &link);
    browser.with_the_mailed_link(&next).await;
    browser.lost_the_phone().await;
    browser.fill(NL.recovery_code, &code).await;
    browser.press(NL.set_up_again).await;
    browser.arrives("/login/new-password", "Kies een nieuw wachtwoord").await;
    browser.fill("Nieuw wachtwoord", "vijf andere paarden staan stil").await;
    browser.press(NL.save_password).await;
    browser.arrives("/login", NL.log_in).await;
    let account = Account { password: "vijf andere paarden staan stil".to_owned(), ..account };
    browser.types_in_login(&account).await;
    browser.arrives("/enrol", NL.introduction).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    browser.has_nothing_to_complain_about().await;
}

#[tokio::test]
async fn j9_rc_08_a_theft_ends_when_its_owner_says_so() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let owner = stage.browser(&portal.url, &NL).await;
    owner.log_in(account).await;
    let (_, code) = owner.enrol().await;

    // Somebody who phished password and recovery code.
    let thief = stage.browser(&portal.url, &NL).await;
    thief.log_in(account).await;
    thief.lost_the_phone().await;
    thief.recover(&code).await;
    thief.types_in_login(account).await;
    thief.enrol().await;
    thief.arrives("/account", NL.account).await;
    owner.has_no_session().await;

    // The owner reads the mail, on another device.
    let phone = stage.browser(&portal.url, &NL).await;
    phone.open_link(&portal.link_with("/not-me")).await;
    phone.arrives("/not-me", "Was u dit niet?").await;
    let mut wrong = audit(&phone, "not-me").await;
    phone.press("Dit was ik niet, sluit mijn account af").await;
    let closed = Instant::now();
    phone.says("Het is gedaan: uw account is afgesloten.").await;
    thief.has_no_session().await;
    assert!(closed.elapsed() < Duration::from_secs(20), "the browsers themselves are slow, the portal is not");
    wrong.extend(audit(&phone, "not-me-done").await);
    // Nobody gets in any more, the owner neither, and the page says whom to call.
    thief.log_in(account).await;
    thief.says("030 123 45 67").await;
    thief.has_no_session().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn ac_03_ac_04_j14_every_page_of_the_account() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("enrolled");
    let mut app = Authenticator::with(&account.totp_secret);
    let browser = stage.browser(&portal.url, &NL).await;
    browser.log_in(account).await;
    browser.prove(&mut app).await;
    browser.arrives("/account", NL.account).await;
    let mut wrong = audit(&browser, "S7-account").await;
    for path in ["/account/sessions", "/account/activity", "/account/language"] {
        browser.open(path).await;
        wrong.extend(audit(&browser, path).await);
    }
    browser.open("/account/addresses").await;
    browser.arrives("/account/confirm", "Bevestig dat u het bent").await;
    wrong.extend(audit(&browser, "confirm").await);
    browser.confirm(account, &mut app).await;
    browser.says("mail").await;
    for path in [
        "/account/addresses",
        "/account/addresses/mail",
        "/account/password",
        "/account/export",
        "/account/recovery-code/try",
        "/account/recovery-code/new",
        "/account/factors/add",
    ] {
        browser.open(path).await;
        assert_eq!(browser.path().await, path, "the confirmation holds");
        wrong.extend(audit(&browser, path).await);
    }
    browser.open("/account/password").await;
    browser.fill("Nieuw wachtwoord", FRESH).await;
    browser.press(NL.save_password).await;
    browser.arrives("/account", NL.account).await;
    browser.says("Uw nieuwe wachtwoord is ingesteld.").await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    browser.has_nothing_to_complain_about().await;
}
