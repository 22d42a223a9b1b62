//! The sealed form of a journey: it comes back as it was, and nobody else's hand makes one.

use credentials::keyring::{Keyring, Sealed};
use journey::codec::{Row, seal, unseal};
use journey::{Journey, Revision};
use proptest::prelude::*;

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
