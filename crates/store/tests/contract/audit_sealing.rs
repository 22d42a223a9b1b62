//! Who seals, purges and cuts, at once, with a crash between, or after somebody changed the rows (requirements LO-05 and LO-08).

use std::sync::Arc;

use credentials::keyring::Keyring;
use jiff::SignedDuration;
use journey::audit::names;
use store::testing::{dump, execute, fail_after, query};
use store::{BreakKind, ChainNote, Database, HeadKind, OpenOptions, Retention, SignedHead, Store, StoreError};

use crate::audit_chain::{sealed, verify, written};
use crate::kit::Kit;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn count(kit: &Kit, sql: &'static str) -> usize {
    query(&kit.store, sql, &[]).await.unwrap().len()
}

/// Another node at the same database.
async fn another(kit: &Kit) -> Store {
    let database = Database::open(&kit.url, OpenOptions::default()).await.unwrap();
    database.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap()
}

pub async fn lo_05_two_who_seal_at_once_make_one_chain(kit: &Kit) {
    let other = another(kit).await;
    written(&kit.store, 30, kit).await;
    for _ in 0..12 {
        let writing = written(&kit.store, 5, kit);
        let (one, two, ()) = tokio::join!(kit.store.seal_audit(kit.now()), other.seal_audit(kit.now()), writing);
        one.unwrap();
        two.unwrap();
    }
    kit.store.seal_audit(kit.now()).await.unwrap();
    let verified = verify(kit).await;
    assert_eq!((verified.entries, verified.unsealed, verified.broken), (90, 0, None));
    other.close().await;
}

pub async fn lo_05_a_crash_leaves_a_batch_unsealed_or_sealed(kit: &Kit) {
    written(&kit.store, 3, kit).await;
    let before = dump(&kit.store).await.unwrap();
    for statements in 0.. {
        fail_after(&kit.store, Some(statements));
        let ended = kit.store.seal_audit(kit.now()).await;
        fail_after(&kit.store, None);
        match ended {
            Err(StoreError::Injected) => assert!(before == dump(&kit.store).await.unwrap(), "{statements}"),
            sealing => {
                assert_eq!(sealing.unwrap().sealed, 3);
                assert!(statements >= 8, "{statements}");
                break;
            }
        }
    }
    assert_eq!(verify(kit).await.broken, None);
}

/// Somebody without the keys makes the chain anew from a changed entry on: it fits in itself, and not to what was signed.
pub async fn lo_05_a_chain_made_anew_does_not_get_signed(kit: &Kit) {
    sealed(kit, 5).await;
    // The simplest such chain is one that was sealed with another key file.
    let stranger = Arc::new(Keyring::generate(kit.rng.as_ref()).0);
    let database = Database::open(&kit.bare().await, OpenOptions::default()).await.unwrap();
    database.migrate().await.unwrap();
    let theirs = database.into_store(stranger, kit.rng.clone()).await.unwrap();
    written(&theirs, 5, kit).await;
    theirs.seal_audit(kit.now()).await.unwrap();
    let head = theirs.audit_head().await.unwrap().unwrap();
    theirs.close().await;

    let sql = "UPDATE audit_tail SET hash = (SELECT chain_hash FROM audit WHERE chain_seq = 4), signed = $1";
    execute(&kit.store, sql, &[head.to_string().into()]).await.unwrap();
    assert_eq!(verify(kit).await.broken.map(|broken| broken.kind), Some(BreakKind::Head));
    written(&kit.store, 1, kit).await;
    let refused = kit.store.seal_audit(kit.now()).await;
    assert!(matches!(refused, Err(StoreError::AuditChain)), "nobody goes on from there: {refused:?}");
    assert!(matches!(kit.store.audit_head().await, Err(StoreError::AuditChain)));
    assert_eq!(verify(kit).await.unsealed, 1);
}

/// A key that was rotated out and thrown away vouches for nothing any more; the newer heads do.
pub async fn lo_05_older_heads_may_outlive_their_key(kit: &Kit) {
    sealed(kit, 3).await;
    let (new, _) = Keyring::generate(kit.rng.as_ref());
    let sql = "UPDATE audit_head SET signed = $1";
    let head = SignedHead::parse(
        &query(&kit.store, "SELECT signed FROM audit_head", &[]).await.unwrap()[0][0]["signed=".len()..],
    );
    let gone = head.unwrap().to_string().replacen(&kit.keyring.active_key_id(), &new.active_key_id(), 1);
    execute(&kit.store, sql, &[gone.as_str().into()]).await.unwrap();
    let verified = verify(kit).await;
    assert_eq!((verified.broken, verified.notes), (None, vec![ChainNote::KeyGone { heads: 1 }]));
    // A signature that is simply wrong is told as what it is.
    let wrong = gone.replacen(&new.active_key_id(), &kit.keyring.active_key_id(), 1).replacen(".3.", ".4.", 1);
    execute(&kit.store, sql, &[wrong.as_str().into()]).await.unwrap();
    assert_eq!(verify(kit).await.broken.map(|broken| broken.kind), Some(BreakKind::Head));
}

/// An entry that is written by hand with an old time is sealed as the new one that it is, and shows.
pub async fn lo_05_an_entry_with_an_old_time_is_noted(kit: &Kit) {
    sealed(kit, 3).await;
    let forged = "INSERT INTO audit (at, event, success, reason, actor, request) SELECT at - 3600000000, event, success, reason, \
                  actor, request FROM audit WHERE chain_seq = 1";
    execute(&kit.store, forged, &[]).await.unwrap();
    kit.store.seal_audit(kit.now()).await.unwrap();
    let verified = verify(kit).await;
    assert_eq!(verified.broken, None);
    assert!(matches!(verified.notes[..], [ChainNote::Backdated { entries: 1, .. }]), "{:?}", verified.notes);
}

pub async fn lo_08_what_is_purged_leaves_an_anchor(kit: &Kit) {
    sealed(kit, 10).await;
    let kept = kit.store.audit_head().await.unwrap().unwrap();
    kit.wait(DAY * 365);
    sealed(kit, 10).await;
    assert_eq!(kit.store.purge_audit(kit.now()).await.unwrap().entries, 0);
    // Five calendar years after the first ten, four after the others.
    kit.wait(DAY * (4 * 365 + 2));
    assert_eq!(kit.store.purge_audit(kit.now()).await.unwrap().entries, 10);
    let verified = verify(kit).await;
    assert_eq!((verified.begins_after, verified.entries, verified.unsealed, &verified.broken), (10, 10, 1, &None));
    assert_eq!(
        count(kit, "SELECT id FROM audit WHERE event = 'sensitive_delete' AND reason = 'audit-purged'").await,
        1
    );
    let held = kit.store.verify_audit(Some(&kept), |_| {}).await.unwrap();
    assert_eq!((held.broken, held.heads), (None, verified.heads + 1), "the anchor has the hash of the last that went");
    sealed(kit, 5).await;
    kit.wait(DAY * 366 * 6);
    assert_eq!(kit.store.purge_audit(kit.now()).await.unwrap().entries, 16);
    let verified = kit.store.verify_audit(Some(&kept), |_| {}).await.unwrap();
    assert_eq!((verified.begins_after, verified.broken), (26, None));
    assert_eq!(verified.notes, [ChainNote::KeptIsPurged]);

    // An anchor that somebody made, and one that was taken away.
    sealed(kit, 5).await;
    let text =
        query(&kit.store, "SELECT signed FROM audit_head WHERE kind = 'anchor'", &[]).await.unwrap()[0][0].clone();
    let forged = text.trim_start_matches("signed=").replacen(".26.", ".28.", 1);
    execute(&kit.store, "UPDATE audit_head SET seq = 28, signed = $1 WHERE kind = 'anchor'", &[forged.into()])
        .await
        .unwrap();
    assert_eq!(verify(kit).await.broken.map(|broken| broken.kind), Some(BreakKind::Head));
    execute(&kit.store, "DELETE FROM audit_head WHERE kind = 'anchor'", &[]).await.unwrap();
    assert_eq!(verify(kit).await.broken.map(|broken| (broken.kind, broken.seq)), Some((BreakKind::Removed, 1)));
}

pub async fn lo_08_a_falsified_beginning_is_not_purged(kit: &Kit) {
    sealed(kit, 5).await;
    execute(&kit.store, "UPDATE audit SET reason = 'x' WHERE chain_seq = 2", &[]).await.unwrap();
    kit.wait(DAY * 366 * 6);
    let refused = kit.store.purge_audit(kit.now()).await;
    assert!(matches!(refused, Err(StoreError::AuditChain)), "{refused:?}");
    assert_eq!(verify(kit).await.broken.map(|broken| (broken.kind, broken.seq)), Some((BreakKind::Changed, 2)));
}

pub async fn lo_08_addresses_are_cut_and_the_chain_still_fits(kit: &Kit) {
    sealed(kit, 10).await;
    kit.wait(DAY * 100);
    sealed(kit, 10).await;
    assert_eq!(kit.store.cut_addresses(kit.now()).await.unwrap().entries, 0);
    kit.wait(DAY * 90);
    assert_eq!(kit.store.cut_addresses(kit.now()).await.unwrap().entries, 10);
    let with = "SELECT id FROM audit WHERE chain_seq <= 10 AND (address IS NOT NULL OR user_agent IS NOT NULL OR origin_salt IS NOT NULL)";
    assert_eq!(count(kit, with).await, 0);
    assert_eq!(count(kit, "SELECT id FROM audit WHERE address IS NOT NULL").await, 10);
    let verified = verify(kit).await;
    assert_eq!((verified.entries, verified.broken), (20, None));
    assert_eq!(count(kit, "SELECT id FROM audit WHERE reason = 'addresses-cut'").await, 1);
    // Later ones in their time, and nothing twice.
    assert_eq!(kit.store.cut_addresses(kit.now()).await.unwrap().entries, 0);
    kit.wait(DAY * 100);
    assert_eq!(kit.store.cut_addresses(kit.now()).await.unwrap().entries, 10);
    assert_eq!(count(kit, "SELECT seq FROM audit_head WHERE kind = 'cut'").await, 1);
    kit.store.seal_audit(kit.now()).await.unwrap();
    assert_eq!(verify(kit).await.broken, None);
    kit.wait(DAY * 366 * 6);
    assert_eq!(kit.store.purge_audit(kit.now()).await.unwrap().entries, 22);
    assert_eq!(verify(kit).await.broken, None);

    // What was cut cannot be written anew, and a mark that somebody moved is no mark.
    sealed(kit, 3).await;
    execute(&kit.store, "UPDATE audit_head SET seq = 1000 WHERE kind = 'cut'", &[]).await.unwrap();
    assert_eq!(verify(kit).await.broken.map(|broken| broken.kind), Some(BreakKind::Head));
}

pub async fn lo_08_the_terms_are_those_that_were_set(kit: &Kit) {
    let terms = Retention { audit_years: 2, addresses_months: 1, ..Retention::default() };
    let store = kit.store.clone().with_retention(terms);
    sealed(kit, 4).await;
    kit.wait(DAY * 32);
    assert_eq!(store.cut_addresses(kit.now()).await.unwrap().entries, 4);
    kit.wait(DAY * 365 * 2);
    assert_eq!(store.purge_audit(kit.now()).await.unwrap().entries, 4);
    assert_eq!(verify(kit).await.broken, None);
    assert_eq!(kit.store.audit_head().await.unwrap().map(|head| head.kind), Some(HeadKind::Head));
    let names = [names::LOGIN_FAIL, names::SENSITIVE_DELETE];
    assert_eq!(count(kit, "SELECT id FROM audit").await, names.len(), "what is written about the two");
}
