//! The doors to the wizard beside the recovery code: activation link, first login by password, the help desk; and a closed account.

use credentials::grant::GrantKind;
use journey::{Ending, FirstLogin, NoGrantReason, NoticeKind, Page, Policy};
use rstest::rstest;

use crate::house::database::is_ended;
use crate::portal::{Browser, Portal};

#[test]
fn j6b_without_the_activation_link_the_password_leads_nowhere() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    assert_eq!(portal.log_in(&mut browser), Page::NoGrant(NoGrantReason::NeedsActivation));
}

#[test]
fn j6b_a_link_in_another_browser_is_no_grant_here() {
    let (mut portal, mut mine, mut other) = (Portal::new_account(), Browser::default(), Browser::default());
    portal.send_link(&mut mine, GrantKind::Activation);
    assert_eq!(portal.log_in(&mut other), Page::NoGrant(NoGrantReason::NeedsActivation));
    assert_eq!(portal.log_in(&mut mine), Page::Introduction);
}

#[rstest]
#[case::the_first_day(0, FirstLogin::Password, Page::Introduction)]
#[case::the_last_minute(14 * 24 * 60 - 1, FirstLogin::Password, Page::Introduction)]
#[case::fourteen_days_later(14 * 24 * 60, FirstLogin::Password, Page::NoGrant(NoGrantReason::NeedsActivation))]
#[case::not_in_the_settings(0, FirstLogin::Activation, Page::NoGrant(NoGrantReason::NeedsActivation))]
fn j6d_first_login_by_password(#[case] minutes: i64, #[case] first_login: FirstLogin, #[case] page: Page) {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.policy = Policy { first_login, ..Policy::default() };
    portal.wait(minutes);
    assert_eq!(portal.log_in(&mut browser), page);
}

#[test]
fn j6d_a_history_with_a_factor_is_no_first_login() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.policy = Policy { first_login: FirstLogin::Password, ..Policy::default() };
    portal.send_link(&mut browser, GrantKind::HelpDesk);
    portal.log_in(&mut browser);
    portal.redeem_link(&browser);
    browser.grant = None;
    assert_eq!(portal.log_in(&mut browser), Page::NoGrant(NoGrantReason::NeedsHelpDesk));
}

#[test]
fn j6d_a_second_first_login_kills_the_first() {
    let (mut portal, mut one, mut two) = (Portal::new_account(), Browser::default(), Browser::default());
    portal.policy = Policy { first_login: FirstLogin::Password, ..Policy::default() };
    portal.log_in(&mut one);
    portal.log_in(&mut two);
    assert!(!portal.a().journeys.contains_key(&one.journey.unwrap()));
    assert_eq!(portal.a().live_grants().count(), 1);
    assert!(matches!(portal.walk_wizard(&mut two), Page::Ended(Ending::LoggedIn { .. })));
}

#[test]
fn j6c_help_desk_link_with_factors_present_offers_the_reset_at_s2() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.send_link(&mut browser, GrantKind::HelpDesk);
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    assert_eq!(portal.a().live_factors().count(), 1, "the wipe waits until the link is redeemed");
    assert_eq!(portal.redeem_link(&browser), Page::Ended(Ending::ResetByLink));
    assert!(portal.a().sessions.is_empty());
    assert_eq!(portal.a().live_factors().count(), 0);
    assert_eq!(portal.a().told(NoticeKind::ResetByHelpDesk), 1);
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
    assert!(matches!(portal.walk_wizard(&mut browser), Page::Ended(Ending::LoggedIn { .. })));
}

#[test]
fn j6c_a_newer_link_kills_the_older_one_and_its_reset() {
    let (mut portal, mut browser, mut newer) = (Portal::enrolled(), Browser::default(), Browser::default());
    portal.send_link(&mut browser, GrantKind::HelpDesk);
    portal.log_in(&mut browser);
    portal.send_link(&mut newer, GrantKind::HelpDesk);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert!(portal.take(&journey, journey::Event::ResetByLink { facts }).is_none());
    assert_eq!(portal.a().live_factors().count(), 1);
}

#[test]
fn en_04_a_closed_account_is_told_so_only_after_the_right_password() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    portal.close();
    assert_eq!(portal.type_factor(&browser), Page::Ended(Ending::AccountClosed));
    assert_eq!(portal.log_in(&mut browser), Page::Ended(Ending::AccountClosed));
    assert!(is_ended(&portal.journey(&browser)) && portal.a().sessions.is_empty());
}
