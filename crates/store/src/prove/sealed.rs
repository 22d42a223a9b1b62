//! Sealed values: each opens, at its place and for its account, with a key of the key file. What is in them is not looked at.

use credentials::ids::{AccountId, JourneyId};
use credentials::keyring::{Binding, Purpose};
use credentials::security_key::KeyRole;
use credentials::witness;
use journey::FactorKind;
use uuid::Uuid;

use super::pass::{HASH, ID, Pass};
use super::{Invariant, Proof};
use crate::db::{Row, Tx};
use crate::{Store, StoreError};

pub(super) const INVARIANT: Invariant = Invariant {
    name: "sealed-opens",
    see: "11, 13, 41; T15, D8",
    says: "every sealed value opens at its place with a key of the key file",
};

/// Every sealed column; a test holds this against the schema.
pub const SEALED: [(&str, &str); 15] = [
    ("accounts", "password_sealed"),
    ("accounts", "phone_sealed"),
    ("factors", "secret_sealed"),
    ("recovery_codes", "hash_sealed"),
    ("journeys", "state_sealed"),
    ("outbox", "payload_sealed"),
    ("former_addresses", "value_sealed"),
    ("former_passwords", "value_sealed"),
    ("requests", "typed_sealed"),
    ("authorization_requests", "request_sealed"),
    ("pushed_requests", "request_sealed"),
    ("forward_requests", "target_sealed"),
    ("forward_tickets", "target_sealed"),
    ("token_families", "grant_sealed"),
    ("signing_keys", "private_sealed"),
];

/// A pass over one table by its id.
macro_rules! by_id {
    ($table:literal, $column:literal, $columns:literal, $holds:expr) => {
        Pass {
            table: $table,
            sql: concat!(
                "SELECT id, id AS place, ",
                $column,
                $columns,
                " FROM ",
                $table,
                " WHERE id > $1 AND ",
                $column,
                " IS NOT NULL ORDER BY id LIMIT $2"
            ),
            begin: ID,
            holds: $holds,
        }
    };
}

const PASSES: [Pass; 15] = [
    by_id!("accounts", "password_sealed", "", |store, row| {
        let account = row.account("id")?;
        open(store, Purpose::Password, &at(("password", "sealed"), account.as_uuid(), account), row, "password_sealed")
    }),
    by_id!("accounts", "phone_sealed", "", |store, row| {
        Ok(store.open_phone(row.account("id")?, row.sealed_opt("phone_sealed")?.as_ref())?.is_some())
    }),
    by_id!("factors", "secret_sealed", ", account_id, kind", factor),
    by_id!("recovery_codes", "hash_sealed", ", account_id", |store, row| {
        let place = at(("recovery_code", "sealed"), row.uuid("id")?, row.account("account_id")?);
        open(store, Purpose::RecoveryCode, &place, row, "hash_sealed")
    }),
    by_id!("journeys", "state_sealed", ", account_id", |store, row| {
        let (id, account) = (JourneyId::from_uuid(row.uuid("id")?), row.account("account_id")?);
        Ok(witness::unseal(&store.keyring, id, account, &row.sealed("state_sealed")?).is_ok())
    }),
    by_id!("outbox", "payload_sealed", ", account_id", |store, row| {
        let place = at(("outbox", "payload_sealed"), row.uuid("id")?, row.account("account_id")?);
        open(store, Purpose::Outbox, &place, row, "payload_sealed")
    }),
    by_id!("former_addresses", "value_sealed", ", account_id", |store, row| {
        let place = at(("former_addresses", "value_sealed"), row.uuid("id")?, row.account("account_id")?);
        open(store, Purpose::Personal, &place, row, "value_sealed")
    }),
    Pass {
        table: "former_passwords",
        sql: "SELECT account_id AS place, account_id, value_sealed FROM former_passwords WHERE account_id IN \
              (SELECT DISTINCT account_id FROM former_passwords WHERE account_id > $1 ORDER BY account_id LIMIT $2) \
              ORDER BY account_id, replaced_at",
        begin: ID,
        holds: |store, row| {
            let account = row.account("account_id")?;
            open(store, Purpose::Password, &at(("password", "sealed"), account.as_uuid(), account), row, "value_sealed")
        },
    },
    by_id!("requests", "typed_sealed", "", |store, row| {
        let place = at(("requests", "typed_sealed"), row.uuid("id")?, AccountId::NOBODY);
        open(store, Purpose::Personal, &place, row, "typed_sealed")
    }),
    by_id!("authorization_requests", "request_sealed", "", |store, row| {
        let place = at(("authorization_requests", "request_sealed"), row.uuid("id")?, AccountId::NOBODY);
        open(store, Purpose::Authorization, &place, row, "request_sealed")
    }),
    Pass {
        table: "pushed_requests",
        sql: "SELECT hash, hash AS place, request_sealed FROM pushed_requests WHERE hash > $1 ORDER BY hash LIMIT $2",
        begin: HASH,
        holds: |store, row| store.opens_pushed(row),
    },
    by_id!("forward_requests", "target_sealed", "", |store, row| {
        let place = at(("forward_requests", "target_sealed"), row.uuid("id")?, AccountId::NOBODY);
        open(store, Purpose::Authorization, &place, row, "target_sealed")
    }),
    Pass {
        table: "forward_tickets",
        sql: "SELECT t.*, t.token_hash AS place FROM forward_tickets t WHERE t.token_hash > $1 ORDER BY t.token_hash LIMIT $2",
        begin: HASH,
        holds: |store, row| Ok(store.read_ticket(row)?.is_some()),
    },
    by_id!("token_families", "grant_sealed", ", account_id", |store, row| {
        let place = at(("token_families", "grant_sealed"), row.uuid("id")?, row.account("account_id")?);
        open(store, Purpose::Authorization, &place, row, "grant_sealed")
    }),
    by_id!("signing_keys", "private_sealed", "", |store, row| {
        let place = at(("signing_keys", "private_sealed"), row.uuid("id")?, AccountId::NOBODY);
        open(store, Purpose::SigningKey, &place, row, "private_sealed")
    }),
];

fn at((table, column): (&'static str, &'static str), row: Uuid, account: AccountId) -> Binding {
    Binding { table, column, row, account }
}

fn open(store: &Store, purpose: Purpose, place: &Binding, row: &Row, column: &'static str) -> Result<bool, StoreError> {
    Ok(store.keyring.open(purpose, place, &row.sealed(column)?).is_ok())
}

/// The purpose is part of the seal, so that a row whose kind was changed does not open.
fn factor(store: &Store, row: &Row) -> Result<bool, StoreError> {
    let kind = row.word("kind", FactorKind::parse)?;
    let purpose = match (kind, kind.key_role()) {
        (_, Some(KeyRole::SecurityKey)) => Purpose::SecurityKey,
        (_, Some(KeyRole::Passkey)) => Purpose::Passkey,
        (FactorKind::Sms, None) => Purpose::Phone,
        (_, None) => Purpose::Totp,
    };
    let place = at(("factor", "secret"), row.uuid("id")?, row.account("account_id")?);
    open(store, purpose, &place, row, "secret_sealed")
}

pub(super) async fn prove(store: &Store, tx: &mut Tx) -> Result<Proof, StoreError> {
    let mut proof = Proof::of(INVARIANT, 0, None);
    for pass in &PASSES {
        let (looked, broken) = pass.walk(store, tx).await?;
        proof.looked_at += looked;
        proof.broken = proof.broken.or(broken);
    }
    Ok(proof)
}
