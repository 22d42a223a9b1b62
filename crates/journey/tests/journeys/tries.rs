//! Wrong tries: what a journey bears, what a code bears, what the owner is told (rule J8, decisions D3 and D9).

use journey::throttle::{CODE_TRIES_PER_JOURNEY, CounterKind, FACTOR_TRIES_PER_JOURNEY};
use journey::{CodeStatus, Ending, NoticeKind, Page};

use crate::house::secrets::{Who, code_id};
use crate::portal::{Browser, CODE, Portal};

const WRONG: u32 = 99;

#[test]
fn d3_three_wrong_codes_end_the_journey_and_the_first_is_told() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    for _ in 1..CODE_TRIES_PER_JOURNEY {
        assert_eq!(portal.type_code(&mut browser, code_id(WRONG)), Page::Reset);
        assert_eq!(portal.a().told(NoticeKind::WrongRecoveryCode), 1);
    }
    assert_eq!(portal.type_code(&mut browser, code_id(WRONG)), Page::Ended(Ending::CodeTriesUsed));
    assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Active, "the code itself still works");
}

#[test]
fn j8_switching_screens_resets_neither_count() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    for _ in 1..CODE_TRIES_PER_JOURNEY {
        portal.type_wrong_factor(&browser);
        portal.open_recovery(&browser);
        portal.type_code(&mut browser, code_id(WRONG));
        portal.leave_recovery(&browser);
    }
    let journey = portal.journey(&browser);
    let carried = journey.state.carried().unwrap();
    assert_eq!((carried.wrong_factors, carried.wrong_codes), (2, 2));
    portal.open_recovery(&browser);
    assert_eq!(portal.type_code(&mut browser, code_id(WRONG)), Page::Ended(Ending::CodeTriesUsed));
}

#[test]
fn sm_01_five_wrong_factors_end_the_journey_and_are_told() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    for _ in 1..FACTOR_TRIES_PER_JOURNEY {
        assert_eq!(portal.type_wrong_factor(&browser), Page::SecondFactor);
    }
    assert_eq!(portal.type_wrong_factor(&browser), Page::Ended(Ending::FactorTriesUsed));
    assert_eq!(portal.a().told(NoticeKind::SecondFactorAttack), 1);
}

#[test]
fn d3_ten_wrong_codes_void_it_and_the_next_full_login_goes_to_s6() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    let mut page = Page::Login;
    for n in 0..10 {
        // Three a journey, five a day.
        if n % 2 == 0 {
            portal.wait(12 * 60);
            portal.log_in(&mut browser);
            portal.open_recovery(&browser);
        }
        assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Active, "after {n}");
        page = portal.type_code(&mut browser, code_id(WRONG));
    }
    assert_eq!(page, Page::Ended(Ending::CodeVoid));
    assert_eq!(portal.a().told(NoticeKind::RecoveryCodeVoided), 1);
    assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Void);

    portal.wait(24 * 60);
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    assert_eq!(portal.type_factor(&browser), Page::RecoveryCode);
    assert_ne!(portal.shown(&browser), code_id(CODE));
    assert!(portal.a().sessions.is_empty());
    assert!(matches!(portal.type_back(&browser), Page::Ended(Ending::LoggedIn { .. })));
    assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Active);
}

#[test]
fn j8_six_tries_a_day_are_one_too_many() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    for n in 0..5 {
        if n % 2 == 0 {
            portal.log_in(&mut browser);
            portal.open_recovery(&browser);
        }
        portal.type_code(&mut browser, code_id(WRONG));
    }
    let (kind, now) = (CounterKind::RecoveryCode, portal.now);
    let key = portal.taken(kind).0.key;
    assert!(portal.db.reserve(Who::A, &key, now).is_none());
}
