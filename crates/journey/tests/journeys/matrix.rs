//! Every event in every state: what a state awaits it takes, and everything else changes nothing (rule J11).

use proptest::prelude::*;

use crate::events::{EVENTS, Scene, make, scenes};
use journey::{Effect, Journey, step};

/// What each state awaits.
fn awaited(scene: &str) -> &'static [&'static str] {
    match scene {
        "before the password" => &["PasswordProven"],
        "S2" | "S2, a code is due" => &["FactorProven", "FactorWrong", "OpenRecovery", "Cancel"],
        "S2 with a link" => &["FactorProven", "FactorWrong", "OpenRecovery", "ResetByLink", "Cancel"],
        "S3" | "S3 after wrong tries" | "S3 with a link" | "S3 again" => {
            &["LeaveRecovery", "CodeProven", "CodeWrong", "Cancel"]
        }
        "no grant, recovery open" => &["OpenRecovery", "Cancel"],
        "no grant, help desk" | "no grant, activation" => &["Cancel"],
        "S4" | "S4 by a first login" => &["ContinueEnrolment", "Cancel"],
        "S5, choice" => &["AppChosen", "Cancel"],
        "S5, app" => &["AppChosen", "ChooseAgain", "NewFactorProven", "Cancel"],
        "S6" => &["CodeTypedBack", "Cancel"],
        "ended" => &[],
        other => panic!("no state is called {other}"),
    }
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

/// A walk through the machine: which event is tried at each step, from which scene it begins.
fn walks() -> impl Strategy<Value = (prop::sample::Index, Vec<prop::sample::Index>)> {
    (any::<prop::sample::Index>(), prop::collection::vec(any::<prop::sample::Index>(), 1..40))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// J1, J3, J13: whatever is posted in whatever order, each step counts once, keeps id and account, and opens a session only from S2 or S6.
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
    matches!(before.state, journey::State::AwaitingFactor(_) | journey::State::EnrolRecoveryCode(..))
}
