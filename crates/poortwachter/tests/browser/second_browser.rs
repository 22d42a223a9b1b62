//! Between the wipe and the new factor the password alone is never enough (rules J4 and J6, requirement RC-05).

use super::portal::Portal;
use super::stage::Stage;
use super::words::NL;

#[tokio::test]
async fn rc_05_j4_a_second_browser_with_only_the_password_gets_no_wizard_until_the_code_is_typed_there_again() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let first = stage.browser(&portal.url, &NL).await;
    first.log_in(account).await;
    let (_, code) = first.enrol().await;
    first.log_out().await;
    first.types_in_login(account).await;
    first.lost_the_phone().await;
    first.recover(&code).await;

    // Somebody else, who knows the password, at another computer.
    let second = stage.browser(&portal.url, &NL).await;
    second.log_in(account).await;
    second.arrives("/login/no-grant", NL.no_grant).await;
    second.says(NL.elsewhere).await;
    for wizard in ["/enrol", "/enrol/method", "/enrol/app", "/enrol/recovery-code", "/enrol/recovery-code.txt"] {
        second.open(wizard).await;
        second.arrives("/login/no-grant", NL.no_grant).await;
    }
    second.has_no_session().await;

    // The owner, whose laptop died half-way, types the code there once more: the same affair goes on.
    second.types_in_login(account).await;
    second.follow(NL.enter_code).await;
    second.arrives("/login/reset", NL.reset).await;
    second.recover(&code).await;
    second.has_no_session().await;
    second.types_in_login(account).await;
    second.arrives("/enrol", NL.introduction).await;

    // There is one live grant: the first browser has lost its own.
    first.types_in_login(account).await;
    first.arrives("/login/no-grant", NL.no_grant).await;

    second.to_the_app().await;
    second.set_up_the_app().await;
    let new_code = second.groups().await.join("");
    second.finish(&new_code).await;
    second.arrives("/account", NL.account).await;

    // The affair is over: the old code opens nothing any more.
    first.log_in(account).await;
    first.lost_the_phone().await;
    first.fill(NL.recovery_code, &code).await;
    first.press(NL.set_up_again).await;
    first.arrives("/login/reset", NL.reset).await;
    first.says("Deze herstelcode klopt niet.").await;
}
