//! Security keys: at S2 and at S5 (requirements WA-02, WA-03 and WA-07).

use credentials::grant::GrantKind;
use credentials::security_key::KeyRole;
use journey::{Effect, Ending, Event, FactorKind, NoticeKind, Page, PendingFactor, State};

use crate::events::key_proven;
use crate::house::database::FactorRow;
use crate::house::keys::Touch;
use crate::house::secrets::{Who, factor_id};
use crate::portal::{Browser, KEY, Portal};

fn asked() -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::holding(&[FactorKind::SecurityKey]), Browser::default());
    portal.log_in(&mut browser);
    assert_eq!(portal.ask_key(&browser), Page::SecondFactor);
    (portal, browser)
}

fn challenge(portal: &Portal, browser: &Browser) -> Option<String> {
    match &portal.journey(browser).state {
        State::AwaitingFactor(_, asked) => asked.key.as_ref().map(|key| key.options().to_owned()),
        other => panic!("no key is asked in {other:?}"),
    }
}

fn at_s5() -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.send_link(&mut browser, GrantKind::Activation);
    portal.log_in(&mut browser);
    assert_eq!(portal.choose_key(&browser), Page::SetUpKey);
    (portal, browser)
}

fn is_logged_in(page: Page) -> bool {
    matches!(page, Page::Ended(Ending::LoggedIn { .. }))
}

#[test]
fn wa_07_a_key_logs_in_and_its_count_is_stored() {
    let (mut portal, browser) = asked();
    let event = portal.touched(&browser, factor_id(KEY), 7);
    assert!(is_logged_in(portal.post(&browser, event)));
    assert!(portal.effects.contains(&Effect::AdvanceSignCount { factor: factor_id(KEY), sign_count: 7 }));
    assert_eq!(portal.a().keys(), [(factor_id(KEY), KeyRole::SecurityKey, 7)]);
}

#[test]
fn wa_02_a_wrong_answer_uses_the_challenge_up() {
    let (mut portal, browser) = asked();
    let first = challenge(&portal, &browser);
    assert_eq!(portal.touch(&browser, factor_id(90), 1), Page::SecondFactor);
    assert_eq!(challenge(&portal, &browser), None);
    let (journey, facts) = (portal.journey(&browser), portal.a().facts());
    let late = key_proven(&portal, facts, journey.id);
    assert_eq!(portal.take(&journey, late), None, "there is nothing to answer any more");
    portal.ask_key(&browser);
    assert_ne!(challenge(&portal, &browser), first);
    assert!(is_logged_in(portal.touch_key(&browser)));
}

#[test]
fn wa_02_a_new_challenge_takes_the_place_of_the_old_one() {
    let (mut portal, browser) = asked();
    let old = portal.journey(&browser);
    let State::AwaitingFactor(_, old_asked) = &old.state else { unreachable!() };
    portal.ask_key(&browser);
    let State::AwaitingFactor(_, new_asked) = &portal.journey(&browser).state.clone() else { unreachable!() };
    let (held, id) = (portal.a().keys(), old.id);
    let (new, old_answer) = (new_asked.key.as_ref().unwrap(), old_asked.key.as_ref().unwrap());
    assert_ne!(new.options(), old_answer.options());
    // The answer to the old challenge is right for it; the commit of the revision is what refuses it.
    assert!(
        portal.secrets.verify_key(old_answer, (Who::A, &held), Touch::key(factor_id(KEY), 1), id, portal.now).is_ok()
    );
    let event = portal.touched(&browser, factor_id(KEY), 1);
    assert_eq!(portal.take(&old, event), None);
}

#[test]
fn wa_02_an_answer_after_five_minutes_counts_as_a_wrong_one() {
    let (mut portal, browser) = asked();
    portal.wait(5);
    assert_eq!(portal.touch_key(&browser), Page::SecondFactor);
    assert_eq!(portal.journey(&browser).state.carried().unwrap().wrong_factors, 1);
}

#[test]
fn wa_07_a_count_that_did_not_go_up_is_told_and_logs_nobody_in() {
    let (mut portal, mut browser) = asked();
    portal.touch(&browser, factor_id(KEY), 5);
    portal.log_in(&mut browser);
    portal.ask_key(&browser);
    assert_eq!(portal.touch(&browser, factor_id(KEY), 5), Page::SecondFactor);
    assert_eq!(portal.a().told(NoticeKind::KeyCounter), 1);
    assert_eq!(portal.a().sessions.len(), 1, "the first login's");
}

#[test]
fn wa_07_two_answers_with_one_count_log_in_once() {
    let (mut portal, one) = asked();
    let mut two = Browser::default();
    portal.log_in(&mut two);
    portal.ask_key(&two);
    let (journey, verified) = (portal.journey(&two), portal.touched(&two, factor_id(KEY), 1));
    assert!(is_logged_in(portal.touch_key(&one)));
    assert_eq!(portal.take(&journey, verified), None, "its count was taken in the meantime");
}

#[test]
fn sf_08_a_key_counts_when_it_has_answered() {
    let (mut portal, browser) = at_s5();
    assert!(portal.a().live_factors().next().is_none());
    let event = portal.new_key(&browser, None).unwrap();
    assert_eq!(portal.post(&browser, event), Page::RecoveryCode);
    assert_eq!(portal.a().keys().len(), 1);
}

#[test]
fn wa_02_at_s5_too_a_wrong_answer_uses_the_challenge_up() {
    let (mut portal, browser) = at_s5();
    let right = portal.new_key(&browser, None).unwrap();
    let tally = portal.taken(journey::throttle::CounterKind::SecondFactor).1;
    assert_eq!(portal.post(&browser, Event::NewFactorWrong { tally }), Page::SetUpKey);
    let journey = portal.journey(&browser);
    let State::EnrolFactor(_, _, Some(pending)) = &journey.state else { unreachable!() };
    assert_eq!(pending.factor, PendingFactor::Key(None));
    assert_eq!(portal.take(&journey, right), None);
    assert_eq!(portal.choose_key(&browser), Page::SetUpKey, "and can be begun again");
    assert!(portal.new_key(&browser, None).is_some());
}

#[test]
fn wa_03_a_key_that_is_held_already_is_not_stored() {
    let (mut portal, browser) = at_s5();
    // Somebody enrols the very same key; the browser was not asked to refuse it.
    let held = factor_id(90);
    let mut row = FactorRow::enrolled(held, FactorKind::SecurityKey);
    row.wiped = false;
    let event = portal.new_key(&browser, Some(held)).unwrap();
    let State::EnrolFactor(..) = &portal.journey(&browser).state else { unreachable!() };
    let before = portal.journey(&browser);
    let outcome = journey::step(&before, event, &portal.policy, portal.now).unwrap();
    portal.db.account_mut(Who::A).factors.push(row);
    let lost = portal.db.commit(&before, &outcome, crate::house::bug::Bug::None);
    assert_eq!(lost, Err(crate::house::database::Lost::Effect));
    assert_eq!(portal.journey(&browser), before, "and nothing else was written");
}
