//! Security keys: nobody else's (requirement WA-03), and counting upwards only (WA-07).

use credentials::security_key::testing::U2fKey;
use jiff::SignedDuration;
use store::testing::{dump, query};
use store::{CommitError, OrphanedKeys};

use crate::kit::Kit;
use crate::races::{RUNNERS, Tally, commit, race};

async fn counts(kit: &Kit) -> Vec<Vec<String>> {
    query(&kit.store, "SELECT sign_count FROM factors WHERE wiped_at IS NULL", &[]).await.unwrap()
}

/// WA-03: fifty people show the same key at the same moment; one of them has it, and nothing of the others' steps is there.
pub async fn wa_03_fifty_accounts_enrol_one_key(kit: &Kit) {
    let key = U2fKey::from_seed(7);
    let mut moves = Vec::new();
    for number in 0..RUNNERS {
        let person = kit.person(&format!("key{number}")).await;
        let token = kit.at_s5(&person).await;
        moves.push(kit.prove_key(&token, &key).await);
    }
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    let lost = vec![store::KEY_KNOWN; RUNNERS - 1];
    assert_eq!(tally, Tally { won: 1, lost, ..Tally::default() });
    for sql in ["SELECT id FROM factors", "SELECT id FROM recovery_codes"] {
        assert_eq!(query(&kit.store, sql, &[]).await.unwrap().len(), 1, "{sql}");
    }
    let added = "SELECT id FROM audit WHERE event = 'factor_added'";
    assert_eq!(query(&kit.store, added, &[]).await.unwrap().len(), 1);
}

/// A wipe forgets the key's id as well: its owner may enrol it again, and so may somebody to whom it was given.
pub async fn wa_03_an_own_key_may_come_back_after_a_wipe(kit: &Kit) {
    let key = U2fKey::from_seed(1);
    let mut person = kit.with_key("back", &key).await;
    // While it counts it is nobody else's, not even on a new account of the same person.
    let other = kit.person("other").await;
    let token = kit.at_s5(&other).await;
    let second = kit.prove_key(&token, &key).await;
    assert!(matches!(kit.commit(&second).await, Err(CommitError::Lost(store::KEY_KNOWN))));

    kit.wait(SignedDuration::from_mins(2));
    let (accepted, grant) = kit.at_recovery(&person).await;
    kit.commit(&accepted).await.unwrap();
    person.grant = grant;
    kit.enrol_key(&mut person, &key).await;
    assert_eq!(kit.store.load_keys(person.account).await.unwrap().len(), 1);
    assert_eq!(kit.store.list_factors(person.account).await.unwrap().len(), 2, "both are in the history");
}

/// WA-07: of fifty answers with one count one gets in; a lower and an equal one that were verified before come too late.
pub async fn wa_07_a_count_is_taken_once_and_only_upwards(kit: &Kit) {
    let mut key = U2fKey::from_seed(1);
    let person = kit.with_key("count", &key).await;
    let mut moves = Vec::new();
    for count in [4, 5].into_iter().chain([5; 8]) {
        let token = kit.at_s2(&person).await;
        moves.push(kit.answer_key(&person, &token, &mut key, count).await);
    }
    let lower = moves.remove(0);
    let runners = moves.len();
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!(tally, Tally { won: 1, lost: vec!["sign count"; runners - 1], ..Tally::default() });
    assert!(matches!(kit.commit(&lower).await, Err(CommitError::Lost("sign count"))));
    assert_eq!(counts(kit).await, [["sign_count=5"]]);
    assert_eq!(query(&kit.store, "SELECT id FROM sessions", &[]).await.unwrap().len(), 2, "the wizard's and one");
    // The largest count that there is.
    let token = kit.at_s2(&person).await;
    let last = kit.answer_key(&person, &token, &mut key, u32::MAX).await;
    kit.commit(&last).await.unwrap();
    assert_eq!(counts(kit).await, [["sign_count=4294967295"]]);
}

/// WA-07: a key that does not count is let in with zero after zero, until it has counted once.
pub async fn wa_07_keys_that_do_not_count_stay_at_zero(kit: &Kit) {
    let mut key = U2fKey::from_seed(1);
    let person = kit.with_key("zero", &key).await;
    for _ in 0..2 {
        let token = kit.at_s2(&person).await;
        let login = kit.answer_key(&person, &token, &mut key, 0).await;
        kit.commit(&login).await.unwrap();
        assert_eq!(counts(kit).await, [["sign_count=0"]]);
    }
    let token = kit.at_s2(&person).await;
    let zero = kit.answer_key(&person, &token, &mut key, 0).await;
    let token = kit.at_s2(&person).await;
    let three = kit.answer_key(&person, &token, &mut key, 3).await;
    kit.commit(&three).await.unwrap();
    assert!(matches!(kit.commit(&zero).await, Err(CommitError::Lost("sign count"))));
    assert_eq!(counts(kit).await, [["sign_count=3"]]);
}

/// WA-10: a new name is taken over while no key would fall silent, after that only by a person, and then in the audit log.
pub async fn wa_10_a_new_name_is_taken_over_as_long_as_no_key_is_lost(kit: &Kit) {
    for name in ["login.example.org", "login.example.org", "portal.example.org"] {
        assert_eq!(kit.store.check_rp_id(name).await.unwrap(), None, "{name}");
    }
    kit.with_key("name", &U2fKey::from_seed(1)).await;
    assert_eq!(kit.store.check_rp_id("portal.example.org").await.unwrap(), None);
    let before = dump(&kit.store).await.unwrap();
    let orphaned = |old: &str| Some(OrphanedKeys { old: old.to_owned(), keys: 1 });
    for _ in 0..2 {
        assert_eq!(kit.store.check_rp_id("new.example.org").await.unwrap(), orphaned("portal.example.org"));
    }
    assert!(dump(&kit.store).await.unwrap() == before, "a start that is refused wrote something");

    kit.store.accept_rp_id("new.example.org", &kit.ctx()).await.unwrap();
    assert_eq!(kit.store.check_rp_id("new.example.org").await.unwrap(), None);
    assert_eq!(kit.store.check_rp_id("portal.example.org").await.unwrap(), orphaned("new.example.org"));
    let accepted = "SELECT id FROM audit WHERE reason = 'accept-address'";
    assert_eq!(query(&kit.store, accepted, &[]).await.unwrap().len(), 1);
}
