//! A recovery that waits (requirement RC-10): cancelled or performed, never both.

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{CodeStatus, Event, Policy, RecoveryDelay};
use store::CommitError;

use crate::kit::Kit;
use crate::races::commit;
use crate::walk::Person;

const DELAY: SignedDuration = SignedDuration::from_hours(24);

/// Somebody whose recovery waits, with the secret of the link in the notice.
pub async fn waiting(kit: &Kit, name: &str) -> (Person, SecretToken) {
    let (person, _) = kit.enrolled(name).await;
    kit.store.claim_outbox(100, kit.now()).await.unwrap();
    let token = kit.arrive(&person, None).await;
    kit.take(&token, |loaded| Event::OpenRecovery { facts: loaded.facts.clone() }).await;
    let delay = RecoveryDelay { users: DELAY, privileged: DELAY };
    let policy = Policy { recovery_delay: delay, ..kit.policy.clone() };
    let (made, _) = kit.prove_code_with(&person, &token, &policy).await;
    kit.commit(&made).await.unwrap();
    let mails = kit.store.claim_outbox(100, kit.now()).await.unwrap();
    let mut links: Vec<_> = mails.iter().map(|mail| mail.link.clone().expect("the notice carries the link")).collect();
    assert_eq!(links.len(), 2, "every address gets it");
    links.dedup();
    assert_eq!(links.len(), 1);
    (person, SecretToken::parse(&links[0]).unwrap())
}

async fn status(kit: &Kit, person: &Person) -> CodeStatus {
    kit.store.facts(person.account).await.unwrap().unwrap().code.unwrap().status
}

/// RC-10: until the delay is over nothing is wiped; after it the first password does, once.
pub async fn rc_10_a_recovery_takes_effect_when_its_delay_is_over(kit: &Kit) {
    let (person, _) = waiting(kit, "delay").await;
    assert_eq!(status(kit, &person).await, CodeStatus::Waiting);
    kit.wait(DELAY - SignedDuration::from_secs(1));
    let early = kit.password(&person, None).await;
    kit.wait(SignedDuration::from_secs(1));
    let (first, second) = (kit.password(&person, None).await, kit.password(&person, None).await);
    kit.commit(&early).await.unwrap();
    kit.commit(&first).await.unwrap();
    assert!(matches!(kit.commit(&second).await, Err(CommitError::Stale)));
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert!(!facts.has_factor() && facts.open_recovery(kit.now()).is_some());
    assert_eq!(facts.recovered_at, Some(kit.now()));
}

/// RC-10: the link cancels once and says so; another one never.
pub async fn rc_10_the_link_cancels_once(kit: &Kit) {
    let (person, link) = waiting(kit, "cancel").await;
    let found = kit.store.find_waiting_recovery(&link.hash()).await.unwrap().unwrap();
    assert_eq!((found.account, found.effective_at), (person.account, kit.now() + DELAY));
    let stranger = SecretToken::generate(kit.rng.as_ref());
    assert!(!kit.store.cancel_waiting_recovery(&stranger.hash(), &kit.ctx()).await.unwrap());
    assert!(kit.store.cancel_waiting_recovery(&link.hash(), &kit.ctx()).await.unwrap());
    assert!(!kit.store.cancel_waiting_recovery(&link.hash(), &kit.ctx()).await.unwrap());
    assert_eq!((kit.audited("recovery_waiting").await, kit.audited("recovery_cancelled").await), (1, 1));
    assert_eq!(status(kit, &person).await, CodeStatus::Void);
    assert!(kit.store.facts(person.account).await.unwrap().unwrap().has_factor());
    assert!(kit.store.load_recovery_code(person.account, kit.now()).await.unwrap().is_none());
}

/// RC-10: cancelled against performed, at the same moment: one of the two.
pub async fn rc_10_cancelling_races_taking_effect(kit: &Kit) {
    for round in 0..8 {
        let (person, link) = waiting(kit, &format!("race.{round}")).await;
        kit.wait(DELAY);
        let made = kit.password(&person, None).await;
        let (store, ctx) = (kit.store.clone(), kit.ctx());
        let cancelling = tokio::spawn(async move { store.cancel_waiting_recovery(&link.hash(), &ctx).await.unwrap() });
        let sessions = journey::session::SessionPolicy::default();
        let (store, ctx) = (kit.store.clone(), kit.ctx());
        let performing = tokio::spawn(async move {
            let (before, outcome, new_token) = (&made.before, &made.outcome, Some(made.token.hash()));
            store.commit(store::Commit { before, outcome, new_token, ctx: &ctx, sessions: &sessions }).await
        });
        let (cancelled, performed) = (cancelling.await.unwrap(), performing.await.unwrap());
        let has_factor = kit.store.facts(person.account).await.unwrap().unwrap().has_factor();
        match performed {
            Ok(_) => assert!(!cancelled && !has_factor),
            Err(CommitError::Lost("recovery code")) => assert!(cancelled && has_factor),
            Err(other) => panic!("{other}"),
        }
    }
}

/// RC-10: a login with the factor cancels it in the same step; one that nobody took up is thrown away.
pub async fn rc_10_a_login_cancels_and_time_lapses(kit: &Kit) {
    let (person, link) = waiting(kit, "login").await;
    kit.wait(SignedDuration::from_mins(2));
    let token = kit.arrive(&person, None).await;
    let (login, _) = kit.prove_factor(&person, &token).await;
    commit(kit.store.clone(), login, kit.ctx()).await.unwrap();
    assert_eq!(status(kit, &person).await, CodeStatus::Shown, "S6 shows a new one");
    assert!(!kit.store.cancel_waiting_recovery(&link.hash(), &kit.ctx()).await.unwrap());

    let (person, _) = waiting(kit, "lapsed").await;
    kit.wait(DELAY + Policy::RECOVERY - SignedDuration::from_secs(1));
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().codes, 0);
    kit.wait(SignedDuration::from_secs(1));
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().codes, 1);
    assert_eq!(status(kit, &person).await, CodeStatus::Void);
}
