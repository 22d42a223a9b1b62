//! Confirming a session: its own only, while it is alive, with a new cookie (rule J14, requirement SE-03).

use credentials::step_up;
use jiff::SignedDuration;
use journey::AccountAct;
use store::testing::{Value, execute, query};
use store::{CommitError, SESSION_GONE};

use crate::kit::Kit;
use crate::races::commit;

/// SE-03, J14: the old cookie is dead, the session is the same, and it is confirmed for five minutes.
pub async fn j14_a_session_is_confirmed_and_gets_another_cookie(kit: &Kit) {
    let (person, first) = kit.enrolled("confirm").await;
    let before = kit.session(&first).await.unwrap();
    assert_eq!(before.stepped_up, None, "the login itself does not count");
    let (session, next) = kit.stepped_up(&person, &first).await;
    assert!(kit.session(&first).await.is_none());
    assert_eq!((session.id, session.factor), (before.id, before.factor));
    assert_eq!(session.stepped_up, Some((kit.now(), before.factor)));
    kit.wait(step_up::LIFE);
    let later = kit.session(&next).await.unwrap();
    let journey = credentials::ids::JourneyId::generate(kit.now(), kit.rng.as_ref());
    assert!(later.confirmed(journey, kit.now()).is_none());
}

/// T15: whoever can only write to the database confirms nothing.
pub async fn t15_a_confirmation_written_by_hand_is_none(kit: &Kit) {
    let (_, token) = kit.enrolled("forger").await;
    let session = kit.session(&token).await.unwrap();
    let sql = "UPDATE sessions SET stepped_up_at = $1, stepped_up_factor = $2";
    let values = [Value::from(kit.now()), Value::from(session.factor)];
    assert_eq!(execute(&kit.store, sql, &values).await.unwrap(), 1);
    assert!(kit.session(&token).await.is_none());
}

/// J14: the commit finds that the session is over, and writes nothing.
pub async fn j14_a_session_that_ended_in_between_is_not_confirmed(kit: &Kit) {
    let (person, token) = kit.enrolled("ended").await;
    let session = kit.session(&token).await.unwrap();
    let (made, next) = kit.step_up(&person, &session).await;
    kit.store.end_session(session.id, "logout", &kit.ctx()).await.unwrap();
    assert!(matches!(kit.commit(&made).await, Err(CommitError::Lost(SESSION_GONE))));
    assert!(kit.session(&next).await.is_none());

    // So does one that was idle for too long.
    kit.wait(SignedDuration::from_mins(2));
    let token = kit.log_in(&person).await;
    let session = kit.session(&token).await.unwrap();
    kit.wait(kit.sessions.idle - SignedDuration::from_mins(1));
    let (made, _) = kit.step_up(&person, &session).await;
    kit.wait(SignedDuration::from_mins(1));
    assert!(matches!(kit.commit(&made).await, Err(CommitError::Lost(SESSION_GONE))));
}

/// The two at the same time: whichever was first, there is no session afterwards.
pub async fn j14_confirming_races_the_end_of_the_session(kit: &Kit) {
    for round in 0..8 {
        let (person, token) = kit.enrolled(&format!("race.{round}")).await;
        let session = kit.session(&token).await.unwrap();
        let (made, _) = kit.step_up(&person, &session).await;
        let (store, ctx) = (kit.store.clone(), kit.ctx());
        let ending = tokio::spawn(async move { store.end_session(session.id, "logout", &ctx).await.unwrap() });
        let confirmed = tokio::spawn(commit(kit.store.clone(), made, kit.ctx())).await.unwrap();
        assert!(ending.await.unwrap(), "the session was there to be ended");
        assert!(matches!(confirmed, Ok(()) | Err(CommitError::Lost(SESSION_GONE))), "{confirmed:?}");
        let left = "SELECT id FROM sessions WHERE account_id = $1";
        assert!(query(&kit.store, left, &[Value::from(person.account)]).await.unwrap().is_empty());
    }
}

/// J14: replacing takes the old factor and its other sessions away; the own one goes on under the new factor, unconfirmed.
pub async fn j14_replacing_a_factor_moves_the_own_session(kit: &Kit) {
    let (person, first) = kit.enrolled("replace").await;
    let (session, cookie) = kit.stepped_up(&person, &first).await;
    kit.wait(SignedDuration::from_mins(2));
    let other = kit.log_in(&person).await;
    let made = kit.act(&session, AccountAct::ReplaceFactor(session.factor)).await;
    kit.commit(&made).await.unwrap();
    let proven = kit.prove_another_app(&made.token).await;
    kit.commit(&proven).await.unwrap();
    assert!(kit.session(&other).await.is_none());
    let own = kit.session(&cookie).await.expect("the own session lives on");
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert_eq!((facts.factors.len(), facts.factors[0].id, own.stepped_up), (1, own.factor, None));
    assert_ne!(own.factor, session.factor);
    assert_eq!(facts.factors[0].bound_by, Some(journey::FactorKind::Totp));
}

/// J14: an act dies with its session; the epoch ends every other journey when it is done.
pub async fn j14_an_act_needs_its_session_to_the_end(kit: &Kit) {
    let (person, first) = kit.enrolled("act").await;
    let (session, _) = kit.stepped_up(&person, &first).await;
    let made = kit.act(&session, AccountAct::NewCode).await;
    kit.commit(&made).await.unwrap();
    let (confirmation, _, _) = kit.type_back(&made.token).await;
    kit.store.end_session(session.id, "logout", &kit.ctx()).await.unwrap();
    assert!(matches!(kit.commit(&confirmation).await, Err(CommitError::Lost(SESSION_GONE))));
}
