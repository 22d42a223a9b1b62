//! A kind that is switched off still counts as a factor, and in the migration window opens nothing but the wizard (J2, SM-03).

use credentials::grant::GrantKind;
use jiff::SignedDuration;
use journey::{
    AuditEvent, CodeStatus, Effect, Ending, Event, FactorKind, FirstLogin, KindRule, Kinds, NoticeKind, Page,
    PendingFactor, Role, State,
};
use rstest::rstest;

use crate::events::{key_proven, sms_proven};
use crate::house::secrets::{Secrets, Who, code_id, factor_id};
use crate::portal::{Browser, CODE, NUMBER, Portal};
use crate::scenes::sms_off;

const APP: FactorKind = FactorKind::Totp;
const SMS: FactorKind = FactorKind::Sms;
const SECURITY_KEY: FactorKind = FactorKind::SecurityKey;

/// Somebody with these factors after the right password, where codes by SMS are switched off.
fn without_sms(held: &[FactorKind], window: bool) -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::holding(held), Browser::default());
    portal.policy.kinds = sms_off(window, &portal);
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    (portal, browser)
}

/// The same, with the code that was sent typed in.
fn replacing(held: &[FactorKind]) -> (Portal, Browser) {
    let (mut portal, browser) = without_sms(held, true);
    let message = portal.send(&browser).unwrap();
    assert_eq!(portal.type_sms(&browser, message), Page::Introduction);
    (portal, browser)
}

fn is_logged_in(page: Page) -> bool {
    matches!(page, Page::Ended(Ending::LoggedIn { .. }))
}

#[test]
fn j2_a_switched_off_kind_counts_as_a_factor() {
    let (mut portal, mut browser) = (Portal::holding(&[SMS]), Browser::default());
    portal.policy.kinds = sms_off(false, &portal);
    portal.policy.first_login = FirstLogin::Password;
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor, "no wizard by the password alone");
    portal.send_link(&mut browser, GrantKind::HelpDesk);
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor, "nor with a link before it is redeemed");
    assert_eq!(portal.redeem_link(&browser), Page::Ended(Ending::ResetByLink));
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
}

#[test]
fn j2_a_switched_off_kind_cannot_be_proven_nor_sent_to() {
    let (mut portal, browser) = without_sms(&[SMS], false);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert_eq!(portal.send(&browser), None);
    let proven = sms_proven(&portal, facts.clone(), journey.id);
    assert_eq!(portal.take(&journey, proven), None);
    assert_eq!(portal.take(&journey, Event::FactorChosen { kind: SMS, facts }), None);
}

/// A code that went out before the kind was switched off.
#[test]
fn j2_a_code_from_before_the_switch_is_of_no_use_after_it() {
    let (mut portal, mut browser) = (Portal::holding(&[SMS]), Browser::default());
    portal.log_in(&mut browser);
    portal.send(&browser).unwrap();
    portal.policy.kinds = sms_off(false, &portal);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let proven = sms_proven(&portal, facts, journey.id);
    assert_eq!(portal.take(&journey, proven), None);
}

#[test]
fn j3_somebody_with_a_switched_off_kind_recovers_as_everybody() {
    let (mut portal, mut browser) = without_sms(&[SMS], false);
    portal.open_recovery(&browser);
    assert_eq!(portal.type_code(&mut browser, code_id(CODE)), Page::Ended(Ending::Recovered));
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
    assert!(is_logged_in(portal.walk_wizard(&mut browser)));
}

#[test]
fn j2_s2_asks_for_a_kind_that_is_not_switched_off() {
    let (mut portal, mut browser) = (Portal::holding(&[APP, SMS]), Browser::default());
    portal.policy.kinds = sms_off(false, &portal);
    let now = portal.now;
    portal.db.account_mut(Who::A).factors[1].last_used_at = Some(now);
    portal.log_in(&mut browser);
    let State::AwaitingFactor(_, asked) = &portal.journey(&browser).state else { unreachable!() };
    assert_eq!(asked.kind, APP);
}

#[test]
fn j2_in_the_window_it_opens_the_wizard_and_never_a_session() {
    let (portal, browser) = replacing(&[SMS]);
    assert!(portal.a().sessions.is_empty());
    assert_eq!(portal.a().live_factors().count(), 1, "until the new one is proven");
    assert_eq!(portal.page(&browser), Page::Introduction);
}

#[rstest]
fn sm_03_the_new_factor_takes_the_place_of_the_switched_off_one(#[values(APP, SECURITY_KEY)] kind: FactorKind) {
    let (mut portal, mut browser) = replacing(&[SMS]);
    let epoch = portal.a().epoch;
    assert!(is_logged_in(portal.enrol(&mut browser, kind)), "its code is still active");
    assert_eq!(portal.a().live_factors().map(|row| row.kind).collect::<Vec<_>>(), [kind]);
    assert_eq!(portal.a().sessions[0].factor, portal.a().live_of(kind).unwrap().id);
    let removed = Effect::Audit(
        AuditEvent::success(journey::audit::names::FACTOR_REMOVED).because("switched-off").with_factor(SMS),
    );
    assert!(portal.effects.contains(&removed));
    assert_eq!((portal.a().told(NoticeKind::FactorRemoved), portal.a().told(NoticeKind::FactorAdded)), (1, 1), "J9");
    assert_eq!(portal.a().epoch, epoch.next(), "J13");
    assert!(!portal.effects.contains(&Effect::WipeFactors));
}

#[rstest]
#[case::void(CodeStatus::Void)]
#[case::never_typed_back(CodeStatus::Shown)]
fn j5_a_code_that_is_due_comes_before_the_session(#[case] status: CodeStatus) {
    let (mut portal, mut browser) = replacing(&[SMS]);
    portal.db.account_mut(Who::A).set_code(code_id(CODE), status);
    assert_eq!(portal.enrol(&mut browser, APP), Page::RecoveryCode);
    assert!(portal.a().sessions.is_empty());
    assert!(is_logged_in(portal.type_back(&browser)), "with the new factor");
}

/// Whoever holds something that is offered does without the weaker door.
#[test]
fn j2_in_the_window_a_switched_off_kind_is_only_for_who_has_nothing_else() {
    let (mut portal, browser) = without_sms(&[APP, SMS], true);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let State::AwaitingFactor(_, asked) = &journey.state else { unreachable!() };
    assert_eq!(asked.kind, APP);
    assert_eq!(portal.policy.kinds.to_prove(&facts, portal.now), [APP]);
    assert_eq!(portal.take(&journey, Event::FactorChosen { kind: SMS, facts }), None);
}

/// A code that went out before the kind was switched off, typed in the window.
#[test]
fn j2_in_the_window_a_code_from_before_the_switch_adds_no_factor_beside_an_offered_one() {
    let (mut portal, mut browser) = (Portal::holding(&[APP, SMS]), Browser::default());
    portal.log_in(&mut browser);
    portal.send(&browser).unwrap();
    portal.policy.kinds = sms_off(true, &portal);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert_eq!(portal.take(&journey, sms_proven(&portal, facts, journey.id)), None);
}

/// The kind was switched on again while somebody was in the wizard.
#[test]
fn sm_03_only_what_is_switched_off_goes_and_is_told() {
    let (mut portal, mut browser) = replacing(&[SMS]);
    portal.policy.kinds = Kinds::default();
    assert!(is_logged_in(portal.enrol(&mut browser, SECURITY_KEY)));
    assert_eq!(portal.a().live_factors().map(|row| row.kind).collect::<Vec<_>>(), [SMS, SECURITY_KEY]);
    assert_eq!((portal.a().told(NoticeKind::FactorRemoved), portal.a().told(NoticeKind::FactorAdded)), (0, 1), "J9");
}

#[test]
fn sm_03_a_session_of_the_removed_factor_ends() {
    let (mut portal, mut before) = (Portal::holding(&[SMS]), Browser::default());
    portal.log_in(&mut before);
    let message = portal.send(&before).unwrap();
    portal.type_sms(&before, message);
    portal.policy.kinds = sms_off(true, &portal);
    let mut browser = Browser::default();
    portal.log_in(&mut browser);
    let message = portal.send(&browser).unwrap();
    portal.type_sms(&browser, message);
    portal.enrol(&mut browser, APP);
    assert_eq!(portal.a().sessions.len(), 1);
    assert_ne!(portal.a().sessions[0].factor, factor_id(NUMBER));
}

#[test]
fn sm_03_the_switched_off_kind_is_not_set_up_again() {
    let (mut portal, browser) = replacing(&[SMS]);
    let journey = portal.journey(&browser);
    portal.take(&journey, Event::ContinueEnrolment).unwrap();
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let pending = PendingFactor::Sms(credentials::sms::PendingSms { factor: factor_id(90), sent: None });
    assert_eq!(portal.take(&journey, Event::MethodChosen { pending, facts }), None);
}

#[test]
fn sm_03_the_window_ends_to_the_second() {
    let (mut portal, browser) = without_sms(&[SMS], true);
    portal.policy.kinds.replace_until = Some(portal.now + SignedDuration::from_secs(60));
    portal.wait_seconds(59);
    let message = portal.send(&browser).unwrap();
    portal.wait_seconds(1);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert_eq!(portal.take(&journey, sms_proven(&portal, facts, journey.id)), None, "{message} is a second late");
}

/// An administrator's role is not offered codes by SMS; everybody else is.
#[rstest]
#[case::offered(Role::User, true)]
#[case::not_offered(Role::Administrator, false)]
fn sf_02_a_kind_is_offered_to_some_roles(#[case] role: Role, #[case] offered: bool) {
    let (mut portal, mut browser) = (Portal::holding(&[SMS]), Browser::default());
    portal.policy.kinds.sms = KindRule { on: true, roles: vec![Role::User, Role::HelpDesk, Role::Auditor] };
    portal.db.account_mut(Who::A).role = role;
    portal.log_in(&mut browser);
    assert_eq!(portal.send(&browser).is_some(), offered);
    let facts = Portal::new_account().a().facts();
    let methods = portal.policy.kinds.to_add(&journey::AccountFacts { role, ..facts }, portal.now);
    assert_eq!(methods.contains(&SMS), offered);
    assert_eq!(&methods[..2], [SECURITY_KEY, APP], "SF-02 what cannot be phished is offered to everybody");
}

#[test]
fn j1_the_wizard_of_a_replacement_takes_no_factor_that_was_not_begun_there() {
    let (mut portal, browser) = replacing(&[SMS]);
    portal.choose_key(&browser);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let password = journey.state.carried().unwrap().first.password().unwrap().clone();
    let stray = portal.secrets.prove_app(factor_id(90), &password, portal.now).unwrap();
    let session = Secrets::session_seed(1, 1);
    let row = journey::NewFactor::Totp(stray.row);
    let event = Event::NewFactorProven { witness: stray.witness, row, facts, code: None, session, tried: None };
    assert_eq!(portal.take(&journey, event), None);
}

#[test]
fn en_04_a_closed_account_is_told_so_when_it_proves_the_switched_off_kind() {
    let (mut portal, browser) = without_sms(&[SMS], true);
    let message = portal.send(&browser).unwrap();
    portal.close();
    assert_eq!(portal.type_sms(&browser, message), Page::Ended(Ending::AccountClosed));
}

#[test]
fn j2_a_key_that_is_not_held_proves_nothing() {
    let (mut portal, browser) = without_sms(&[SMS], true);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    assert_eq!(portal.take(&journey, key_proven(&portal, facts, journey.id)), None);
    assert_eq!(Kinds::default().to_prove(&portal.a().facts(), portal.now), [SMS]);
}
