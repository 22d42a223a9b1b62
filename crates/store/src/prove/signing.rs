//! Keys that sign tokens: of each algorithm one signs, and it is there.

use jiff::Timestamp;
use oidc::jose::Alg;
use oidc::keys::{KeyRow, Phase, Rotation, open};

use super::{BrokenRow, Invariant, Proof};
use crate::db::{Row, Tx};
use crate::{Store, StoreError};

const ONE: Invariant = Invariant {
    name: "signing-key-one-newest",
    see: "41; OP-12",
    says: "the keys of one algorithm follow each other in one line, with one at its end",
};

const USABLE: Invariant = Invariant {
    name: "signing-key-usable",
    see: "41; OP-12",
    says: "each key that signs or will sign has its private half, which opens and belongs to it",
};

/// There are a few keys only, whatever the size of the installation.
pub(super) async fn prove(store: &Store, tx: &mut Tx, now: Timestamp) -> Result<[Proof; 2], StoreError> {
    let rows = tx.fetch_all("SELECT * FROM signing_keys ORDER BY created_at, id", &[]).await?;
    let looked = u64::try_from(rows.len()).unwrap_or_default();
    let in_trouble = |id: uuid::Uuid| BrokenRow { table: "signing_keys", row: id.to_string() };
    let ends = several_ends(tx).await?.or_else(|| endless(&rows));
    // Rows without our MAC are told of elsewhere; they are no keys.
    let own: Vec<(KeyRow, &Row)> =
        rows.iter().filter_map(|row| Some((store.read_key(row).ok().flatten()?, row))).collect();
    let keys: Vec<KeyRow> = own.iter().map(|(key, _)| key.clone()).collect();
    let phases = Rotation::default().phases(&keys, now);
    let opens = |key: &KeyRow, row: &Row| {
        let sealed = row.sealed_opt("private_sealed").ok().flatten();
        sealed.is_some_and(|sealed| open(key, &sealed, &store.keyring).is_ok())
    };
    // The newest of an algorithm is needed too: one that lost its private half stands in no phase of its own.
    let is_newest = |key: &KeyRow| {
        let family = keys.iter().filter(|other| other.public.alg() == key.public.alg());
        family.max_by_key(|other| (other.created_at, other.id)).is_some_and(|newest| newest.id == key.id)
    };
    let needed = |key: &KeyRow, phase: &Phase| matches!(phase, Phase::Signing | Phase::Published) || is_newest(key);
    let useless = own.iter().zip(&phases).find(|((key, row), phase)| needed(key, phase) && !opens(key, row));
    Ok([
        Proof::of(ONE, looked, ends.map(in_trouble)),
        Proof::of(USABLE, looked, useless.map(|((key, _), _)| in_trouble(key.id))),
    ])
}

/// A key beside another one that nothing follows, or of an algorithm that this program does not know.
async fn several_ends(tx: &mut Tx) -> Result<Option<uuid::Uuid>, StoreError> {
    let sql = "SELECT k.id, k.alg FROM signing_keys k WHERE NOT EXISTS \
               (SELECT 1 FROM signing_keys n WHERE n.alg = k.alg AND n.follows = k.id) ORDER BY k.alg, k.created_at, k.id";
    let mut before = None;
    for row in tx.fetch_all(sql, &[]).await? {
        let (id, alg) = (row.uuid("id")?, row.text("alg")?);
        if Alg::parse(&alg).is_none() || before.as_ref() == Some(&alg) {
            return Ok(Some(id));
        }
        before = Some(alg);
    }
    Ok(None)
}

/// A key of an algorithm in which each key is followed by another: a ring, which no program makes.
fn endless(rows: &[Row]) -> Option<uuid::Uuid> {
    let part = |row: &Row, column| row.uuid(column).unwrap_or_default();
    let alg = |row: &Row| row.text("alg").unwrap_or_default();
    let is_end = |row: &Row| !rows.iter().any(|next| alg(next) == alg(row) && part(next, "follows") == part(row, "id"));
    let ends = |row: &&Row| rows.iter().any(|other| alg(other) == alg(row) && is_end(other));
    rows.iter().find(|row| !ends(row)).map(|row| part(row, "id"))
}
