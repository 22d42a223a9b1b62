//! The sealed form of a journey: it comes back as it was, and nobody else's hand makes one.

use credentials::keyring::{Keyring, Sealed};
use credentials::witness::{self, Witnesses};
use journey::codec::{CodecError, Row, seal, unseal};
use journey::{Journey, Revision};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::Value;

use crate::events::{Scene, scenes};
use crate::house::secrets::{Seeded, Who, journey_id};

fn row(journey: &Journey) -> Row {
    let Journey { id, epoch, revision, .. } = *journey;
    Row { id, account: journey.account.unwrap(), epoch, revision }
}

fn stored_scenes() -> impl Iterator<Item = (Scene, Sealed)> {
    let stored = scenes().into_iter().filter(|scene| scene.journey.account.is_some());
    stored.map(|scene| {
        let sealed = seal(&scene.journey, &scene.portal.secrets.keyring, &Seeded::new(3)).unwrap();
        (scene, sealed)
    })
}

#[test]
fn j1_every_state_comes_back_from_its_sealed_form() {
    for (scene, sealed) in stored_scenes() {
        let opened = unseal(&row(&scene.journey), &sealed, &scene.portal.secrets.keyring);
        assert_eq!(opened.unwrap(), scene.journey, "{}", scene.name);
    }
}

#[test]
fn j1_a_journey_before_the_password_is_never_stored() {
    let scene = scenes().into_iter().find(|scene| scene.journey.account.is_none()).unwrap();
    assert!(seal(&scene.journey, &scene.portal.secrets.keyring, &Seeded::new(3)).is_err());
}

#[test]
fn j13_a_row_that_was_moved_does_not_open() {
    for (scene, sealed) in stored_scenes() {
        let (right, keyring) = (row(&scene.journey), &scene.portal.secrets.keyring);
        let elsewhere = [Row { id: journey_id(77), ..right }, Row { account: Who::B.account(), ..right }];
        assert!(elsewhere.iter().all(|row| unseal(row, &sealed, keyring).is_err()), "{}", scene.name);
        let other_key = Keyring::generate(&Seeded::new(99)).0;
        assert!(unseal(&right, &sealed, &other_key).is_err(), "{}", scene.name);
    }
}

/// The revision and the epoch are columns: the seal does not cover them, the commit compares them.
#[test]
fn j13_columns_are_taken_as_they_stand_in_the_row() {
    let (scene, sealed) = stored_scenes().next().unwrap();
    let row = Row { revision: Revision(40), ..row(&scene.journey) };
    assert_eq!(unseal(&row, &sealed, &scene.portal.secrets.keyring).unwrap().revision, Revision(40));
}

/// A body that another release wrote, or that lacks something, is no journey: the person begins anew.
#[rstest]
#[case::an_older_version(|body: &mut Value| body["version"] = 1.into())]
#[case::a_newer_version(|body: &mut Value| body["version"] = 4.into())]
#[case::without_its_counts(|body: &mut Value| { body.as_object_mut().unwrap().remove("sms_sent"); })]
#[case::an_unknown_state(|body: &mut Value| body["state"]["await"] = "nothing-known".into())]
fn j1_a_body_of_another_form_is_refused(#[case] change: fn(&mut Value)) {
    for (scene, sealed) in stored_scenes() {
        let (keyring, row) = (&scene.portal.secrets.keyring, row(&scene.journey));
        let (witnesses, plain) = witness::unseal(keyring, row.id, row.account, &sealed).unwrap();
        let mut body: Value = serde_json::from_slice(&plain).unwrap();
        assert_eq!(body["version"], 3);
        change(&mut body);
        let plain = serde_json::to_vec(&body).unwrap();
        let changed = witness::seal(keyring, row.id, row.account, &witnesses, &plain, &Seeded::new(3));
        assert!(matches!(unseal(&row, &changed, keyring), Err(CodecError::Form)), "{}", scene.name);
    }
}

/// A state that has lost a witness is an error, never another state.
#[test]
fn j1_a_state_without_its_witness_is_refused() {
    for (scene, sealed) in stored_scenes() {
        let (keyring, row) = (&scene.portal.secrets.keyring, row(&scene.journey));
        let (witnesses, plain) = witness::unseal(keyring, row.id, row.account, &sealed).unwrap();
        let lacking = |witnesses: Witnesses| {
            let sealed = witness::seal(keyring, row.id, row.account, &witnesses, &plain, &Seeded::new(3));
            matches!(unseal(&row, &sealed, keyring), Err(CodecError::Witness))
        };
        if witnesses.first.is_some() {
            assert!(lacking(Witnesses { first: None, ..witnesses.clone() }), "{} without its first proof", scene.name);
        }
        if witnesses.factor.is_some() {
            assert!(lacking(Witnesses { factor: None, ..witnesses.clone() }), "{} without its factor", scene.name);
        }
        if witnesses.code.is_some() {
            assert!(lacking(Witnesses { code: None, ..witnesses.clone() }), "{} without its code", scene.name);
        }
        if scene.journey.state.grant().is_some() && witnesses.grant.is_some() {
            assert!(lacking(Witnesses { grant: None, ..witnesses.clone() }), "{} without its grant", scene.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// One changed character anywhere, and the row does not open.
    #[test]
    fn j13_a_changed_row_does_not_open(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.-]") {
        let (scene, sealed) = stored_scenes().next().unwrap();
        let mut text: Vec<char> = sealed.as_str().chars().collect();
        let place = at.index(text.len());
        let to = to.chars().next().unwrap();
        prop_assume!(text[place] != to);
        text[place] = to;
        let opened = Sealed::parse(text.into_iter().collect())
            .ok()
            .map(|sealed| unseal(&row(&scene.journey), &sealed, &scene.portal.secrets.keyring));
        prop_assert!(opened.is_none_or(|opened| opened.is_err()));
    }
}
