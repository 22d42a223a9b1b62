//! The keys that sign tokens (OP-12).

use credentials::ids::SessionId;
use jiff::SignedDuration;
use oidc::jose::{Alg, PrivateKey};
use oidc::keys::{self, KeyRow, Rotation};
use store::StoredSigningKey;
use store::testing::{execute, query};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::kit::Kit;

pub fn new_key(kit: &Kit, alg: Alg) -> (PrivateKey, StoredSigningKey) {
    let key = PrivateKey::generate(alg).unwrap();
    let id = SessionId::generate(kit.now(), kit.rng.as_ref()).as_uuid();
    let sealed = keys::seal(&key, id, &kit.keyring, kit.rng.as_ref()).unwrap();
    let row = KeyRow { id, public: key.public(), created_at: kit.now(), has_private: true };
    (key, StoredSigningKey { row, sealed })
}

pub async fn add(kit: &Kit, key: &StoredSigningKey, newest: Option<Uuid>) -> bool {
    kit.store.add_signing_key(key, newest, &kit.operator()).await.unwrap()
}

/// OP-12: the private half opens with the portal's key only, is destroyed when it signs no more, and the public one outlives it.
pub async fn op_12_keys_are_kept_sealed_and_end_in_two_steps(kit: &Kit) {
    let (made, stored) = new_key(kit, Alg::Es256);
    assert!(add(kit, &stored, None).await);
    assert_eq!(kit.store.list_signing_keys().await.unwrap(), std::slice::from_ref(&stored.row));
    let loaded = kit.store.load_signing_keys().await.unwrap().remove(0);
    assert_eq!(loaded, stored);
    let opened = keys::open(&loaded.row, &loaded.sealed, &kit.keyring).unwrap();
    assert_eq!(opened.public(), made.public());

    kit.wait(SignedDuration::from_hours(91 * 24));
    let (_, next) = new_key(kit, Alg::Es256);
    assert!(add(kit, &next, Some(stored.row.id)).await);
    kit.wait(SignedDuration::from_hours(3 * 24));
    let rows = kit.store.list_signing_keys().await.unwrap();
    assert_eq!(Rotation::default().signing(&rows, Alg::Es256, kit.now()), Some(&next.row));
    let old = [stored.row.id];
    assert_eq!(kit.store.destroy_private_halves(&old, &kit.operator()).await.unwrap(), 1);
    assert_eq!(kit.store.destroy_private_halves(&old, &kit.operator()).await.unwrap(), 0);
    assert_eq!(kit.store.load_signing_keys().await.unwrap(), [next]);
    let rows = [KeyRow { has_private: false, ..rows[0].clone() }, rows[1].clone()];
    assert_eq!(kit.store.list_signing_keys().await.unwrap(), rows);
    assert_eq!(kit.store.delete_signing_keys(&old, &kit.operator()).await.unwrap(), 1);
    assert_eq!(kit.store.list_signing_keys().await.unwrap(), rows[1..]);
    let told = query(&kit.store, "SELECT event, reason FROM audit ORDER BY id", &[]).await.unwrap();
    let gone = |reason: &str| ["event=signing_key_destroyed".to_owned(), format!("reason={reason}")];
    let made = ["event=signing_key_added".to_owned(), "reason=".to_owned()];
    assert_eq!(told, [made.clone(), made, gone("private-half"), gone("deleted")]);
}

/// OP-12: ten nodes that find the newest key old at the same moment make one; each algorithm has its own row of keys.
pub async fn op_12_nodes_that_rotate_at_once_make_one_key(kit: &Kit) {
    for newest in [false, true] {
        let before = kit.store.list_signing_keys().await.unwrap();
        let seen = newest.then(|| before.last().unwrap().id);
        let mut running = JoinSet::new();
        for _ in 0..10 {
            let (store, ctx, key) = (kit.store.clone(), kit.operator(), new_key(kit, Alg::EdDsa).1);
            running.spawn(async move { store.add_signing_key(&key, seen, &ctx).await.unwrap() });
        }
        assert_eq!(running.join_all().await.into_iter().filter(|made| *made).count(), 1);
        assert_eq!(kit.store.list_signing_keys().await.unwrap().len(), before.len() + 1);
        kit.wait(SignedDuration::from_hours(1));
    }
    assert!(add(kit, &new_key(kit, Alg::Es256).1, None).await);
    assert!(!add(kit, &new_key(kit, Alg::EdDsa).1, None).await, "the first one has a successor");
}

/// T15: a public key that somebody wrote into the database is not published, and one that was changed neither.
pub async fn t15_a_key_written_by_hand_is_none(kit: &Kit) {
    let (_, stored) = new_key(kit, Alg::Es256);
    assert!(add(kit, &stored, None).await);
    let foreign = serde_json::to_string(&PrivateKey::generate(Alg::Es256).unwrap().public().to_jwk()).unwrap();
    let sql = "INSERT INTO signing_keys (id, alg, follows, public_jwk, created_at, mac) \
               SELECT $1, alg, id, $2, created_at, mac FROM signing_keys";
    let id = SessionId::generate(kit.now(), kit.rng.as_ref()).as_uuid();
    execute(&kit.store, sql, &[id.into(), foreign.as_str().into()]).await.unwrap();
    assert_eq!(kit.store.list_signing_keys().await.unwrap(), [stored.row]);
    execute(&kit.store, "UPDATE signing_keys SET created_at = created_at + 1", &[]).await.unwrap();
    assert!(kit.store.list_signing_keys().await.unwrap().is_empty());
    assert!(kit.store.load_signing_keys().await.unwrap().is_empty());
}
