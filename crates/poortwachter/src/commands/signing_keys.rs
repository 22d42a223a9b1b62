//! `signing-keys`: lists, rotates and revokes the keys under which tokens for applications stand (OP-12).
//!
//! A running portal sees a change within seconds. Every change is in the audit log with the operator and `--reason`.

use jiff::Timestamp;
use oidc::jose::{Alg, PrivateKey};
use oidc::keys::{KeyRow, Phase, Rotation, seal};
use serde_json::{Value, json};
use store::{Context, Store, StoreError, StoredSigningKey};
use uuid::{Builder, Uuid};

use super::account::desk::{self, Desk};
use crate::cli::ListAll;
use crate::cli::SigningKeys;
use crate::cli::signing_keys::{Revoke, Rotate};
use crate::commands::output::columns;
use crate::complaint::{Complaint, Complaints, quoted};
use crate::os_rng::OsRng;

/// Does what was asked.
pub fn run(command: &SigningKeys) -> Result<(), Complaints> {
    super::block_on(async {
        match command {
            SigningKeys::List(wanted) => list(wanted).await,
            SigningKeys::Rotate(wanted) => rotate(wanted).await,
            SigningKeys::Revoke(wanted) => revoke(wanted).await,
        }
    })
}

async fn list(wanted: &ListAll) -> Result<(), Complaints> {
    desk::work(&wanted.settings, None, async |desk| {
        let keys = desk.store.list_signing_keys().await.map_err(desk::fault)?;
        let rotation = desk.settings.oidc.rotation();
        let phases = rotation.phases(&keys, desk.ctx.now);
        if wanted.json {
            let object = |(key, phase): (&KeyRow, Phase)| {
                json!({
                    "kid": key.public.thumbprint(),
                    "alg": key.public.alg().as_str(),
                    "phase": word(phase),
                    "created_at": key.created_at,
                })
            };
            let keys: Vec<Value> = keys.iter().zip(phases).map(object).collect();
            return Ok(format!("{:#}\n", Value::from(keys)));
        }
        Ok(table(desk, &keys, &phases))
    })
    .await
}

fn table(desk: &Desk, keys: &[KeyRow], phases: &[Phase]) -> String {
    if keys.is_empty() {
        return "No keys yet; `poortwachter serve` makes them.\n".to_owned();
    }
    let head = ["KID", "ALGORITHM", "PHASE", "MADE"].map(str::to_owned).to_vec();
    let rows = keys.iter().zip(phases).map(|(key, phase)| {
        let alg = key.public.alg().as_str().to_owned();
        vec![key.public.thumbprint(), alg, word(*phase).to_owned(), desk.time(key.created_at)]
    });
    columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Published => "published",
        Phase::Signing => "signing",
        Phase::Retiring => "retiring",
        Phase::Retired => "retired",
    }
}

async fn rotate(wanted: &Rotate) -> Result<(), Complaints> {
    desk::work(&wanted.because.settings, Some(&wanted.because), async |desk| {
        let rotation = desk.settings.oidc.rotation();
        let algs = wanted.alg.map_or_else(|| Alg::ALL.to_vec(), |alg| vec![alg.into()]);
        let mut said = Vec::new();
        for alg in algs {
            let keys = desk.store.list_signing_keys().await.map_err(desk::fault)?;
            refuse_pending(desk, &rotation, &keys, alg)?;
            let kid = make(&desk.store, &keys, alg, &desk.ctx).await?.public.thumbprint();
            said.push(format!("Made {kid} for {}: {}.\n", alg.as_str(), begins(desk, &rotation, &keys, alg)));
        }
        Ok(said.concat())
    })
    .await
}

/// A key that waits already would be passed over and never sign.
fn refuse_pending(desk: &Desk, rotation: &Rotation, keys: &[KeyRow], alg: Alg) -> Result<(), Complaint> {
    let phases = rotation.phases(keys, desk.ctx.now);
    let waiting = keys.iter().zip(phases).find(|(key, phase)| key.public.alg() == alg && *phase == Phase::Published);
    match waiting {
        None => Ok(()),
        Some((key, _)) => {
            let at = desk.time(key.created_at + rotation.lead);
            let found = format!("a key for {} that is published and signs from {at}", alg.as_str());
            Err(Complaint::new(found, "wait for it, or `poortwachter signing-keys revoke` the one that must go"))
        }
    }
}

fn begins(desk: &Desk, rotation: &Rotation, before: &[KeyRow], alg: Alg) -> String {
    if before.iter().any(|key| key.public.alg() == alg) {
        format!("published now, signs from {}", desk.time(desk.ctx.now + rotation.lead))
    } else {
        "it is the first and signs now".to_owned()
    }
}

async fn revoke(wanted: &Revoke) -> Result<(), Complaints> {
    desk::work(&wanted.because.settings, Some(&wanted.because), async |desk| {
        let keys = desk.store.list_signing_keys().await.map_err(desk::fault)?;
        let key = keys.iter().find(|key| key.public.thumbprint() == wanted.kid).ok_or_else(|| {
            let found = format!("no key {}", quoted(&wanted.kid));
            Complaint::new(found, "look for the right one with `poortwachter signing-keys list`").about("KID")
        })?;
        let alg = key.public.alg();
        let others = keys.iter().any(|other| other.id != key.id && other.public.alg() == alg && !retired(desk, other, &keys));
        // Made before the old one goes, so that there is never none.
        let made = if others { None } else { Some(make(&desk.store, &keys, alg, &desk.ctx).await?) };
        desk.store.delete_signing_keys(&[key.id], &desk.ctx).await.map_err(desk::fault)?;
        let next = made.map(|made| format!(" Made {} instead.", made.public.thumbprint())).unwrap_or_default();
        Ok(format!(
            "Revoked {}: running portals forget it within seconds, applications when they read the key set again.{next}\n",
            wanted.kid
        ))
    })
    .await
}

fn retired(desk: &Desk, key: &KeyRow, keys: &[KeyRow]) -> bool {
    let phases = desk.settings.oidc.rotation().phases(keys, desk.ctx.now);
    keys.iter().zip(phases).any(|(other, phase)| other.id == key.id && phase == Phase::Retired)
}

/// Makes, seals and stores a key; `before` are the keys that were seen.
async fn make(store: &Store, before: &[KeyRow], alg: Alg, ctx: &Context) -> Result<KeyRow, Complaint> {
    let key = PrivateKey::generate(alg).map_err(|error| Complaint::new(error.to_string(), "try again"))?;
    let row = KeyRow { id: new_id(ctx.now), public: key.public(), created_at: ctx.now, has_private: true };
    let sealed = seal(&key, row.id, store.keyring(), &OsRng)
        .map_err(|error| Complaint::new(error.to_string(), "look at the key file"))?;
    let family = before.iter().filter(|other| other.public.alg() == alg);
    let newest = family.max_by_key(|other| (other.created_at, other.id)).map(|other| other.id);
    let stored = StoredSigningKey { row: row.clone(), sealed };
    let added: Result<bool, StoreError> = store.add_signing_key(&stored, newest, ctx).await;
    if !added.map_err(desk::fault)? {
        return Err(Complaint::new(
            "a key that a portal made at this very moment",
            "look at it with `signing-keys list`",
        ));
    }
    Ok(row)
}

fn new_id(now: Timestamp) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &credentials::rng::random_bytes(&OsRng)).into_uuid()
}
