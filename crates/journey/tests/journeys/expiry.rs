//! Time: ten minutes per step, sliding; 15 for a login, 60 for the wizard, 15 for a secret that is not proven (rule J1, SF-08).

use credentials::grant::GrantKind;
use jiff::SignedDuration;
use journey::{Event, NewFactor, Page, PendingFactor, State, step};
use rstest::rstest;

use crate::portal::{Browser, Portal};

fn seconds(portal: &mut Portal, seconds: i64) {
    portal.now += SignedDuration::from_secs(seconds);
}

fn in_wizard() -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    (portal, browser)
}

fn open(portal: &mut Portal, browser: &Browser) -> bool {
    let (journey, facts) = (portal.journey(browser), portal.a().facts());
    portal.take(&journey, Event::OpenRecovery { facts }).is_some()
}

#[rstest]
#[case::in_time(10 * 60 - 1, true)]
#[case::too_late(10 * 60, false)]
fn j1_a_step_waits_ten_minutes(#[case] waited: i64, #[case] taken: bool) {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    seconds(&mut portal, waited);
    assert_eq!(open(&mut portal, &browser), taken);
}

#[rstest]
#[case::in_time(15 * 60 - 1, true)]
#[case::too_late(15 * 60, false)]
fn j1_a_login_lasts_fifteen_minutes_however_busy(#[case] whole: i64, #[case] taken: bool) {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    seconds(&mut portal, 540);
    assert_eq!(portal.open_recovery(&browser), Page::Reset);
    assert_eq!(portal.leave_recovery(&browser), Page::SecondFactor, "the ten minutes slide");
    seconds(&mut portal, whole - 540);
    assert_eq!(open(&mut portal, &browser), taken);
}

#[rstest]
#[case::in_time(60 * 60 - 1, true)]
#[case::too_late(60 * 60, false)]
fn j1_the_wizard_lasts_sixty_minutes_however_busy(#[case] whole: i64, #[case] taken: bool) {
    let (mut portal, browser) = in_wizard();
    for _ in 0..6 {
        seconds(&mut portal, 540);
        assert_eq!(portal.choose_app(&browser), Page::SetUpApp);
    }
    seconds(&mut portal, whole - 6 * 540);
    let journey = portal.journey(&browser);
    assert_eq!(portal.take(&journey, Event::ChooseAgain).is_some(), taken);
}

#[rstest]
#[case::in_time(15 * 60 - 1, true)]
#[case::too_late(15 * 60, false)]
fn sf_08_a_secret_that_is_not_proven_is_forgotten_after_fifteen_minutes(#[case] waited: i64, #[case] taken: bool) {
    let (mut portal, mut browser) = in_wizard();
    portal.choose_app(&browser);
    let shown = portal.journey(&browser).state.clone();
    seconds(&mut portal, 540);
    portal.choose_app(&browser);
    assert_eq!(portal.journey(&browser).state, shown, "a second click shows the same secret");
    seconds(&mut portal, waited - 540);
    let (journey, event) = (portal.journey(&browser), portal.new_factor(&browser));
    assert_eq!(portal.take(&journey, event).is_some(), taken);
    if !taken {
        portal.choose_app(&browser);
        assert_ne!(portal.journey(&browser).state, shown, "a fresh secret");
        assert_eq!(portal.prove_new_factor(&mut browser), Page::RecoveryCode);
    }
}

/// The same for a number and a key; their codes and ceremonies are over after five minutes, so what is proven is a fresh one.
#[rstest]
#[case::in_time(15 * 60 - 1, true)]
#[case::too_late(15 * 60, false)]
fn sf_08_a_number_that_is_not_proven_is_forgotten_after_fifteen_minutes(#[case] waited: i64, #[case] taken: bool) {
    let (mut portal, browser) = in_wizard();
    portal.choose_sms(&browser);
    seconds(&mut portal, 540);
    portal.send(&browser).unwrap();
    seconds(&mut portal, 300);
    let message = portal.send(&browser).unwrap();
    let journey = portal.journey(&browser);
    let State::EnrolFactor(carried, _, Some(pending)) = &journey.state else { unreachable!() };
    let PendingFactor::Sms(sms) = &pending.factor else { unreachable!() };
    let proven = portal.secrets.prove_sms(sms, &carried.first, message, portal.now).unwrap();
    seconds(&mut portal, waited - 840);
    let event = portal.new_factor_proven(proven.witness, NewFactor::Sms(proven.row), None);
    assert_eq!(portal.take(&journey, event).is_some(), taken);
    if !taken {
        assert_eq!(portal.send(&browser), None, "nor does a code go out to it");
        assert_eq!(portal.choose_sms(&browser), Page::SetUpSms);
        assert!(portal.send(&browser).is_some(), "a number that is typed anew");
    }
    assert_eq!(portal.a().live_factors().count(), usize::from(taken));
}

#[rstest]
#[case::in_time(15 * 60 - 1, true)]
#[case::too_late(15 * 60, false)]
fn sf_08_a_key_that_is_not_proven_is_forgotten_after_fifteen_minutes(#[case] waited: i64, #[case] taken: bool) {
    let (mut portal, browser) = in_wizard();
    portal.choose_key(&browser);
    let right = portal.new_key(&browser, None).unwrap();
    // The ten minutes of a step are another rule.
    seconds(&mut portal, waited);
    let mut journey = portal.journey(&browser).as_ref().clone();
    journey.timing.stepped_at = portal.now;
    assert_eq!(step(&journey, right, &portal.policy, portal.now).is_some(), taken);
}

#[test]
fn j6a_the_grant_of_a_recovery_is_presented_within_thirty_minutes() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    portal.type_code(&mut browser, crate::house::secrets::code_id(crate::portal::CODE));
    seconds(&mut portal, 30 * 60 - 1);
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
    seconds(&mut portal, 1);
    assert_eq!(portal.log_in(&mut browser), Page::NoGrant(journey::NoGrantReason::RecoveryOpen));
}
