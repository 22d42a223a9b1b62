//! Rows that carry a MAC: each is this installation's, as it was written.

use super::pass::{HASH, ID, Pass};
use super::{Invariant, Proof};
use crate::db::Tx;
use crate::{Store, StoreError};

pub(super) const INVARIANT: Invariant = Invariant {
    name: "row-mac",
    see: "12, 41; T15",
    says: "every row of a session, ticket, code, token and signing key carries this installation's MAC",
};

const PASSES: [Pass; 7] = [
    Pass {
        table: "sessions",
        sql: "SELECT s.*, s.id AS place FROM sessions s WHERE s.id > $1 ORDER BY s.id LIMIT $2",
        begin: ID,
        holds: |store, row| store.is_own_session(row),
    },
    Pass {
        table: "forward_tickets",
        sql: "SELECT t.*, t.token_hash AS place FROM forward_tickets t WHERE t.token_hash > $1 ORDER BY t.token_hash LIMIT $2",
        begin: HASH,
        holds: |store, row| store.is_own_ticket(row),
    },
    Pass {
        table: "forward_sessions",
        sql: "SELECT w.token_hash, w.session_id AS id, w.account_id, w.host, w.created_at, w.mac, w.token_hash AS place \
              FROM forward_sessions w WHERE w.token_hash > $1 ORDER BY w.token_hash LIMIT $2",
        begin: HASH,
        holds: |store, row| store.is_own_forward_session(row),
    },
    Pass {
        table: "authorization_codes",
        sql: "SELECT t.*, t.hash AS place FROM authorization_codes t WHERE t.hash > $1 ORDER BY t.hash LIMIT $2",
        begin: HASH,
        holds: |store, row| store.is_own_code(row),
    },
    Pass {
        table: "refresh_tokens",
        sql: "SELECT t.*, t.hash AS place FROM refresh_tokens t WHERE t.hash > $1 ORDER BY t.hash LIMIT $2",
        begin: HASH,
        holds: |store, row| store.is_own_refresh(row),
    },
    Pass {
        table: "access_tokens",
        sql: "SELECT t.*, t.hash AS place FROM access_tokens t WHERE t.hash > $1 ORDER BY t.hash LIMIT $2",
        begin: HASH,
        holds: |store, row| store.is_own_access(row),
    },
    Pass {
        table: "signing_keys",
        sql: "SELECT k.*, k.id AS place FROM signing_keys k WHERE k.id > $1 ORDER BY k.id LIMIT $2",
        begin: ID,
        holds: |store, row| Ok(store.read_key(row)?.is_some()),
    },
];

pub(super) async fn prove(store: &Store, tx: &mut Tx) -> Result<Proof, StoreError> {
    let mut proof = Proof::of(INVARIANT, 0, None);
    for pass in &PASSES {
        let (looked, broken) = pass.walk(store, tx).await?;
        proof.looked_at += looked;
        proof.broken = proof.broken.or(broken);
    }
    Ok(proof)
}
