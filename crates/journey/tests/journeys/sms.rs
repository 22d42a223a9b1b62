//! Codes by SMS: at S2, and of a number that is being set up at S5 (requirements SM-01, SM-02, SM-06 and SM-07).

use credentials::grant::GrantKind;
use journey::sending::{RESEND_WAIT, SENDS_PER_JOURNEY, check_send};
use journey::throttle::CounterKind;
use journey::{Effect, Ending, Event, FactorKind, Page, Refusal, SmsKind, State};
use rstest::rstest;

use crate::house::secrets::factor_id;
use crate::portal::{Browser, NUMBER, Portal};

fn at_s2() -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::holding(&[FactorKind::Sms]), Browser::default());
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    (portal, browser)
}

fn at_s5() -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    assert_eq!(portal.choose_sms(&browser), Page::SetUpSms);
    (portal, browser)
}

fn is_logged_in(page: Page) -> bool {
    matches!(page, Page::Ended(Ending::LoggedIn { .. }))
}

fn sends(portal: &Portal) -> usize {
    portal.effects.iter().filter(|effect| matches!(effect, Effect::SendSms { .. })).count()
}

#[test]
fn sm_01_the_code_that_was_sent_logs_in() {
    let (mut portal, browser) = at_s2();
    let message = portal.send(&browser).unwrap();
    assert!(matches!(&portal.effects[0], Effect::SendSms { kind: SmsKind::LoginCode, .. }));
    assert!(is_logged_in(portal.type_sms(&browser, message)));
    assert_eq!(portal.a().sessions[0].factor, factor_id(NUMBER));
}

#[test]
fn sm_01_nothing_was_sent_and_nothing_that_is_typed_is_right() {
    let (mut portal, browser) = at_s2();
    assert_eq!(portal.type_sms(&browser, 0), Page::SecondFactor);
    assert!(portal.a().sessions.is_empty());
}

#[test]
fn sm_01_a_new_code_makes_the_old_one_dead_at_once() {
    let (mut portal, browser) = at_s2();
    let old = portal.send(&browser).unwrap();
    portal.wait(1);
    let new = portal.send(&browser).unwrap();
    assert_eq!(portal.type_sms(&browser, old), Page::SecondFactor, "the old code is dead");
    assert!(is_logged_in(portal.type_sms(&browser, new)));
}

#[rstest]
#[case::in_time(5 * 60 - 1, true)]
#[case::too_late(5 * 60, false)]
fn sm_01_a_code_is_good_for_five_minutes(#[case] waited: i64, #[case] right: bool) {
    let (mut portal, browser) = at_s2();
    let message = portal.send(&browser).unwrap();
    portal.wait_seconds(waited);
    assert_eq!(is_logged_in(portal.type_sms(&browser, message)), right);
}

#[test]
fn sm_01_a_code_is_used_once() {
    let (mut portal, browser) = at_s2();
    let message = portal.send(&browser).unwrap();
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let State::AwaitingFactor(_, asked) = &journey.state else { unreachable!() };
    let row = (factor_id(NUMBER), crate::house::secrets::Who::A);
    let sent = asked.sms.as_ref().unwrap();
    assert!(portal.secrets.verify_sms(row, sent, message, journey.id, portal.now).is_ok());
    let twice = crate::events::sms_proven(&portal, facts, journey.id);
    portal.type_sms(&browser, message);
    assert_eq!(portal.take(&journey, twice), None, "another tab verified the same code before it was used");
    assert_eq!(portal.a().sessions.len(), 1);
}

#[test]
fn sm_01_the_code_of_one_journey_is_refused_in_another() {
    let (mut portal, one) = at_s2();
    let message = portal.send(&one).unwrap();
    let mut two = Browser::default();
    portal.log_in(&mut two);
    portal.send(&two).unwrap();
    assert_eq!(portal.type_sms(&two, message), Page::SecondFactor);
    assert!(is_logged_in(portal.type_sms(&one, message)), "and is right in its own");
}

#[test]
fn sm_02_three_wrong_a_new_code_and_two_wrong_end_the_journey() {
    let (mut portal, browser) = at_s2();
    portal.send(&browser).unwrap();
    for _ in 0..3 {
        assert_eq!(portal.type_sms(&browser, 0), Page::SecondFactor);
    }
    portal.wait(1);
    let new = portal.send(&browser).unwrap();
    assert_eq!(portal.journey(&browser).state.carried().unwrap().wrong_factors, 3);
    assert_eq!(portal.type_sms(&browser, 0), Page::SecondFactor);
    assert_eq!(portal.type_sms(&browser, 0), Page::Ended(Ending::FactorTriesUsed));
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert_eq!(
        portal.take(&journey, crate::events::sms_proven(&portal, facts, journey.id)),
        None,
        "{new} came too late"
    );
}

#[rstest]
#[case::a_second_early(RESEND_WAIT.as_secs() - 1, false)]
#[case::in_time(RESEND_WAIT.as_secs(), true)]
fn sm_07_sixty_seconds_between_two_codes(#[case] waited: i64, #[case] sent: bool) {
    let (mut portal, browser) = at_s2();
    portal.send(&browser).unwrap();
    let first = portal.now;
    portal.wait_seconds(waited);
    let refusal = check_send(&portal.journey(&browser).state, portal.now).err();
    assert_eq!(refusal, (!sent).then_some(Refusal::SmsWait { retry_at: first + RESEND_WAIT }));
    assert_eq!(portal.send(&browser).is_some(), sent);
}

#[test]
fn sm_07_three_codes_in_one_journey() {
    let (mut portal, browser) = at_s2();
    for _ in 0..SENDS_PER_JOURNEY {
        portal.send(&browser).unwrap();
        portal.wait(1);
    }
    assert_eq!(portal.send(&browser), None);
    let refusal = check_send(&portal.journey(&browser).state, portal.now);
    assert_eq!(refusal, Err(Refusal::SmsLimit { retry_at: None }));
}

/// Neither another number, nor another method, nor a new number after a while gets round the pace or the three.
#[test]
fn sm_07_pace_and_number_hold_at_s5_whatever_is_chosen() {
    let (mut portal, browser) = at_s5();
    portal.send(&browser).unwrap();
    assert!(matches!(&portal.effects[0], Effect::SendSms { kind: SmsKind::EnrolmentCode, .. }));
    let journey = portal.journey(&browser);
    portal.take(&journey, Event::NumberAgain).unwrap();
    assert_eq!(portal.send(&browser), None, "another number");
    portal.choose_app(&browser);
    portal.choose_sms(&browser);
    assert_eq!(portal.send(&browser), None, "another method and back");
    portal.wait(1);
    portal.send(&browser).unwrap();
    portal.wait(1);
    portal.send(&browser).unwrap();
    portal.wait(1);
    assert_eq!(portal.send(&browser), None, "three are three");
}

#[test]
fn sm_07_pace_and_number_hold_from_s2_to_s5() {
    let (mut portal, browser) = (Portal::holding(&[FactorKind::Sms]), &mut Browser::default());
    // Offered to nobody with a role of this account, and still to be replaced.
    portal.policy.kinds = crate::scenes::sms_off(true, &portal);
    portal.log_in(browser);
    let message = portal.send(browser).unwrap();
    assert_eq!(portal.type_sms(browser, message), Page::Introduction);
    let carried = portal.journey(browser).state.carried().unwrap().clone();
    assert_eq!((carried.sms_sent, carried.sms_sent_at), (1, Some(portal.now)));
    let refusal = check_send(&portal.journey(browser).state, portal.now);
    assert!(matches!(refusal, Err(Refusal::SmsWait { .. })));
}

#[test]
fn sm_06_a_number_counts_when_its_code_is_typed_back() {
    let (mut portal, browser) = at_s5();
    let message = portal.send(&browser).unwrap();
    assert!(portal.a().live_factors().next().is_none(), "SF-08 a number that is not proven is no factor");
    assert_eq!(portal.type_sms(&browser, message), Page::RecoveryCode);
    assert_eq!(portal.a().live_of(FactorKind::Sms).map(|row| row.id), Some(portal.a().factors[0].id));
}

#[test]
fn sm_06_the_code_that_went_to_another_number_is_dead() {
    let (mut portal, browser) = at_s5();
    let first = portal.send(&browser).unwrap();
    let journey = portal.journey(&browser);
    portal.take(&journey, Event::NumberAgain).unwrap();
    assert_eq!(portal.type_sms(&browser, first), Page::SetUpSms);
    portal.wait(1);
    let second = portal.send(&browser).unwrap();
    assert_eq!(portal.type_sms(&browser, first), Page::SetUpSms);
    assert_eq!(portal.type_sms(&browser, second), Page::RecoveryCode);
}

#[test]
fn sm_01_five_wrong_codes_of_a_new_number_end_the_journey() {
    let (mut portal, browser) = at_s5();
    portal.send(&browser).unwrap();
    for _ in 0..4 {
        assert_eq!(portal.type_sms(&browser, 0), Page::SetUpSms);
    }
    assert_eq!(portal.type_sms(&browser, 0), Page::Ended(Ending::FactorTriesUsed));
    assert!(portal.a().live_factors().next().is_none());
}

/// Wrong codes of a number stand in the way of nothing but more wrong codes: the app is set up as ever, and its own slips at S5 cost nothing.
#[test]
fn sm_01_after_four_wrong_codes_of_a_number_the_app_is_set_up() {
    let (mut portal, mut browser) = at_s5();
    portal.send(&browser).unwrap();
    for _ in 0..4 {
        portal.type_sms(&browser, 0);
    }
    assert_eq!(portal.choose_app(&browser), Page::SetUpApp);
    assert_eq!(portal.prove_new_factor(&mut browser), Page::RecoveryCode);
    assert_eq!(portal.journey(&browser).state.carried().unwrap().wrong_factors, 4);
}

#[test]
fn j8_tries_at_a_number_are_given_back_with_the_login() {
    let (mut portal, browser) = at_s5();
    let message = portal.send(&browser).unwrap();
    portal.type_sms(&browser, message);
    portal.finish(&browser);
    let tries = portal.a().counters.iter().filter(|(key, _)| key.kind == CounterKind::SecondFactor);
    assert_eq!(tries.map(|(_, counter)| counter.consecutive).sum::<u32>(), 0);
}

#[test]
fn en_04_nothing_goes_out_to_a_closed_account() {
    for (mut portal, browser) in [at_s2(), at_s5()] {
        portal.close();
        let (journey, event) = (portal.journey(&browser), portal.sending(&browser));
        portal.take(&journey, event).unwrap();
        assert_eq!((portal.page(&browser), sends(&portal)), (Page::Ended(Ending::AccountClosed), 0));
    }
}

#[rstest]
#[case::somebody_elses(90)]
#[case::an_app(crate::portal::PHONE)]
fn sm_06_no_code_for_a_factor_that_is_no_number_of_the_account(#[case] factor: u32) {
    let (mut portal, mut browser) = (Portal::holding(&[FactorKind::Totp, FactorKind::Sms]), Browser::default());
    portal.log_in(&mut browser);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let seed = portal.secrets.sms_seed(1, factor_id(factor), journey.id, portal.now);
    assert_eq!(portal.take(&journey, Event::SmsSent { seed, facts, tried: None }), None);
}
