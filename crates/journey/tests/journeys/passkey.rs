//! Passkeys: a kind of their own beside security keys, whose user is verified each time (requirements WA-02, WA-07, WA-11; ADR 16).

use credentials::grant::GrantKind;
use credentials::security_key::KeyRole;
use journey::{
    AuditEvent, Burn, Effect, Ending, Event, FactorKind, KindRule, Kinds, NoticeKind, Page, PendingFactor, State,
};

use crate::house::keys::Touch;
use crate::house::secrets::{Who, code_id, factor_id};
use crate::portal::{Browser, CODE, KEY, PASSKEY, Portal};

const KIND: FactorKind = FactorKind::Passkey;

fn offered() -> Kinds {
    Kinds { passkey: KindRule::everybody(), ..Kinds::default() }
}

/// At S2, with a challenge for the passkey.
fn asked(held: &[FactorKind]) -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::holding(held), Browser::default());
    portal.policy.kinds = offered();
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    portal.choose(&browser, KIND);
    assert_eq!(portal.ask(&browser, KeyRole::Passkey), Page::SecondFactor);
    (portal, browser)
}

fn unlocked() -> Touch {
    Touch::passkey(factor_id(PASSKEY), true)
}

fn is_logged_in(page: Page) -> bool {
    matches!(page, Page::Ended(Ending::LoggedIn { .. }))
}

#[test]
fn wa_11_a_passkey_logs_in() {
    let (mut portal, browser) = asked(&[KIND]);
    let event = portal.answered(&browser, unlocked());
    assert!(is_logged_in(portal.post(&browser, event)));
    assert!(portal.effects.contains(&Effect::AdvanceSignCount { factor: factor_id(PASSKEY), sign_count: 0 }));
}

#[test]
fn wa_11_a_device_that_nobody_unlocked_counts_as_a_wrong_try() {
    let (mut portal, browser) = asked(&[KIND]);
    let event = portal.answered(&browser, Touch::passkey(factor_id(PASSKEY), false));
    assert!(matches!(event, Event::FactorWrong { kind: KIND, .. }));
    assert_eq!(portal.post(&browser, event), Page::SecondFactor);
    assert_eq!(portal.journey(&browser).state.carried().unwrap().wrong_factors, 1);
    let State::AwaitingFactor(_, asked) = &portal.journey(&browser).state else { unreachable!() };
    assert_eq!(asked.passkey, None, "WA-02: its challenge is used up");
}

/// WA-07: each device of a synced passkey may count for itself.
#[test]
fn wa_07_a_passkey_that_counts_backwards_is_written_down_and_not_refused() {
    let (mut portal, browser) = asked(&[KIND]);
    let Event::FactorProven { witness, facts, session, code, tried, holds, .. } = portal.answered(&browser, unlocked())
    else {
        unreachable!()
    };
    let burn = Burn::Key { sign_count: 3, went_back: true };
    let event = Event::FactorProven { witness, burn, facts, session, code, tried, holds };
    assert!(is_logged_in(portal.post(&browser, event)));
    let signal = AuditEvent::success("factor_key_counter").because("may-be-synced").with_factor(KIND);
    assert!(portal.effects.contains(&Effect::Audit(signal)));
    assert!(!portal.effects.iter().any(|effect| matches!(effect, Effect::AdvanceSignCount { .. })));
    assert_eq!(portal.a().told(NoticeKind::KeyCounter), 0);
}

/// Two tabs, one at each kind: neither uses up the other's challenge, and neither answers it.
#[test]
fn wa_02_each_kind_of_key_has_its_own_challenge() {
    let (mut portal, browser) = asked(&[KIND, FactorKind::SecurityKey]);
    portal.choose(&browser, FactorKind::SecurityKey);
    portal.ask_key(&browser);
    let State::AwaitingFactor(_, both) = portal.journey(&browser).state.clone() else { unreachable!() };
    assert!(both.passkey.is_some() && both.key.is_some());
    let wrong = portal.answered(&browser, Touch::key(factor_id(90), 1));
    portal.post(&browser, wrong);
    let State::AwaitingFactor(_, after) = portal.journey(&browser).state.clone() else { unreachable!() };
    assert!(after.passkey.is_some() && after.key.is_none());
    let event = portal.answered(&browser, unlocked());
    assert!(is_logged_in(portal.post(&browser, event)));
}

#[test]
fn a_passkey_has_no_use_for_the_challenge_of_a_security_key() {
    let (mut portal, mut browser) = (Portal::holding(&[KIND, FactorKind::SecurityKey]), Browser::default());
    portal.policy.kinds = offered();
    portal.log_in(&mut browser);
    portal.choose(&browser, FactorKind::SecurityKey);
    portal.ask_key(&browser);
    let proof = portal.touched(&browser, factor_id(KEY), 1);
    let Event::FactorProven { facts, session, code, tried, holds, .. } = proof else { unreachable!() };
    let (held, id) = (portal.a().keys(), browser.journey.unwrap());
    let other = portal.secrets.challenge(900, KeyRole::Passkey, (Who::A, &held), portal.now);
    let right = portal.secrets.verify_key(&other, (Who::A, &held), unlocked(), id, portal.now).unwrap();
    let event = Event::FactorProven {
        witness: right.witness.clone(),
        burn: Burn::from(&right),
        facts,
        session,
        code,
        tried,
        holds,
    };
    let journey = portal.journey(&browser);
    assert_eq!(portal.take(&journey, event), None);
}

/// `factors.passkey` is off until somebody wants it (requirement SF-02).
#[test]
fn sf_02_passkeys_are_off_at_first() {
    let facts = Portal::new_account().a().facts();
    assert!(!Kinds::default().may_add(KIND, &facts, crate::house::secrets::noon()));
    let order = offered().to_add(&facts, crate::house::secrets::noon());
    assert_eq!(order, [FactorKind::SecurityKey, KIND, FactorKind::Totp, FactorKind::Sms], "the safest first");
}

#[test]
fn sf_02_several_devices_may_have_a_passkey() {
    let portal = Portal::holding(&[KIND]);
    assert!(offered().may_add(KIND, &portal.a().facts(), portal.now));
}

/// The whole way: set up, log in, lose the device, recover with the code (rules J3 and J6).
#[test]
fn j3_a_passkey_is_set_up_lost_and_reset() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.policy.kinds = offered();
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    assert_eq!(portal.choose_device(&browser, KeyRole::Passkey), Page::SetUpPasskey);
    let event = portal.new_key(&browser, None).expect("the device answers");
    assert_eq!(portal.post(&browser, event), Page::RecoveryCode);
    assert_eq!(portal.a().live_factors().map(|row| row.kind).collect::<Vec<_>>(), [KIND]);
}

#[test]
fn j3_a_lost_passkey_is_wiped_by_the_recovery_code() {
    let (mut portal, mut browser) = asked(&[KIND]);
    portal.open_recovery(&browser);
    assert_eq!(portal.type_code(&mut browser, code_id(CODE)), Page::Ended(Ending::Recovered));
    assert!(portal.a().live_factors().next().is_none());
}

#[test]
fn wa_02_at_s5_too_a_wrong_answer_uses_the_challenge_up() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.policy.kinds = offered();
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    portal.choose_device(&browser, KeyRole::Passkey);
    let tally = portal.taken(journey::throttle::CounterKind::SecondFactor).1;
    assert_eq!(portal.post(&browser, Event::NewFactorWrong { tally }), Page::SetUpPasskey);
    let State::EnrolFactor(_, _, Some(pending)) = &portal.journey(&browser).state else { unreachable!() };
    assert_eq!(pending.factor, PendingFactor::Passkey(None));
}
