//! A crash at any statement leaves the old or the new, never something between (requirement RC-03).

use jiff::SignedDuration;
use store::testing::{dump, fail_after};
use store::{CommitError, StoreError};

use crate::kit::Kit;
use crate::walk::Move;

/// Fails the commit after each number of statements in turn, until one passes; how many failed.
async fn crash_everywhere(kit: &Kit, made: &Move) -> u32 {
    let before = dump(&kit.store).await.unwrap();
    for statements in 0.. {
        fail_after(&kit.store, Some(statements));
        let ended = kit.commit(made).await;
        fail_after(&kit.store, None);
        let after = dump(&kit.store).await.unwrap();
        match ended {
            Err(CommitError::Store(StoreError::Injected)) => {
                assert!(before == after, "something of a step that failed after {statements} statements is there");
            }
            Ok(_) => {
                assert!(before != after);
                return statements;
            }
            Err(other) => panic!("after {statements} statements: {other}"),
        }
    }
    unreachable!("a commit has an end")
}

pub async fn rc_03_a_crash_at_any_statement_leaves_the_old_or_the_new(kit: &Kit) {
    let mut person = kit.person("crash").await;
    let arrival = kit.password(&person, Some(&person.grant)).await;
    crash_everywhere(kit, &arrival).await;

    person.secret = Some(kit.choose_app(&arrival.token).await);
    let factor = kit.prove_app(&arrival.token).await;
    assert!(crash_everywhere(kit, &factor).await >= 8);

    let (confirmation, _, code) = kit.type_back(&arrival.token).await;
    assert!(crash_everywhere(kit, &confirmation).await >= 10);
    person.code = Some(code);

    kit.wait(SignedDuration::from_mins(2));
    let token = kit.arrive(&person, None).await;
    let (login, _) = kit.prove_factor(&person, &token).await;
    assert!(crash_everywhere(kit, &login).await >= 8);

    kit.wait(SignedDuration::from_mins(2));
    let (accepted, _) = kit.at_recovery(&person).await;
    assert!(crash_everywhere(kit, &accepted).await >= 12);

    // A second life: the same code again, which only replaces the grant.
    kit.wait(SignedDuration::from_mins(2));
    let token = kit.arrive(&person, None).await;
    kit.take(&token, |loaded| journey::Event::OpenRecovery { facts: loaded.facts.clone() }).await;
    let (again, _) = kit.prove_code(&person, &token).await;
    crash_everywhere(kit, &again).await;
}
