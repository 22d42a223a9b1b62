//! References between tables: what they name is there.
//!
//! Both databases hold them themselves; a restore with the checks switched off, or a hand in the data, gets around that. A test holds
//! the list against the schema.

use super::rule::{count, shown};
use super::{BrokenRow, Invariant, Proof};
use crate::StoreError;
use crate::db::Tx;

/// One reference, with the statements that look at it.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The table that refers.
    pub table: &'static str,
    /// Its column.
    pub column: &'static str,
    /// The table that it refers to.
    pub to: &'static str,
    count: &'static str,
    find: &'static str,
}

macro_rules! refers {
    ($($table:literal ($id:literal) . $column:literal -> $to:literal . $key:literal),+ $(,)?) => {
        &[$(Reference {
            table: $table,
            column: $column,
            to: $to,
            count: concat!("SELECT COUNT(*) AS looked FROM ", $table, " WHERE ", $column, " IS NOT NULL"),
            find: concat!(
                "SELECT r.", $id, " AS broken FROM ", $table, " r LEFT JOIN ", $to, " p ON p.", $key, " = r.", $column,
                " WHERE r.", $column, " IS NOT NULL AND p.", $key, " IS NULL ORDER BY r.", $id, " LIMIT 1"
            ),
        }),+]
    };
}

/// Every reference of the schema.
pub const REFERENCES: &[Reference] = refers![
    "factors"("id")."account_id" -> "accounts"."id",
    "recovery_codes"("id")."account_id" -> "accounts"."id",
    "grants"("id")."account_id" -> "accounts"."id",
    "journeys"("id")."account_id" -> "accounts"."id",
    "journeys"("id")."grant_id" -> "grants"."id",
    "sessions"("id")."account_id" -> "accounts"."id",
    "sessions"("id")."factor_id" -> "factors"."id",
    "known_browsers"("account_id")."account_id" -> "accounts"."id",
    "audit"("id")."account_id" -> "accounts"."id",
    "outbox"("id")."account_id" -> "accounts"."id",
    "password_links"("id")."account_id" -> "accounts"."id",
    "objections"("token_hash")."account_id" -> "accounts"."id",
    "former_addresses"("id")."account_id" -> "accounts"."id",
    "former_passwords"("account_id")."account_id" -> "accounts"."id",
    "address_changes"("token_hash")."account_id" -> "accounts"."id",
    "client_uris"("client_id")."client_id" -> "clients"."id",
    "client_secrets"("client_id")."client_id" -> "clients"."id",
    "client_keys"("client_id")."client_id" -> "clients"."id",
    "authorization_requests"("id")."client_id" -> "clients"."id",
    "pushed_requests"("hash")."client_id" -> "clients"."id",
    "token_families"("id")."client_id" -> "clients"."id",
    "token_families"("id")."account_id" -> "accounts"."id",
    "authorization_codes"("hash")."family_id" -> "token_families"."id",
    "refresh_tokens"("hash")."family_id" -> "token_families"."id",
    "access_tokens"("hash")."family_id" -> "token_families"."id",
    "consents"("account_id")."account_id" -> "accounts"."id",
    "consents"("client_id")."client_id" -> "clients"."id",
    "logout_outbox"("session_id")."client_id" -> "clients"."id",
    "logout_outbox"("session_id")."account_id" -> "accounts"."id",
    "forward_tickets"("token_hash")."session_id" -> "sessions"."id",
    "forward_sessions"("token_hash")."session_id" -> "sessions"."id",
    "forward_sessions"("token_hash")."account_id" -> "accounts"."id",
];

pub(super) const INVARIANT: Invariant = Invariant {
    name: "reference",
    see: "2; SE-01",
    says: "every row that names an account, factor, grant, session, application or login names one that is there",
};

pub(super) async fn prove(tx: &mut Tx) -> Result<Proof, StoreError> {
    let (mut looked, mut broken) = (0, None);
    for reference in REFERENCES {
        looked += count(tx, reference.count, &[]).await?;
        if broken.is_none() {
            let found = tx.fetch_optional(reference.find, &[]).await?;
            broken = found.map(|row| BrokenRow { table: reference.table, row: shown(&row, "broken") });
        }
    }
    Ok(Proof::of(INVARIANT, looked, broken))
}
