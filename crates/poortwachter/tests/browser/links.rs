//! The journeys that begin with a link: a new account (rule J6b), a reset from the help desk (J6c); and a wizard that was left too early (J5).

use super::authenticator::Authenticator;
use super::portal::Portal;
use super::stage::Stage;
use super::words::NL;

#[tokio::test]
async fn j6b_an_activation_link_sets_the_first_password_once_and_opens_the_wizard() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let link = portal.operator.add_account("piet");
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open_link(&link).await;
    assert_eq!(browser.path().await, "/activate");
    let address = browser.driver.current_url().await.expect("an address");
    assert_eq!(address.query(), None, "the token does not stay in the address bar");
    browser.choose_password("piet").await;
    browser.enrol().await;
    browser.log_out().await;
    // A second use, in this browser and in another.
    for browser in [browser, stage.browser(&portal.url, &NL).await] {
        browser.open_link(&link).await;
        browser.arrives("/activate", NL.link_used).await;
        browser.has_no_session().await;
    }
}

#[tokio::test]
async fn j6c_a_link_from_the_help_desk_needs_the_password_and_wipes_only_when_it_is_redeemed() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("enrolled");
    let mut app = Authenticator::with(&account.totp_secret);
    let link = portal.operator.reset_factor(&account.username);
    // Whoever opens it without the password has nothing, and the factor still works.
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open_link(&link).await;
    browser.arrives("/reset-link", NL.reset).await;
    browser.has_no_session().await;
    let elsewhere = stage.browser(&portal.url, &NL).await;
    elsewhere.log_in(account).await;
    elsewhere.prove(&mut app).await;
    elsewhere.arrives("/account", NL.account).await;
    // RC-11: that login has shown that the factor is not lost, so the link is dead; the help desk begins again.
    browser.open_link(&link).await;
    browser.arrives("/reset-link", NL.link_dead).await;
    let link = portal.operator.reset_factor(&account.username);
    browser.open_link(&link).await;
    browser.arrives("/reset-link", NL.reset).await;
    // With the password, and without the phone.
    browser.log_in(account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    browser.press(NL.set_up_again).await;
    browser.arrives("/login", NL.log_in).await;
    browser.says(NL.wiped).await;
    elsewhere.has_no_session().await;
    browser.types_in_login(account).await;
    let (new_app, _) = browser.enrol().await;
    assert_ne!(new_app.secret(), app.secret());
    browser.log_out().await;
    browser.open_link(&link).await;
    browser.arrives("/reset-link", NL.link_used).await;
}

#[tokio::test]
async fn j5_who_leaves_at_the_recovery_code_gets_a_fresh_one_at_the_next_login() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let browser = stage.browser(&portal.url, &NL).await;
    browser.log_in(account).await;
    browser.to_the_app().await;
    let mut app = browser.set_up_the_app().await;
    let unconfirmed = browser.groups().await;
    browser.has_no_session().await;
    // The factor counts from S5 on.
    let next = stage.browser(&portal.url, &NL).await;
    next.log_in(account).await;
    next.prove(&mut app).await;
    next.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    next.says("Daarom krijgt u een nieuwe code.").await;
    let fresh = next.groups().await;
    assert_ne!(fresh, unconfirmed);
    let wrong = next.audit().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    next.has_no_session().await;
    next.open("/enrol/recovery-code").await;
    next.type_back(&unconfirmed.concat()).await;
    next.says(NL.error).await;
    next.type_back(&fresh.concat()).await;
    next.arrives("/account", NL.account).await;
}
