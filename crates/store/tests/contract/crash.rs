//! A crash at any statement leaves the old or the new, never something between (requirement RC-03).

use credentials::security_key::testing::U2fKey;
use jiff::SignedDuration;
use journey::throttle::CounterKind;
use journey::{Effect, FactorKind, KindRule, Kinds, Policy};
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

/// The same where a number or a key is set up and used, and where one takes the place of the other.
pub async fn rc_03_a_crash_while_a_number_or_a_key_is_set_up_and_used(kit: &Kit) {
    let mut key = U2fKey::from_seed(1);
    let mut person = kit.person("crash.number").await;
    let token = kit.at_s5(&person).await;
    let (sent, code) = kit.set_up_number(&token).await;
    assert!(crash_everywhere(kit, &sent).await >= 5);
    let proven = kit.prove_number(&token, code).await;
    assert!(crash_everywhere(kit, &proven).await >= 8);
    let declined = kit.decline(&mut person, &token).await;
    assert!(crash_everywhere(kit, &declined).await >= 5);

    // A login with it, and a key in its place: SMS is switched off.
    let kinds = Kinds {
        sms: KindRule::nobody(),
        replace_until: Some(kit.now() + SignedDuration::from_hours(1)),
        ..Kinds::default()
    };
    let policy = Policy { kinds, ..Policy::default() };
    let token = kit.at_s2(&person).await;
    let factor = kit.store.load_phones(person.account).await.unwrap()[0].factor;
    let tried = kit.reserve(CounterKind::SmsSource, person.account).await;
    let (sent, code) = kit.send(&token, factor, Some(tried)).await;
    assert!(crash_everywhere(kit, &sent).await >= 5);
    let login = kit.answer_code(&person, &token, code, &Policy::default()).await;
    assert!(crash_everywhere(kit, &login).await >= 8);

    kit.wait(SignedDuration::from_mins(2));
    let token = kit.at_s2(&person).await;
    let (sent, code) = kit.send(&token, factor, None).await;
    kit.commit(&sent).await.unwrap();
    let last = kit.answer_code(&person, &token, code, &policy).await;
    kit.commit(&last).await.unwrap();
    kit.take(&token, |_| journey::Event::ContinueEnrolment).await;
    let replaced = kit.prove_key_with(&token, &key, &policy).await;
    assert!(replaced.outcome.effects.iter().any(|effect| matches!(effect, Effect::RemoveKinds { .. })));
    assert!(crash_everywhere(kit, &replaced).await >= 10);
    assert_eq!(kit.held(&person).await, [FactorKind::SecurityKey]);

    let token = kit.at_s2(&person).await;
    let login = kit.answer_key(&person, &token, &mut key, 1).await;
    assert!(crash_everywhere(kit, &login).await >= 8);
}
