//! The chain of audit entries: sealed in order, and whatever is done to it is found (requirements LO-05 and LO-08).

use jiff::SignedDuration;
use journey::AuditEvent;
use journey::audit::names;
use store::testing::{Value, execute, query};
use store::{AuditEntry, BreakKind, Database, HeadKind, OpenOptions, SignedHead, Store, Verification};

use crate::kit::Kit;

/// Writes entries that are a minute apart.
pub async fn written(store: &Store, entries: u32, kit: &Kit) {
    for _ in 0..entries {
        let event = AuditEvent::refused(names::LOGIN_FAIL, "password");
        store.audit(AuditEntry::new(event).for_client("verzuim"), &kit.ctx()).await.unwrap();
        kit.wait(SignedDuration::from_mins(1));
    }
}

/// The same, and seals them.
pub async fn sealed(kit: &Kit, entries: u32) {
    written(&kit.store, entries, kit).await;
    while kit.store.seal_audit(kit.now()).await.unwrap().more {}
}

pub async fn verify(kit: &Kit) -> Verification {
    kit.store.verify_audit(None, |_| {}).await.unwrap()
}

/// What is found after something was done to the rows.
async fn after(kit: &Kit, sql: &'static str) -> (BreakKind, i64) {
    assert!(execute(&kit.store, sql, &[]).await.unwrap() > 0, "{sql}");
    let broken = verify(kit).await.broken.unwrap_or_else(|| panic!("nothing was found after {sql}"));
    (broken.kind, broken.seq)
}

/// The id of the entry with this number.
async fn id_of(kit: &Kit, seq: i64) -> i64 {
    let rows = query(&kit.store, "SELECT id FROM audit WHERE chain_seq = $1", &[seq.into()]).await.unwrap();
    rows[0][0].trim_start_matches("id=").parse().unwrap()
}

pub async fn lo_05_what_is_written_is_sealed_in_order_and_verifies(kit: &Kit) {
    assert_eq!(verify(kit).await, Verification::default());
    assert_eq!(kit.store.audit_head().await.unwrap(), None);
    kit.enrolled("somebody").await;
    let waiting = verify(kit).await;
    assert!(waiting.unsealed > 5 && waiting.oldest_unsealed.is_some() && waiting.entries == 0, "{waiting:?}");

    let sealing = kit.store.seal_audit(kit.now()).await.unwrap();
    assert_eq!((sealing.sealed, sealing.more), (waiting.unsealed, false));
    let head = sealing.head.expect("the first head is due at once");
    assert_eq!(
        (head.kind, head.seq, head.check(&kit.keyring)),
        (HeadKind::Head, i64::try_from(sealing.sealed).unwrap(), Ok(()))
    );
    let ids = "SELECT id FROM audit ORDER BY chain_seq";
    assert_eq!(
        query(&kit.store, ids, &[]).await.unwrap(),
        query(&kit.store, "SELECT id FROM audit ORDER BY id", &[]).await.unwrap()
    );

    let mut seen = Vec::new();
    let verified =
        kit.store.verify_audit(Some(&head), |progress| seen.push((progress.done, progress.total))).await.unwrap();
    assert_eq!((verified.entries, verified.unsealed, &verified.broken), (sealing.sealed, 0, &None));
    assert_eq!(verified.heads, 3, "the one of this hour, the kept one and the end");
    assert_eq!(seen.last(), Some(&(sealing.sealed, sealing.sealed)));
    assert_eq!(kit.store.audit_head().await.unwrap(), verified.newest);
    assert_eq!(kit.store.seal_audit(kit.now()).await.unwrap().sealed, 0, "nothing is sealed twice");

    // A head each hour, in which something happened.
    sealed(kit, 1).await;
    kit.wait(SignedDuration::from_hours(1));
    sealed(kit, 1).await;
    assert_eq!(query(&kit.store, "SELECT kind FROM audit_head", &[]).await.unwrap(), [["kind=head"], ["kind=head"]]);
    assert_eq!(verify(kit).await.broken, None);
}

pub async fn lo_05_whatever_is_changed_is_found_and_named(kit: &Kit) {
    sealed(kit, 20).await;
    for (sql, back) in [
        (
            "UPDATE audit SET reason = 'other' WHERE chain_seq = 7",
            "UPDATE audit SET reason = 'password' WHERE chain_seq = 7",
        ),
        ("UPDATE audit SET at = at + 1 WHERE chain_seq = 7", "UPDATE audit SET at = at - 1 WHERE chain_seq = 7"),
        (
            "UPDATE audit SET client = NULL WHERE chain_seq = 7",
            "UPDATE audit SET client = 'verzuim' WHERE chain_seq = 7",
        ),
        ("UPDATE audit SET detail = '' WHERE chain_seq = 7", "UPDATE audit SET detail = NULL WHERE chain_seq = 7"),
        (
            "UPDATE audit SET address = '192.0.2.8' WHERE chain_seq = 7",
            "UPDATE audit SET address = '192.0.2.7' WHERE chain_seq = 7",
        ),
        (
            "UPDATE audit SET user_agent = NULL WHERE chain_seq = 7",
            "UPDATE audit SET user_agent = 'A browser' WHERE chain_seq = 7",
        ),
    ] {
        assert_eq!(after(kit, sql).await, (BreakKind::Changed, 7), "{sql}");
        let broken = verify(kit).await.broken.unwrap();
        assert_eq!(broken.id, Some(id_of(kit, 7).await));
        assert_eq!(broken.at, Some(kit.now() - SignedDuration::from_mins(14) + offset(sql)));
        execute(&kit.store, back, &[]).await.unwrap();
        assert_eq!(verify(kit).await.broken, None, "{back}");
    }
    // An address that somebody takes away before its time, with its salt, as a cut would.
    let cut = "UPDATE audit SET address = NULL, user_agent = NULL, origin_salt = NULL WHERE chain_seq = 9";
    assert_eq!(after(kit, cut).await, (BreakKind::Changed, 9));
}

/// What one of the changes above did to the time.
fn offset(sql: &str) -> SignedDuration {
    SignedDuration::from_micros(i64::from(sql.contains("at = at + 1")))
}

pub async fn lo_05_removed_inserted_and_moved_entries_are_told_apart(kit: &Kit) {
    sealed(kit, 20).await;
    // Two that changed places.
    execute(&kit.store, "UPDATE audit SET chain_seq = 100 WHERE chain_seq = 5", &[]).await.unwrap();
    execute(&kit.store, "UPDATE audit SET chain_seq = 5 WHERE chain_seq = 9", &[]).await.unwrap();
    assert_eq!(after(kit, "UPDATE audit SET chain_seq = 9 WHERE chain_seq = 100").await, (BreakKind::Reordered, 5));
    for (to, from) in [(100, 5), (5, 9), (9, 100)] {
        let sql = "UPDATE audit SET chain_seq = $1 WHERE chain_seq = $2";
        execute(&kit.store, sql, &[Value::from(i64::from(to)), Value::from(i64::from(from))]).await.unwrap();
    }
    assert_eq!(verify(kit).await.broken, None);

    // One that was put between: the later ones make room.
    let room = "UPDATE audit SET chain_seq = -chain_seq - 1 WHERE chain_seq >= 12";
    execute(&kit.store, room, &[]).await.unwrap();
    execute(&kit.store, "UPDATE audit SET chain_seq = -chain_seq WHERE chain_seq < 0", &[]).await.unwrap();
    let between = "INSERT INTO audit (at, event, success, reason, actor, request, chain_seq, chain_hash, origin_salt, origin_hash) \
                   SELECT at, event, success, 'forged', actor, request, 12, chain_hash, origin_salt, origin_hash FROM audit WHERE chain_seq = 11";
    assert_eq!(after(kit, between).await, (BreakKind::Inserted, 12));
    execute(&kit.store, "DELETE FROM audit WHERE chain_seq = 12", &[]).await.unwrap();
    assert_eq!(
        verify(kit).await.broken.map(|broken| (broken.kind, broken.seq)),
        Some((BreakKind::Removed, 12)),
        "a gap"
    );

    // One that was taken out, and the later ones closed the gap.
    execute(&kit.store, "DELETE FROM audit WHERE chain_seq = 13", &[]).await.unwrap();
    execute(&kit.store, "UPDATE audit SET chain_seq = -chain_seq + 2 WHERE chain_seq > 13", &[]).await.unwrap();
    assert_eq!(
        after(kit, "UPDATE audit SET chain_seq = -chain_seq WHERE chain_seq < 0").await,
        (BreakKind::Removed, 12)
    );
}

pub async fn lo_05_what_is_cut_off_or_hung_on_at_the_ends_is_found(kit: &Kit) {
    sealed(kit, 20).await;
    // An entry that was written with a number by hand, after the end and before the beginning.
    for (seq, found) in [(21_i64, (BreakKind::Inserted, 21)), (0, (BreakKind::Inserted, 0))] {
        let forged = "INSERT INTO audit (at, event, success, reason, actor, request, chain_seq) VALUES (1, 'x', $1, '', 'x', '', $2)";
        execute(&kit.store, forged, &[Value::from(true), seq.into()]).await.unwrap();
        let broken = verify(kit).await.broken.unwrap();
        assert_eq!((broken.kind, broken.seq), found);
        execute(&kit.store, "DELETE FROM audit WHERE event = 'x'", &[]).await.unwrap();
    }
    // The last ones are gone, with the end as it was.
    assert_eq!(after(kit, "DELETE FROM audit WHERE chain_seq > 18").await, (BreakKind::Removed, 19));
}

/// Whoever kept an older end puts that back as well: only a head that was kept elsewhere tells.
pub async fn lo_05_a_kept_head_finds_a_truncated_end(kit: &Kit) {
    sealed(kit, 5).await;
    let end = query(&kit.store, "SELECT signed FROM audit_tail", &[]).await.unwrap()[0][0].clone();
    let older = SignedHead::parse(end.trim_start_matches("signed=")).unwrap();
    sealed(kit, 5).await;
    let newest = kit.store.audit_head().await.unwrap().unwrap();
    execute(&kit.store, "DELETE FROM audit WHERE chain_seq > 5", &[]).await.unwrap();
    let put_back =
        "UPDATE audit_tail SET seq = 5, hash = (SELECT chain_hash FROM audit WHERE chain_seq = 5), signed = $1";
    execute(&kit.store, put_back, &[older.to_string().into()]).await.unwrap();
    assert_eq!(verify(kit).await.broken, None);
    let held = kit.store.verify_audit(Some(&newest), |_| {}).await.unwrap();
    assert_eq!(held.broken.map(|broken| (broken.kind, broken.seq)), Some((BreakKind::Removed, 6)));
    assert_eq!(kit.store.verify_audit(Some(&older), |_| {}).await.unwrap().broken, None);

    // A head of another chain of the same key agrees with nothing.
    let database = Database::open(&kit.bare().await, OpenOptions::default()).await.unwrap();
    database.migrate().await.unwrap();
    let other = database.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap();
    written(&other, 3, kit).await;
    let strange = other.seal_audit(kit.now()).await.unwrap().head.unwrap();
    other.close().await;
    let held = kit.store.verify_audit(Some(&strange), |_| {}).await.unwrap();
    assert_eq!(held.broken.map(|broken| (broken.kind, broken.seq)), Some((BreakKind::Head, 3)));
}
