//! Witnesses, facts and grants that are not this journey's: each is genuine, and each is refused (rules J6 and J13).

use credentials::grant::GrantKind;
use credentials::ids::JourneyId;
use credentials::totp;
use jiff::SignedDuration;
use journey::throttle::CounterKind;
use journey::{AccountFacts, Epoch, Event, Licence, NewFactor, State, step};
use rstest::rstest;

use crate::events::{Scene, factor_proven, key_proven, make, scenes, sms_proven};
use crate::house::secrets::{Secrets, Who, code_id, factor_id, grant_id, journey_id};
use crate::portal::{PHONE, Portal};

fn scene(name: &str) -> Scene {
    scenes().into_iter().find(|scene| scene.name == name).unwrap()
}

#[track_caller]
fn assert_refused(scene: &Scene, event: Event) {
    assert_eq!(step(&scene.journey, event, &scene.portal.policy, scene.portal.now), None);
}

#[rstest]
#[case::to_a_session("S2")]
#[case::to_s6("S2, a code is due")]
fn j1_a_factor_of_another_account_is_refused(#[case] at: &str) {
    let scene = scene(at);
    let (portal, id) = (&scene.portal, scene.journey.id);
    let typed = (factor_id(PHONE), totp::step_at(portal.now));
    let of_b = portal.secrets.verify_app((factor_id(PHONE), Who::B, None), typed, id, portal.now).unwrap();
    let Event::FactorProven { burn, facts, session, code, tried, .. } = factor_proven(portal, scene.facts(), id) else {
        unreachable!()
    };
    assert_refused(
        &scene,
        Event::FactorProven { witness: of_b.witness, burn, facts, session, code, tried, holds: None },
    );
}

#[rstest]
#[case::to_a_session("S2")]
#[case::to_s6("S2, a code is due")]
fn j1_a_factor_proven_in_another_journey_is_refused(#[case] at: &str) {
    let scene = scene(at);
    assert_refused(&scene, factor_proven(&scene.portal, scene.facts(), journey_id(77)));
}

#[rstest]
#[case::by_sms(sms_proven)]
#[case::by_key(key_proven)]
fn j1_a_code_or_key_proven_in_another_journey_is_refused(
    #[case] proven: fn(&Portal, AccountFacts, JourneyId) -> Event,
) {
    let scene = scene("S2, sent and asked");
    assert_refused(&scene, proven(&scene.portal, scene.facts(), journey_id(77)));
}

/// The right to enrol beside a factor is of the journey in which that factor was proven; the sealed form would not open with another's.
#[rstest]
#[case::a_second_factor("S5, second key")]
#[case::in_place_of_a_switched_off_one("S5, replacing by an app")]
fn j6_a_right_from_another_journey_stores_nothing(#[case] at: &str) {
    let mut scene = scene(at);
    let event = make("NewFactorProven", &scene);
    let State::EnrolFactor(_, licence, _) = &mut scene.journey.state else { unreachable!() };
    let (Licence::Second(held) | Licence::Replacing(held)) = &licence else { unreachable!() };
    let (number, elsewhere) = (held.factor(), journey_id(77));
    let sent = scene.portal.secrets.sms_seed(1, number, elsewhere, scene.portal.now).sent;
    let foreign = scene.portal.secrets.verify_sms((number, Who::A), &sent, 1, elsewhere, scene.portal.now).unwrap();
    *licence = match licence {
        Licence::Second(_) => Licence::Second(foreign),
        _ => Licence::Replacing(foreign),
    };
    assert_refused(&scene, event);
}

#[test]
fn j2_a_factor_that_the_account_no_longer_holds_is_refused() {
    let scene = scene("S2");
    let mut facts = scene.facts();
    facts.factors.clear();
    assert_refused(&scene, factor_proven(&scene.portal, facts, scene.journey.id));
}

#[test]
fn j1_a_password_of_another_account_or_journey_is_refused() {
    let scene = scene("before the password");
    for (who, id) in [(Who::B, scene.journey.id), (Who::A, journey_id(77))] {
        let witness = scene.portal.secrets.verify_password(who, who, id, scene.portal.now).unwrap();
        let Event::PasswordProven { facts, seed, tries, target, .. } = make("PasswordProven", &scene) else {
            unreachable!()
        };
        assert_refused(&scene, Event::PasswordProven { witness, facts, grant: None, seed, tries, target });
    }
}

#[test]
fn j6_a_grant_of_another_account_is_refused() {
    let scene = scene("before the password");
    let (now, later) = (scene.portal.now, scene.portal.now + SignedDuration::from_hours(1));
    let of_b = Secrets::present_grant(Who::B, grant_id(1), GrantKind::HelpDesk, later, now);
    let Event::PasswordProven { witness, facts, seed, tries, target, .. } = make("PasswordProven", &scene) else {
        unreachable!()
    };
    assert_refused(&scene, Event::PasswordProven { witness, facts, grant: of_b, seed, tries, target });
}

#[test]
fn j3_a_code_proven_in_another_journey_is_refused() {
    let scene = scene("S3");
    let now = scene.portal.now;
    let elsewhere = scene.portal.secrets.verify_password(Who::A, Who::A, journey_id(77), now).unwrap();
    let witness = scene.portal.secrets.verify_code((code_id(1), Who::A), code_id(1), &elsewhere, now).unwrap();
    let tried = scene.portal.taken(CounterKind::RecoveryCode).0;
    let seed = Secrets::grant_seed(grant_id(1));
    assert_refused(&scene, Event::CodeProven { witness, facts: scene.facts(), seed, tried });
}

#[test]
fn d3_a_code_is_not_verified_behind_another_accounts_password() {
    let scene = scene("S3");
    let (secrets, now) = (&scene.portal.secrets, scene.portal.now);
    let of_b = secrets.verify_password(Who::B, Who::B, scene.journey.id, now).unwrap();
    assert_eq!(secrets.verify_code((code_id(1), Who::A), code_id(1), &of_b, now), None);
}

#[test]
fn j6_a_new_factor_with_the_row_of_another_account_is_refused() {
    let scene = scene("S5, app");
    let Event::NewFactorProven { witness, row: NewFactor::Totp(row), facts, code, session, tried } =
        make("NewFactorProven", &scene)
    else {
        unreachable!()
    };
    let row = NewFactor::Totp(totp::SealedTotp { account: Who::B.account(), ..row });
    assert_refused(&scene, Event::NewFactorProven { witness, row, facts, code, session, tried });
}

#[test]
fn j13_facts_of_another_epoch_or_account_are_refused_in_every_state() {
    for scene in scenes().into_iter().filter(|scene| scene.journey.account.is_some()) {
        for event in ["FactorProven", "OpenRecovery", "LeaveRecovery", "CodeProven", "CodeWrong", "ResetByLink"]
            .into_iter()
            .chain(["FactorChosen", "SmsSent", "KeyAsked", "MethodChosen, key", "NewFactorProven", "CodeTypedBack"])
            .chain(["SecondWanted", "SecondDeclined", "PasswordChosen"])
        {
            let mut raised = make(event, &scene);
            change_facts(&mut raised, |facts| facts.epoch = Epoch(facts.epoch.0 + 1));
            assert_refused(&scene, raised);
            let mut foreign = make(event, &scene);
            change_facts(&mut foreign, |facts| facts.account = Who::B.account());
            assert_refused(&scene, foreign);
        }
    }
}

fn change_facts(event: &mut Event, change: impl FnOnce(&mut journey::AccountFacts)) {
    match event {
        Event::FactorProven { facts, .. }
        | Event::OpenRecovery { facts }
        | Event::LeaveRecovery { facts }
        | Event::CodeProven { facts, .. }
        | Event::CodeWrong { facts, .. }
        | Event::ResetByLink { facts }
        | Event::FactorChosen { facts, .. }
        | Event::SmsSent { facts, .. }
        | Event::KeyAsked { facts, .. }
        | Event::MethodChosen { facts, .. }
        | Event::SecondWanted { facts }
        | Event::SecondDeclined { facts, .. }
        | Event::NewFactorProven { facts, .. }
        | Event::PasswordChosen { facts, .. }
        | Event::CodeTypedBack { facts, .. } => change(facts),
        other => panic!("{other:?} has no facts to change"),
    }
}
