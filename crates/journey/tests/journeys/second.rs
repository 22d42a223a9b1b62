//! After S6: the advice to set up a second factor, taken, declined, cancelled; how many of each kind somebody may hold (SF-05).

use credentials::grant::GrantKind;
use credentials::security_key::KeyRole;
use journey::{Ending, Event, FactorKind, Kinds, NoticeKind, Page, PendingFactor};
use rstest::rstest;

use crate::house::database::FactorRow;
use crate::house::secrets::{Secrets, Who, factor_id};
use crate::portal::{Browser, Portal};

const APP: FactorKind = FactorKind::Totp;
const SMS: FactorKind = FactorKind::Sms;
const SECURITY_KEY: FactorKind = FactorKind::SecurityKey;

/// Somebody who has just typed the recovery code back, with an app.
fn at_the_advice() -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    portal.enrol(&mut browser, APP);
    assert_eq!(portal.type_back(&browser), Page::SecondAdvice);
    (portal, browser)
}

fn is_logged_in(page: Page) -> bool {
    matches!(page, Page::Ended(Ending::LoggedIn { .. }))
}

#[rstest]
fn sf_05_the_advice_is_taken_and_the_first_factor_opens_the_session(#[values(SMS, SECURITY_KEY)] kind: FactorKind) {
    let (mut portal, mut browser) = at_the_advice();
    let first = portal.a().factors[0].id;
    assert_eq!(portal.want_second(&browser), Page::ChooseMethod);
    assert!(is_logged_in(portal.enrol(&mut browser, kind)));
    assert_eq!(portal.a().live_factors().count(), 2);
    assert_eq!(portal.a().sessions[0].factor, first, "the one that was proven by the book");
    assert_eq!(portal.a().told(NoticeKind::FactorAdded), 2, "J9");
    assert_eq!(portal.a().told(NoticeKind::RecoveryCodeIssued), 1, "J5 the code stays");
}

#[test]
fn sf_05_the_advice_is_declined() {
    let (mut portal, browser) = at_the_advice();
    assert!(is_logged_in(portal.decline_second(&browser)));
    assert_eq!(portal.a().live_factors().count(), 1);
}

#[test]
fn sf_05_the_advice_is_declined_after_a_look() {
    let (mut portal, browser) = at_the_advice();
    portal.want_second(&browser);
    assert_eq!(portal.choose_sms(&browser), Page::SetUpSms);
    portal.send(&browser).unwrap();
    assert!(is_logged_in(portal.decline_second(&browser)));
    assert_eq!(portal.a().live_factors().count(), 1);
}

#[test]
fn sf_05_the_advice_is_cancelled_and_the_next_login_asks_s2() {
    let (mut portal, mut browser) = at_the_advice();
    let journey = portal.journey(&browser);
    portal.take(&journey, Event::Cancel).unwrap();
    assert_eq!(portal.page(&browser), Page::Ended(Ending::Cancelled));
    assert!(portal.a().sessions.is_empty());
    portal.wait(1);
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    assert!(is_logged_in(portal.type_factor(&browser)), "the factor counts since S5, the code since S6");
}

#[test]
fn sf_05_who_only_got_a_new_code_is_not_advised() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.void_code();
    portal.log_in(&mut browser);
    assert_eq!(portal.type_factor(&browser), Page::RecoveryCode);
    assert!(is_logged_in(portal.type_back(&browser)));
}

#[test]
fn sf_05_where_nothing_more_is_offered_there_is_no_advice() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    let off = journey::KindRule::nobody;
    portal.policy.kinds = Kinds { sms: off(), security_key: off(), ..Kinds::default() };
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    portal.enrol(&mut browser, APP);
    assert!(is_logged_in(portal.type_back(&browser)));
}

#[test]
fn sm_01_five_wrong_codes_of_a_second_number_end_the_journey_and_the_first_stays() {
    let (mut portal, browser) = at_the_advice();
    portal.want_second(&browser);
    portal.choose_sms(&browser);
    portal.send(&browser).unwrap();
    for _ in 0..4 {
        portal.type_sms(&browser, 0);
    }
    assert_eq!(portal.type_sms(&browser, 0), Page::Ended(Ending::FactorTriesUsed));
    assert!(portal.a().sessions.is_empty());
    assert_eq!(portal.a().live_factors().count(), 1);
}

#[test]
fn sf_05_one_app_and_one_number() {
    let (mut portal, browser) = at_the_advice();
    portal.want_second(&browser);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let pending = PendingFactor::App(Secrets::pending(factor_id(90)));
    assert_eq!(portal.take(&journey, Event::MethodChosen { pending, facts }), None, "no second app");
    let facts = Portal::holding(&[SMS]).a().facts();
    assert_eq!(Kinds::default().to_add(&facts, portal.now), [SECURITY_KEY, APP], "no second number");
}

#[rstest]
#[case::the_tenth(9, true)]
#[case::the_eleventh(10, false)]
fn sf_05_up_to_ten_keys(#[case] held: u32, #[case] taken: bool) {
    let (mut portal, browser) = at_the_advice();
    let keys = (1..=held).map(|n| FactorRow::enrolled(factor_id(n), SECURITY_KEY));
    portal.db.account_mut(Who::A).factors.extend(keys);
    portal.want_second(&browser);
    let pending =
        PendingFactor::Key(Some(portal.secrets.begin_key(0, KeyRole::SecurityKey, factor_id(90), portal.now)));
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert_eq!(portal.take(&journey, Event::MethodChosen { pending, facts }).is_some(), taken);
}

/// A key that was begun as the tenth is not stored as the eleventh.
#[test]
fn sf_05_the_number_of_keys_is_looked_at_when_one_is_stored() {
    let (mut portal, browser) = at_the_advice();
    portal.want_second(&browser);
    portal.choose_key(&browser);
    let keys = (1..=10).map(|n| FactorRow::enrolled(factor_id(n), SECURITY_KEY));
    portal.db.account_mut(Who::A).factors.extend(keys);
    let (journey, event) = (portal.journey(&browser), portal.new_key(&browser, None).unwrap());
    assert_eq!(portal.take(&journey, event), None);
}

#[test]
fn en_04_a_closed_account_gets_neither_second_factor_nor_session() {
    for take_it in [true, false] {
        let (mut portal, mut browser) = at_the_advice();
        if take_it {
            portal.want_second(&browser);
            portal.choose_key(&browser);
        }
        portal.close();
        let page = if take_it {
            let event = portal.new_key(&browser, None).unwrap();
            portal.post(&browser, event)
        } else {
            portal.decline_second(&browser)
        };
        assert_eq!(page, Page::Ended(Ending::AccountClosed));
        assert!(portal.a().sessions.is_empty());
        assert_eq!(portal.a().live_factors().count(), 1);
        assert_eq!(portal.log_in(&mut browser), Page::Ended(Ending::AccountClosed));
    }
}
