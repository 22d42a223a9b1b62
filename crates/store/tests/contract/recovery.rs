//! One recovery from the accepted code to the new factor (rule J4).

use jiff::SignedDuration;
use journey::{CodeStatus, Event};
use store::testing::query;

use crate::kit::Kit;

pub async fn j4_a_recovery_is_one_affair(kit: &Kit) {
    let (mut person, _) = kit.enrolled("recovery").await;
    let (accepted, first) = kit.at_recovery(&person).await;
    kit.commit(&accepted).await.unwrap();
    let epoch = kit.store.facts(person.account).await.unwrap().unwrap().epoch;

    // The laptop died: the same code once more, which only replaces the grant.
    kit.wait(SignedDuration::from_hours(23));
    let token = kit.arrive(&person, None).await;
    kit.take(&token, |loaded| Event::OpenRecovery { facts: loaded.facts.clone() }).await;
    let (again, second) = kit.prove_code(&person, &token).await;
    kit.commit(&again).await.unwrap();
    assert!(kit.present(&first).await.is_none());
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert_eq!((facts.epoch, facts.code.as_ref().unwrap().status), (epoch, CodeStatus::Accepted));

    // The new factor ends it: the hash is gone, a new code is there.
    let old = facts.code.unwrap().id;
    person.grant = second;
    kit.enrol(&mut person).await;
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    let code = facts.code.unwrap();
    assert_eq!(code.status, CodeStatus::Active);
    assert_ne!(code.id, old);
    let spent = "SELECT status, hash_sealed FROM recovery_codes WHERE status <> 'active'";
    assert_eq!(query(&kit.store, spent, &[]).await.unwrap(), [["status=spent", "hash_sealed=-"]]);
}
