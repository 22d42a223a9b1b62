//! A row of the audit log as the chain sees it: what is stored, without any meaning.

use uuid::Uuid;

use super::Hash;
use crate::StoreError;
use crate::db::Row;

/// One row, as raw as it is stored: a row that somebody else wrote need not make sense.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub id: i64,
    pub at: i64,
    pub event: String,
    pub success: bool,
    pub reason: String,
    pub factor_kind: Option<String>,
    pub actor: String,
    pub on_behalf_of: Option<String>,
    pub account: Option<Uuid>,
    pub journey: Option<Uuid>,
    pub session_hash: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub request: String,
    pub detail: Option<String>,
    pub client: Option<String>,
    pub seq: Option<i64>,
    pub hash: Option<Hash>,
    pub origin_salt: Option<[u8; 16]>,
    pub origin_hash: Option<Hash>,
}

impl Entry {
    pub(super) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.int("id")?,
            at: row.int("at")?,
            event: row.text("event")?,
            success: row.bool("success")?,
            reason: row.text("reason")?,
            factor_kind: row.text_opt("factor_kind")?,
            actor: row.text("actor")?,
            on_behalf_of: row.text_opt("on_behalf_of")?,
            account: row.uuid_opt("account_id")?,
            journey: row.uuid_opt("journey_id")?,
            session_hash: row.text_opt("session_hash")?,
            address: row.text_opt("address")?,
            user_agent: row.text_opt("user_agent")?,
            request: row.text("request")?,
            detail: row.text_opt("detail")?,
            client: row.text_opt("client")?,
            seq: row.int_opt("chain_seq")?,
            hash: array(row, "chain_hash")?,
            origin_salt: array(row, "origin_salt")?,
            origin_hash: array(row, "origin_hash")?,
        })
    }
}

/// Bytes of a fixed length.
fn array<const N: usize>(row: &Row, column: &'static str) -> Result<Option<[u8; N]>, StoreError> {
    let bytes = row.bytes_opt(column)?;
    bytes.map(|bytes| bytes.try_into().map_err(|_| StoreError::Row { column })).transpose()
}
