//! Several factors: another method at S2 loses nothing and resets nothing; a recovery wipes them all.

use credentials::grant::GrantKind;
use credentials::security_key::KeyRole;
use jiff::SignedDuration;
use journey::{Asked, Ending, Event, FactorKind, KindRule, Kinds, Page, State};
use rstest::rstest;

use crate::house::keys::Touch;
use crate::house::secrets::{Who, code_id, factor_id};
use crate::portal::{Browser, CODE, Portal, first_of};

const APP: FactorKind = FactorKind::Totp;
const SMS: FactorKind = FactorKind::Sms;
const SECURITY_KEY: FactorKind = FactorKind::SecurityKey;
const PASSKEY: FactorKind = FactorKind::Passkey;

/// Somebody with one factor of every kind, where every kind is offered.
fn holding_all() -> Portal {
    let mut portal = Portal::holding(&Kinds::ALL);
    portal.policy.kinds.passkey = KindRule::everybody();
    portal
}

fn at_s2() -> (Portal, Browser) {
    let (mut portal, mut browser) = (holding_all(), Browser::default());
    portal.log_in(&mut browser);
    (portal, browser)
}

fn asked(portal: &Portal, browser: &Browser) -> Asked {
    match &portal.journey(browser).state {
        State::AwaitingFactor(_, asked) => asked.clone(),
        other => panic!("S2 is not asked in {other:?}"),
    }
}

fn is_logged_in(page: Page) -> bool {
    matches!(page, Page::Ended(Ending::LoggedIn { .. }))
}

#[rstest]
fn j2_s2_asks_for_the_kind_that_was_used_last(#[values(APP, SMS, SECURITY_KEY, PASSKEY)] last: FactorKind) {
    let mut portal = holding_all();
    let now = portal.now;
    for (hours, row) in (1..).zip(&mut portal.db.account_mut(Who::A).factors) {
        let hours = if row.kind == last { 0 } else { hours };
        row.last_used_at = Some(now - SignedDuration::from_hours(hours));
    }
    let mut browser = Browser::default();
    portal.log_in(&mut browser);
    assert_eq!(asked(&portal, &browser).kind, last);
}

#[test]
fn j2_of_factors_that_were_never_used_s2_asks_for_the_one_bound_last() {
    let mut portal = Portal::holding(&[SMS, SECURITY_KEY, APP]);
    let mut browser = Browser::default();
    portal.log_in(&mut browser);
    assert_eq!(asked(&portal, &browser).kind, APP);
}

#[test]
fn j8_switching_keeps_the_counts_and_what_was_sent() {
    let (mut portal, browser) = at_s2();
    let message = portal.send(&browser).unwrap();
    portal.ask_key(&browser);
    let before = asked(&portal, &browser);
    portal.choose(&browser, APP);
    portal.type_wrong_factor(&browser);
    portal.choose(&browser, SMS);
    portal.type_sms(&browser, 0);
    portal.choose(&browser, SECURITY_KEY);
    let after = asked(&portal, &browser);
    assert_eq!((&after.sms, &after.key), (&before.sms, &before.key));
    let carried = portal.journey(&browser).state.carried().unwrap().clone();
    assert_eq!((carried.wrong_factors, carried.sms_sent), (2, 1));
    portal.choose(&browser, SMS);
    assert!(is_logged_in(portal.type_sms(&browser, message)), "the code from before the switching");
}

#[test]
fn j8_switching_by_way_of_s3_keeps_what_was_sent() {
    let (mut portal, browser) = at_s2();
    let message = portal.send(&browser).unwrap();
    portal.open_recovery(&browser);
    assert_eq!(portal.leave_recovery(&browser), Page::SecondFactor);
    assert!(is_logged_in(portal.type_sms(&browser, message)));
}

#[test]
fn sm_01_five_wrong_tries_of_whatever_kinds_end_the_journey() {
    let (mut portal, browser) = at_s2();
    portal.type_wrong_factor(&browser);
    portal.choose(&browser, SMS);
    portal.type_sms(&browser, 0);
    portal.ask_key(&browser);
    portal.touch(&browser, factor_id(90), 1);
    portal.choose(&browser, APP);
    assert_eq!(portal.type_wrong_factor(&browser), Page::SecondFactor);
    portal.choose(&browser, SMS);
    assert_eq!(portal.type_sms(&browser, 0), Page::Ended(Ending::FactorTriesUsed));
}

#[test]
fn wa_02_a_wrong_code_of_the_app_leaves_the_keys_challenge() {
    let (mut portal, browser) = at_s2();
    portal.ask_key(&browser);
    portal.choose(&browser, APP);
    portal.type_wrong_factor(&browser);
    portal.choose(&browser, SECURITY_KEY);
    assert!(is_logged_in(portal.touch_key(&browser)));
}

#[rstest]
fn j1_each_factor_of_several_logs_in(#[values(APP, SMS, SECURITY_KEY, PASSKEY)] kind: FactorKind) {
    let (mut portal, browser) = at_s2();
    portal.choose(&browser, kind);
    let page = match kind {
        APP => portal.type_factor(&browser),
        SMS => {
            let message = portal.send(&browser).unwrap();
            portal.type_sms(&browser, message)
        }
        SECURITY_KEY => {
            portal.ask_key(&browser);
            portal.touch_key(&browser)
        }
        PASSKEY => {
            portal.ask(&browser, KeyRole::Passkey);
            let event = portal.answered(&browser, Touch::passkey(first_of(PASSKEY), true));
            portal.post(&browser, event)
        }
    };
    assert!(is_logged_in(page));
    assert_eq!(portal.a().sessions[0].factor, first_of(kind));
}

#[test]
fn j2_a_method_that_the_account_does_not_hold_cannot_be_chosen() {
    let (mut portal, mut browser) = (Portal::holding(&[APP, SMS]), Browser::default());
    portal.log_in(&mut browser);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert_eq!(portal.take(&journey, Event::FactorChosen { kind: SECURITY_KEY, facts }), None);
}

#[rstest]
fn j3_a_recovery_wipes_them_all_and_any_kind_is_set_up_after_it(
    #[values(APP, SMS, SECURITY_KEY, PASSKEY)] kind: FactorKind,
) {
    let (mut portal, mut browser) = at_s2();
    portal.open_recovery(&browser);
    assert_eq!(portal.type_code(&mut browser, code_id(CODE)), Page::Ended(Ending::Recovered));
    assert_eq!((portal.a().live_factors().count(), portal.a().factors.len()), (0, 4), "SF-06 the history stays");
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
    assert_eq!(portal.enrol(&mut browser, kind), Page::RecoveryCode);
    assert!(is_logged_in(portal.finish(&browser)));
    assert_eq!(portal.a().live_factors().map(|row| row.kind).collect::<Vec<_>>(), [kind]);
    assert_eq!(portal.a().live_grants().count(), 0);
}

#[test]
fn j6c_a_help_desk_link_wipes_them_all() {
    let (mut portal, mut browser) = (holding_all(), Browser::default());
    portal.send_link(&mut browser, GrantKind::HelpDesk);
    portal.log_in(&mut browser);
    assert_eq!(portal.redeem_link(&browser), Page::Ended(Ending::ResetByLink));
    assert_eq!(portal.a().live_factors().count(), 0);
}

#[test]
fn wa_07_the_app_counts_no_keys() {
    let (mut portal, browser) = at_s2();
    portal.choose(&browser, APP);
    portal.type_factor(&browser);
    assert!(portal.a().keys().iter().all(|(.., counted)| *counted == 0));
}
