//! One recovery from the accepted code to the new factor (rule J4).

use jiff::SignedDuration;
use journey::throttle::Tally;
use journey::{CodeStatus, Ending, Event, State, Target};
use store::CommitError;
use store::testing::{execute, query};

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
    assert_eq!((kit.audited("recovery_done").await, kit.audited("recovery_continued").await), (1, 1));
}

/// J4: the code's own row lets one acceptance through, also where the epoch would not have stopped the other.
pub async fn rc_01_a_code_is_accepted_by_its_own_row(kit: &Kit) {
    let (person, _) = kit.enrolled("alone").await;
    let (first, _) = kit.at_recovery(&person).await;
    let (second, _) = kit.at_recovery(&person).await;
    kit.commit(&first).await.unwrap();
    assert!(matches!(kit.commit(&second).await, Err(CommitError::Stale)));
    execute(&kit.store, "UPDATE accounts SET epoch = epoch - 1", &[]).await.unwrap();
    let lost = kit.commit(&second).await;
    assert!(matches!(lost, Err(CommitError::Lost("recovery code"))), "{lost:?}");
}

/// J8: the tenth wrong code in a row voids the code, and the next full login gets a new one at S6.
pub async fn j8_ten_wrong_codes_void_the_code(kit: &Kit) {
    let (person, _) = kit.enrolled("wrong").await;
    let token = kit.arrive(&person, None).await;
    kit.take(&token, |loaded| Event::OpenRecovery { facts: loaded.facts.clone() }).await;
    let tally = Tally { consecutive: 10, in_window: 5 };
    let ended = kit.take(&token, |loaded| Event::CodeWrong { facts: loaded.facts.clone(), tally }).await;
    assert_eq!(ended.state, State::Ended(Target::Account, Ending::CodeVoid));
    assert_eq!(kit.store.load_recovery_code(person.account, kit.now()).await.unwrap(), None);
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert_eq!(facts.code.unwrap().status, CodeStatus::Void);

    let token = kit.arrive(&person, None).await;
    let (login, _) = kit.prove_factor(&person, &token).await;
    kit.commit(&login).await.unwrap();
    let (confirmed, session, _) = kit.type_back(&token).await;
    kit.commit(&confirmed).await.unwrap();
    assert!(kit.store.load_session(&session.hash(), kit.now(), &kit.sessions).await.unwrap().is_some());
}
