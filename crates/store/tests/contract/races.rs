//! Fifty at the same time, one winner: each one-time thing is decided by one statement.

use std::future::Future;

use journey::{Event, State};
use store::testing::query;
use store::{Commit, CommitError, Context, Store};
use tokio::task::JoinSet;

use crate::kit::Kit;
use crate::walk::Move;

pub const RUNNERS: usize = 50;

/// What became of the runners.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub won: usize,
    pub stale: usize,
    pub raced: usize,
    pub lost: Vec<&'static str>,
}

pub async fn commit(store: Store, made: Move, ctx: Context) -> Result<(), CommitError> {
    let sessions = journey::session::SessionPolicy::default();
    let commit =
        Commit { before: &made.before, outcome: &made.outcome, new_token: None, ctx: &ctx, sessions: &sessions };
    store.commit(commit).await.map(|_| ())
}

/// Runs all tasks at once and counts what came of them.
pub async fn race<F>(runners: impl Iterator<Item = F>) -> Tally
where
    F: Future<Output = Result<(), CommitError>> + Send + 'static,
{
    let mut running = JoinSet::new();
    for runner in runners {
        running.spawn(runner);
    }
    let mut tally = Tally::default();
    while let Some(ended) = running.join_next().await {
        match ended.unwrap() {
            Ok(()) => tally.won += 1,
            Err(CommitError::Stale) => tally.stale += 1,
            Err(CommitError::Raced) => tally.raced += 1,
            Err(CommitError::Lost(what)) => tally.lost.push(what),
            Err(CommitError::Store(fault)) => panic!("a runner met a fault: {fault}"),
        }
    }
    tally
}

/// TO-03: fifty journeys of one person, all with the same code of the app.
pub async fn to_03_fifty_uses_of_one_time_step(kit: &Kit) {
    let (person, first) = kit.enrolled("race.totp").await;
    kit.store.load_session(&first.hash(), kit.now(), &kit.sessions).await.unwrap().expect("a session");
    let mut moves = Vec::new();
    for _ in 0..RUNNERS {
        let token = kit.arrive(&person, None).await;
        if moves.len() % 15 == 14 {
            // Making ready is not what is counted here.
            kit.store.reset_counters(person.account, "test", &kit.operator()).await.unwrap();
        }
        moves.push(kit.prove_factor(&person, &token).await.0);
    }
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!((tally.won, tally.lost), (1, vec!["time step"; RUNNERS - 1]));
    assert_eq!(query(&kit.store, "SELECT id FROM sessions", &[]).await.unwrap().len(), 2);
}

/// RC-01: fifty acceptances of one recovery code; the first one wipes, and there is one grant.
pub async fn rc_01_fifty_acceptances_of_one_code(kit: &Kit) {
    let (person, _) = kit.enrolled("race.code").await;
    let mut moves = Vec::new();
    for _ in 0..RUNNERS {
        kit.store.reset_counters(person.account, "test", &kit.operator()).await.unwrap();
        moves.push(kit.at_recovery(&person).await.0);
    }
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!((tally.won, tally.stale + tally.lost.len()), (1, RUNNERS - 1));
    let live = "SELECT kind FROM grants WHERE spent_at IS NULL AND killed_at IS NULL";
    assert_eq!(query(&kit.store, live, &[]).await.unwrap(), [["kind=recovery-code"]]);
    let wipes = "SELECT id FROM audit WHERE event = 'factor_wiped'";
    assert_eq!(query(&kit.store, wipes, &[]).await.unwrap().len(), 1);
}

/// J6: fifty wizards that live by one grant, each with a secret of its own; one factor.
pub async fn j6_fifty_uses_of_one_grant(kit: &Kit) {
    let person = kit.person("race.grant").await;
    let mut moves = Vec::new();
    for _ in 0..RUNNERS {
        let token = kit.arrive(&person, Some(&person.grant)).await;
        kit.choose_app(&token).await;
        moves.push(kit.prove_app(&token).await);
    }
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!((tally.won, tally.stale + tally.lost.len()), (1, RUNNERS - 1));
    assert_eq!(query(&kit.store, "SELECT id FROM factors", &[]).await.unwrap().len(), 1);
    let live = "SELECT id FROM recovery_codes WHERE hash_sealed IS NOT NULL";
    assert_eq!(query(&kit.store, live, &[]).await.unwrap().len(), 1);
}

/// J13: one journey, loaded by fifty tabs, stepped by one.
pub async fn j13_fifty_commits_of_one_revision(kit: &Kit) {
    let (person, _) = kit.enrolled("race.revision").await;
    let token = kit.arrive(&person, None).await;
    let made = kit.prepare(&token, |loaded| Event::OpenRecovery { facts: loaded.facts.clone() }).await;
    let runners = (0..RUNNERS).map(|_| commit(kit.store.clone(), made.clone(), kit.ctx()));
    let tally = race(runners).await;
    assert_eq!(tally, Tally { won: 1, raced: RUNNERS - 1, ..Tally::default() });
    assert!(matches!(kit.load(&token).await.journey.state, State::AwaitingRecoveryCode(..)));
}
