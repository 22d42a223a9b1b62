//! Every event in every state: what a state awaits it takes, and everything else changes nothing (rule J11).

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::events::{EVENTS, Scene, make, scenes};
use journey::{Effect, Journey, State, step};

/// What each state awaits.
fn awaited(scene: &str) -> Vec<&'static str> {
    let awaited: &[&str] = match scene {
        "before the password" => {
            &["PasswordProven", "StepUpBegun", "LinkFollowed", "ActBegun, add", "ActBegun, replace", "ActBegun, code"]
        }
        "S2, confirming" => &["FactorProven", "FactorWrong", "FactorChosen", "Cancel"],
        "S2" | "S2, a code is due" | "S2, by link" => {
            &["FactorProven", "FactorWrong", "FactorChosen", "OpenRecovery", "Cancel"]
        }
        "S2 with a link" => &["FactorProven", "FactorWrong", "FactorChosen", "OpenRecovery", "ResetByLink", "Cancel"],
        "S2, several factors" => {
            &["FactorProven", "FactorWrong", "FactorChosen", "SmsSent", "KeyAsked", "OpenRecovery", "Cancel"]
        }
        "S2, sent and asked" => &EVERYTHING_AT_S2,
        "S2, switched off" => &["FactorWrong", "OpenRecovery", "Cancel"],
        "S2, to be replaced" => {
            &["FactorProven by SMS", "FactorWrong", "FactorChosen", "SmsSent", "OpenRecovery", "Cancel"]
        }
        "S3" | "S3, by link" | "S3 after wrong tries" | "S3 with a link" | "S3 again" | "S3, sent and asked" => {
            &["LeaveRecovery", "CodeProven", "CodeWrong", "Cancel"]
        }
        "no grant, recovery open" => &["OpenRecovery", "Cancel"],
        "no grant, help desk" | "no grant, activation" | "no grant, by link" => &["Cancel"],
        "S4" | "S4 by a first login" | "S4, replacing" | "S4, replacing with a link" => {
            &["ContinueEnrolment", "Cancel"]
        }
        "new password, by link" | "new password, both lost" | "new password, wanted" => &["PasswordChosen", "Cancel"],
        "S6" | "S6, renewing" => &["CodeTypedBack", "Cancel"],
        "advice" => &["SecondWanted", "SecondDeclined", "Cancel"],
        "ended" | "ended, waiting" => &[],
        s5 => return at_s5(s5),
    };
    awaited.to_vec()
}

const EVERYTHING_AT_S2: [&str; 9] = [
    "FactorProven",
    "FactorProven by SMS",
    "FactorProven by key",
    "FactorWrong",
    "FactorChosen",
    "SmsSent",
    "KeyAsked",
    "OpenRecovery",
    "Cancel",
];

/// What S5 awaits, in the order of [`EVENTS`]; of the methods, those that may still be added.
const S5: [&str; 10] = [
    "SmsSent",
    "MethodChosen, app",
    "MethodChosen, SMS",
    "MethodChosen, key",
    "NumberAgain",
    "NewFactorWrong",
    "ChooseAgain",
    "NewFactorProven",
    "SecondDeclined",
    "Cancel",
];

fn at_s5(scene: &str) -> Vec<&'static str> {
    let number: &[&str] = &["SmsSent", "NumberAgain"];
    let wizard: &[&str] = &["SecondDeclined"];
    let under_way: &[&str] = &["NewFactorWrong", "ChooseAgain", "NewFactorProven"];
    let not: Vec<&[&str]> = match scene {
        "S5, choice" | "S5, replacing from a session" => vec![number, under_way, wizard],
        "S5, app" | "S5, key asked" => vec![number, wizard],
        "S5, number" => vec![&["NewFactorProven"], wizard],
        "S5, number with a code" => vec![wizard],
        "S5, key" => vec![number, &["NewFactorProven"], wizard],
        "S5, replacing by an app" => vec![number, &["MethodChosen, SMS"], wizard],
        "S5, adding" => vec![number, &["MethodChosen, app"], under_way, wizard],
        "S5, second choice" => vec![number, &["MethodChosen, app"], under_way],
        "S5, second key" => vec![number, &["MethodChosen, app"]],
        other => panic!("no state is called {other}"),
    };
    S5.into_iter().filter(|event| !not.iter().any(|not| not.contains(event))).collect()
}

fn takes(scene: &Scene, event: &str) -> bool {
    step(&scene.journey, make(event, scene), &scene.portal.policy, scene.portal.now).is_some()
}

#[test]
fn j11_every_event_in_every_state_that_does_not_await_it_changes_nothing() {
    for scene in scenes() {
        let taken: Vec<_> = EVENTS.into_iter().filter(|event| takes(&scene, event)).collect();
        assert_eq!(taken, awaited(scene.name), "in {}", scene.name);
    }
}

#[test]
fn j1_every_event_in_every_expired_state_changes_nothing() {
    for mut scene in scenes().into_iter().filter(|scene| scene.journey.account.is_some()) {
        scene.portal.now = scene.journey.timing.expires_at();
        for event in EVENTS.into_iter().filter(|event| *event != "PasswordProven") {
            assert!(!takes(&scene, event), "{event} in {}", scene.name);
        }
    }
}

/// Whatever is posted in a journey of an account that was closed in the meantime, nothing is opened, stored or sent.
#[test]
fn en_04_every_event_of_a_closed_account_gives_nothing() {
    for mut scene in scenes() {
        scene.portal.close();
        for name in EVENTS {
            let event = make(name, &scene);
            let outcome = step(&scene.journey, event, &scene.portal.policy, scene.portal.now);
            let effects = outcome.map(|outcome| outcome.effects).unwrap_or_default();
            let gives = |effect: &Effect| {
                let opens = matches!(effect, Effect::OpenSession { .. } | Effect::IssueGrant(_));
                let stores =
                    matches!(effect, Effect::StoreFactor { .. } | Effect::RemoveKinds { .. } | Effect::WipeFactors);
                let sends = matches!(effect, Effect::SendSms { .. } | Effect::IssueCode { .. });
                let sets = matches!(effect, Effect::SetPassword(_) | Effect::StepUp { .. });
                opens || stores || sends || sets
            };
            assert!(!effects.iter().any(gives), "{name} in {}", scene.name);
        }
    }
}

/// LO-01: what the steps of a journey write, each name from at least one event in one state.
#[test]
fn lo_01_the_steps_write_these_events() {
    let mut written = BTreeSet::new();
    for scene in scenes() {
        for name in EVENTS {
            let outcome = step(&scene.journey, make(name, &scene), &scene.portal.policy, scene.portal.now);
            let effects = outcome.map(|outcome| outcome.effects).unwrap_or_default();
            written.extend(effects.iter().filter_map(|effect| match effect {
                Effect::Audit(event) => Some(event.name),
                _ => None,
            }));
        }
    }
    let expected = BTreeSet::from(WRITTEN_BY_STEPS);
    assert_eq!(written, expected);
}

const WRITTEN_BY_STEPS: [&str; 18] = [
    "authn_login_fail",
    "authn_login_fail_max",
    "authn_login_success",
    "authn_password_change",
    "authn_password_link_followed",
    "authn_password_proven",
    "authn_step_up",
    "enrolment_grant_issued",
    "factor_added",
    "factor_removed",
    "factor_sms_sent",
    "factor_wiped",
    "recovery_accepted",
    "recovery_code_confirmed",
    "recovery_code_issued",
    "recovery_continued",
    "recovery_fail",
    "session_created",
];

/// A walk through the machine: which event is tried at each step, from which scene it begins.
fn walks() -> impl Strategy<Value = (prop::sample::Index, Vec<prop::sample::Index>)> {
    (any::<prop::sample::Index>(), prop::collection::vec(any::<prop::sample::Index>(), 1..40))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// J1, J3, J13: whatever is posted in whatever order, each step counts once, keeps id and account, and opens a session only where a factor is
    /// proven or was proven before.
    #[test]
    fn j1_j13_random_walks_keep_the_frame((first, events) in walks()) {
        let mut all = scenes();
        let at = first.index(all.len());
        let mut scene = all.swap_remove(at);
        for choice in events {
            let before = scene.journey.clone();
            let event = make(EVENTS[choice.index(EVENTS.len())], &scene);
            let Some(outcome) = scene.portal.take(&before, event) else { continue };
            scene.journey = outcome.journey.clone();
            prop_assert_eq!(scene.journey.id, before.id);
            prop_assert!(before.account.is_none() || scene.journey.account == before.account);
            prop_assert_eq!(scene.journey.revision.0, before.revision.0 + 1);
            prop_assert_eq!(scene.journey.epoch, scene.portal.a().epoch);
            prop_assert!(!opens_session(&outcome.effects) || may_open(&before), "{:?}", before.state);
        }
    }
}

fn opens_session(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::OpenSession { .. }))
}

fn may_open(before: &Journey) -> bool {
    match &before.state {
        State::AwaitingFactor(..)
        | State::EnrolRecoveryCode(..)
        | State::EnrolSecond(..)
        | State::AwaitingNewPassword(..) => true,
        State::EnrolFactor(_, licence, _) => licence.grant().is_none(),
        _ => false,
    }
}
