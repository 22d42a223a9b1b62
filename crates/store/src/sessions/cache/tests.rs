use std::collections::BTreeSet;

use credentials::ids::{AccountId, FactorId, SessionId};
use jiff::{SignedDuration, Timestamp};
use journey::{FactorKind, Language, Role, Session, Username};
use oidc::acr::Acr;
use oidc::claims::Person;
use oidc::{LoginFacts, Proof};
use uuid::Uuid;

use super::*;
use crate::{Presence, SessionView};

fn cookie(number: u32) -> Cookie {
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes[28..].copy_from_slice(&number.to_be_bytes());
    Cookie::Portal(TokenHash::from_bytes(bytes))
}

fn known() -> Known {
    let (now, id) = (Timestamp::UNIX_EPOCH, Uuid::from_bytes([9; 16]));
    let (account, session) = (AccountId::from_uuid(id), SessionId::from_uuid(id));
    let expires_at = now + SignedDuration::from_hours(12);
    let view = SessionView {
        session: Session {
            id: session,
            account,
            factor: FactorId::from_uuid(id),
            password_at: now,
            factor_at: now,
            created_at: now,
            last_seen_at: now,
            expires_at,
            stepped_up: None,
        },
        username: Username::parse("anna").unwrap(),
        display_name: "Anna".to_owned(),
        language: Language::Nl,
        role: Role::User,
        groups: Vec::new(),
    };
    let login = Proof { at: now, factor: FactorKind::Totp, device_bound: false, attested: false };
    let login = LoginFacts {
        account,
        session,
        expires_at,
        login,
        step_up: None,
        recovered_at: None,
        reachable: Acr::TwoFactor,
    };
    let person = Person {
        account,
        username: "anna".to_owned(),
        display_name: None,
        email: None,
        email_verified: false,
        phone: None,
        phone_verified: false,
        locale: None,
        groups: BTreeSet::new(),
        updated_at: None,
        recovered_at: None,
    };
    Known::new(Presence { view, login, person }, None)
}

fn memory(entries: usize, life: Duration) -> (Arc<Changes>, SessionCache) {
    let changes = Arc::default();
    let cache = SessionCache::living(&changes, entries, life);
    (changes, cache)
}

async fn read(cache: &SessionCache, number: u32) {
    assert!(cache.read(cookie(number), async { Ok(Some(known())) }).await.unwrap().is_some());
}

const LONG: Duration = Duration::from_hours(1);

/// FA-04: the row was read before the logout, and remembered only after it.
#[tokio::test]
async fn fa_04_what_was_read_before_a_change_is_not_put_back_after_it() {
    let (changes, cache) = memory(10, LONG);
    let late = cache.read(cookie(1), async {
        let found = known();
        changes.raise_all();
        Ok(Some(found))
    });
    assert!(late.await.unwrap().is_some(), "whoever asked before the end had returned may hear that it was alive");
    assert!(cache.get(&cookie(1)).is_none());
    read(&cache, 1).await;
    assert!(cache.get(&cookie(1)).is_some());
    changes.raise_all();
    assert!(cache.get(&cookie(1)).is_none());
}

/// FA-04: 750 ms, whoever changes what.
#[tokio::test]
async fn fa_04_a_reading_is_not_kept_for_a_second() {
    assert!(LIFE <= Duration::from_millis(750));
    let (_, cache) = memory(10, Duration::from_millis(20));
    read(&cache, 1).await;
    assert!(cache.get(&cookie(1)).is_some());
    tokio::time::sleep(Duration::from_millis(21)).await;
    assert!(cache.get(&cookie(1)).is_none());
    assert_eq!(cache.len(), 0);
}

/// Once it is due, whoever reads does read, while the others still get what is there.
#[tokio::test]
async fn a_reading_that_is_due_is_made_anew_beside_the_old_one() {
    let (_, cache) = memory(10, Duration::from_millis(300));
    read(&cache, 1).await;
    let (old, due) = cache.get(&cookie(1)).unwrap();
    assert!(!due);
    tokio::time::sleep(Duration::from_millis(201)).await;
    let anew = cache.read(cookie(1), async {
        assert!(cache.get(&cookie(1)).is_some_and(|(known, due)| due && Arc::ptr_eq(&known, &old)));
        Ok(Some(known()))
    });
    let anew = anew.await.unwrap().unwrap();
    assert!(cache.get(&cookie(1)).is_some_and(|(known, due)| !due && Arc::ptr_eq(&known, &anew)));
}

#[tokio::test]
async fn the_memory_is_bounded_and_the_oldest_go() {
    let (_, cache) = memory(SHARDS * 4, LONG);
    for number in 0..10_000 {
        read(&cache, number).await;
    }
    assert!(cache.len() <= SHARDS * 4, "{}", cache.len());
    assert!(cache.get(&cookie(9_999)).is_some() && cache.get(&cookie(0)).is_none());
    // What is too old goes when something is put beside it, also far below the bound.
    let (_, cache) = memory(SHARDS * 1000, Duration::from_millis(5));
    for number in 0..100 {
        read(&cache, number).await;
    }
    tokio::time::sleep(Duration::from_millis(6)).await;
    read(&cache, 1).await;
    let shard = cache.shard(&cookie(1));
    assert_eq!(shard.entries.len(), 1);
}

/// Somebody who goes away while reading keeps nobody waiting and leaves nothing behind.
#[tokio::test]
async fn a_reading_that_is_given_up_is_taken_over() {
    let (_, cache) = memory(10, LONG);
    let cache = Arc::new(cache);
    let first = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.read(cookie(1), std::future::pending()).await.map(|_| ()) }
    });
    let second = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.read(cookie(1), async { Ok(Some(known())) }).await.unwrap().is_some() }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert!(!second.is_finished(), "one reads at a time");
    first.abort();
    assert!(second.await.unwrap());
    assert_eq!(cache.shard(&cookie(1)).reading(), 0);
}
