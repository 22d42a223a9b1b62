//! The article, step by step, and the ways through it that it does not draw.

use credentials::grant::GrantKind;
use credentials::totp;
use journey::throttle::CounterKind;
use journey::{Burn, CodeStatus, Effect, Ending, Event, NoGrantReason, NoticeKind, Page, State, Target};

use crate::events::factor_proven;
use crate::house::secrets::{Secrets, Who, code_id, factor_id};
use crate::portal::{Browser, CODE, PHONE, Portal};

/// Whether the journey ended in a session, and it is the account's only one.
#[track_caller]
fn assert_logged_in(portal: &Portal, page: Page) {
    assert!(matches!(page, Page::Ended(Ending::LoggedIn { .. })), "{page:?}");
    assert_eq!(portal.a().sessions.len(), 1);
}

#[test]
fn j2_j5_first_login_goes_through_the_wizard_to_a_session() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
    assert_eq!(portal.choose_app(&browser), Page::SetUpApp);
    assert_eq!(portal.prove_new_factor(&mut browser), Page::RecoveryCode);
    assert!(portal.a().sessions.is_empty(), "J1 no session before the code is confirmed");
    assert_eq!(portal.type_back(&browser), Page::SecondAdvice);
    assert!(portal.a().sessions.is_empty(), "the advice comes first");
    let page = portal.decline_second(&browser);
    assert_logged_in(&portal, page);
    assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Active);
    assert_eq!(portal.a().live_grants().count(), 0, "J6 the grant is spent");
}

#[test]
fn j1_second_factor_login() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    assert!(portal.a().sessions.is_empty());
    let page = portal.type_factor(&browser);
    assert_logged_in(&portal, page);
    assert_eq!(portal.a().sessions[0].factor, factor_id(PHONE));
    assert_eq!(portal.a().counters.values().map(|counter| counter.consecutive).sum::<u32>(), 0, "J8 tries given back");
}

#[test]
fn to_03_a_code_verified_twice_logs_in_once() {
    let (mut portal, mut one, mut two) = (Portal::enrolled(), Browser::default(), Browser::default());
    portal.log_in(&mut one);
    portal.log_in(&mut two);
    let (journey, facts) = (portal.journey(&two), portal.a().facts());
    let verified = factor_proven(&portal, facts, journey.id);
    portal.type_factor(&one);
    assert_eq!(portal.take(&journey, verified), None, "its step was burnt in the meantime");
    assert_eq!(portal.a().sessions.len(), 1);
}

/// Steps 1 to 6 of the article.
#[test]
fn j3_lost_phone_code_wiped_no_session_login_wizard_session() {
    let (mut portal, mut old, mut browser) = (Portal::enrolled(), Browser::default(), Browser::default());
    portal.log_in(&mut old);
    portal.type_factor(&old);
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    assert_eq!(portal.open_recovery(&browser), Page::Reset);
    assert_eq!(portal.type_code(&mut browser, code_id(CODE)), Page::Ended(Ending::Recovered));
    assert!(portal.a().sessions.is_empty(), "every session is ended and none is opened");
    assert_eq!(portal.a().live_factors().count(), 0);
    assert!(portal.a().known_browsers.is_empty());
    assert_eq!(portal.a().told(NoticeKind::RecoveryDone), 1, "J9");
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
    let page = portal.walk_wizard(&mut browser);
    assert_logged_in(&portal, page);
    assert_ne!(portal.a().code.as_ref().unwrap().id, code_id(CODE), "J5 a new code");
    assert_eq!(portal.a().told(NoticeKind::FactorAdded), 1);
    assert_eq!(portal.a().told(NoticeKind::RecoveryCodeIssued), 1);
}

#[test]
fn j11_the_target_survives_a_login_and_is_named_at_its_end() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    portal.type_code(&mut browser, code_id(CODE));
    assert_eq!(portal.journey(&browser).state.target(), Target::Application("verzuim".into()));
}

#[test]
fn j4_recovery_is_resumed_with_the_same_code_in_another_browser() {
    let (mut portal, mut dead, mut other) = (Portal::enrolled(), Browser::default(), Browser::default());
    portal.log_in(&mut dead);
    portal.open_recovery(&dead);
    portal.type_code(&mut dead, code_id(CODE));
    portal.log_in(&mut dead);
    let wizard = portal.journey(&dead);
    let epoch = portal.a().epoch;

    assert_eq!(portal.log_in(&mut other), Page::NoGrant(NoGrantReason::RecoveryOpen));
    assert_eq!(portal.open_recovery(&other), Page::Reset);
    assert_eq!(portal.type_code(&mut other, code_id(CODE)), Page::Ended(Ending::Recovered));
    assert!(!portal.effects.contains(&Effect::WipeFactors), "only the first acceptance wipes");
    assert_eq!(portal.a().epoch, epoch);
    assert_eq!(portal.a().told(NoticeKind::RecoveryAgain), 1);
    assert!(!portal.a().journeys.contains_key(&wizard.id), "J6 the older grant's journey is dead");
    assert_eq!(portal.log_in(&mut other), Page::Introduction);
    let page = portal.walk_wizard(&mut other);
    assert_logged_in(&portal, page);
}

#[test]
fn j4_after_24_hours_the_code_no_longer_resumes_and_the_help_desk_helps() {
    let (mut portal, mut browser, mut other) = (Portal::enrolled(), Browser::default(), Browser::default());
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    portal.type_code(&mut browser, code_id(CODE));
    portal.wait(24 * 60 - 1);
    assert_eq!(portal.log_in(&mut other), Page::NoGrant(NoGrantReason::RecoveryOpen));
    portal.wait(1);
    assert_eq!(portal.log_in(&mut other), Page::NoGrant(NoGrantReason::NeedsHelpDesk));
    portal.send_link(&mut other, GrantKind::HelpDesk);
    assert_eq!(portal.log_in(&mut other), Page::Introduction);
    let page = portal.walk_wizard(&mut other);
    assert_logged_in(&portal, page);
}

#[test]
fn j4_a_wizard_that_outlives_the_24_hours_stores_no_factor() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    portal.type_code(&mut browser, code_id(CODE));
    portal.wait(24 * 60 - 10);
    browser.grant = None;
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    portal.type_code(&mut browser, code_id(CODE));
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
    portal.wait(9);
    portal.choose_app(&browser);
    portal.wait(1);
    let (journey, event) = (portal.journey(&browser), portal.new_factor(&browser));
    assert_eq!(portal.take(&journey, event), None);
    assert_eq!(portal.a().live_factors().count(), 0);
}

#[test]
fn j5_leaving_at_s6_leads_through_s2_to_s6_with_a_fresh_code() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    portal.choose_app(&browser);
    portal.prove_new_factor(&mut browser);
    let left = portal.shown(&browser);
    portal.wait(1);
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor, "J5 the factor counts from S5 on");
    assert_eq!(portal.type_factor(&browser), Page::RecoveryCode);
    assert_ne!(portal.shown(&browser), left);
    assert!(portal.a().sessions.is_empty());
    let page = portal.type_back(&browser);
    assert_logged_in(&portal, page);
}

/// A login that was decided while the code was still unconfirmed would show another code at S6 and kill the one that was just written down.
#[test]
fn j5_j13_a_login_under_way_does_not_replace_a_code_that_was_just_confirmed() {
    let (mut portal, mut browser, mut other) = (Portal::new_account(), Browser::default(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    portal.choose_app(&browser);
    portal.prove_new_factor(&mut browser);
    let written_down = portal.shown(&browser);
    portal.wait(1);
    portal.log_in(&mut other);
    let (journey, id) = (portal.journey(&other), other.journey.unwrap());
    let row = portal.a().factors[0].clone();
    let typed = (row.id, totp::step_at(portal.now));
    let right = portal.secrets.verify_app((row.id, Who::A, row.last_step), typed, id, portal.now).unwrap();
    let tried = portal.taken(CounterKind::SecondFactor).0;
    let late = portal.factor_proven(right.witness, Burn::TotpStep(right.step), tried);
    assert_eq!(portal.type_back(&browser), Page::SecondAdvice);
    assert_eq!(portal.take(&journey, late), None);
    let page = portal.decline_second(&browser);
    assert_logged_in(&portal, page);
    let code = portal.a().code.as_ref().unwrap();
    assert_eq!((code.id, code.status), (written_down, CodeStatus::Active));
}

#[test]
fn j5_a_wrong_code_typed_back_changes_nothing_and_a_reload_shows_the_same() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    portal.choose_app(&browser);
    portal.prove_new_factor(&mut browser);
    let before = portal.journey(&browser);
    let typed = Secrets::code(code_id(77));
    let session = Secrets::session_seed(1, 1);
    let facts = portal.a().facts();
    let event = Event::CodeTypedBack { typed, facts, session };
    assert_eq!(portal.take(&before, event), None);
    assert!(matches!(before.state, State::EnrolRecoveryCode(..)));
    assert_eq!(portal.journey(&browser), before);
}
