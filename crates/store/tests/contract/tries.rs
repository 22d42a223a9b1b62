//! Counting tries (requirements TH-01 and TH-02).

use jiff::SignedDuration;
use journey::throttle::{CounterKey, CounterKind, Lane, Limits};
use store::Blocked;
use store::testing::query;
use tokio::task::JoinSet;

use crate::kit::Kit;

fn key(kind: CounterKind, subject: &str) -> CounterKey {
    CounterKey { kind, subject: subject.to_owned(), lane: Lane::World }
}

/// Two hundred guesses at once, of which the limit lets twenty through; restarting changes nothing.
pub async fn th_01_two_hundred_guesses_never_exceed_the_limit(kit: &Kit) {
    let key = key(CounterKind::SecondFactor, "somebody");
    let limits = Limits::of(key.kind, &key.lane);
    let mut running = JoinSet::new();
    for _ in 0..200 {
        let (store, key, now) = (kit.store.clone(), key.clone(), kit.now());
        running.spawn(async move { store.reserve_try(&key, &limits, now).await.unwrap() });
    }
    let mut tallies = Vec::new();
    while let Some(ended) = running.join_next().await {
        if let Ok(taken) = ended.unwrap() {
            tallies.push(taken.tally.in_window);
        }
    }
    tallies.sort_unstable();
    assert_eq!(tallies, (1..=20).collect::<Vec<u32>>());

    let again = store::Database::open(&kit.url, store::OpenOptions::default()).await.unwrap();
    let again = again.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap();
    let blocked = again.reserve_try(&key, &limits, kit.now()).await.unwrap().unwrap_err();
    assert_eq!(blocked, Blocked { retry_at: Some(kit.now() + SignedDuration::from_hours(24)), count: 20 });
    assert_eq!(again.peek_try(&key, &limits, kit.now()).await.unwrap(), Some(blocked));
    again.close().await;
}

/// A success gives back its own try, not those of others; what was refused wrote nothing.
pub async fn th_02_tries_are_given_back_one_by_one(kit: &Kit) {
    let key = key(CounterKind::RecoveryCode, "somebody");
    let limits = Limits::of(key.kind, &key.lane);
    let mut taken = Vec::new();
    for _ in 0..5 {
        taken.push(kit.store.reserve_try(&key, &limits, kit.now()).await.unwrap().unwrap().taken);
        kit.wait(SignedDuration::from_secs(1));
    }
    let before = query(&kit.store, "SELECT * FROM counters", &[]).await.unwrap();
    assert!(kit.store.reserve_try(&key, &limits, kit.now()).await.unwrap().is_err());
    assert_eq!(query(&kit.store, "SELECT * FROM counters", &[]).await.unwrap(), before);

    kit.store.give_back(&taken[4..], kit.now()).await.unwrap();
    assert_eq!(kit.store.peek_try(&key, &limits, kit.now()).await.unwrap(), None);
    let fifth = kit.store.reserve_try(&key, &limits, kit.now()).await.unwrap().unwrap();
    assert_eq!((fifth.tally.in_window, fifth.tally.consecutive), (5, 5));
    assert!(kit.store.reserve_try(&key, &limits, kit.now()).await.unwrap().is_err());

    taken[4] = fifth.taken;
    kit.store.give_back(&taken, kit.now()).await.unwrap();
    assert!(query(&kit.store, "SELECT * FROM counters", &[]).await.unwrap().is_empty());
    // Giving back what no counter knows makes none.
    kit.store.give_back(&taken, kit.now()).await.unwrap();
    assert!(query(&kit.store, "SELECT * FROM counters", &[]).await.unwrap().is_empty());
}
