//! Reading the audit log, newest first.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::FactorKind;
use uuid::Uuid;

use crate::db::{Row, values};
use crate::{Store, StoreError};

/// Which entries to read.
#[derive(Clone, Copy, Debug)]
pub struct AuditQuery {
    /// Only those about this account.
    pub account: Option<AccountId>,
    /// Only those before this number: the last one of the page before.
    pub before: Option<i64>,
    /// At most this many.
    pub limit: u32,
}

/// One entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number; later entries have larger ones.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The stable name of what happened.
    pub event: String,
    /// Whether it went well.
    pub success: bool,
    /// A stable word; empty when there is nothing to add.
    pub reason: String,
    /// The kind of factor that it was about.
    pub factor: Option<FactorKind>,
    /// Who acted.
    pub actor: String,
    /// For whom.
    pub on_behalf_of: Option<String>,
    /// About whom.
    pub account: Option<AccountId>,
    /// In which journey.
    pub journey: Option<Uuid>,
    /// In which session, as a keyed hash.
    pub session_hash: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// With which browser.
    pub user_agent: Option<String>,
    /// The request's number.
    pub request: String,
    /// More, in words.
    pub detail: Option<String>,
    /// Which application it was about.
    pub client: Option<String>,
    /// Its place in the chain; `None` until it is sealed.
    pub seq: Option<i64>,
}

impl Store {
    /// Reads entries, newest first.
    pub async fn list_audit(&self, query: AuditQuery) -> Result<Vec<AuditLine>, StoreError> {
        let sql = "SELECT * FROM audit WHERE ($1 IS NULL OR account_id = $1) AND id < $2 ORDER BY id DESC LIMIT $3";
        let parameters = values![query.account, query.before.unwrap_or(i64::MAX), query.limit];
        self.db.fetch_all(sql, &parameters).await?.iter().map(read).collect()
    }
}

pub(super) fn read(row: &Row) -> Result<AuditLine, StoreError> {
    let factor = row.text_opt("factor_kind")?.map(|kind| FactorKind::parse(&kind));
    Ok(AuditLine {
        id: row.int("id")?,
        at: row.time("at")?,
        event: row.text("event")?,
        success: row.bool("success")?,
        reason: row.text("reason")?,
        factor: factor.map(|kind| kind.ok_or(StoreError::Row { column: "factor_kind" })).transpose()?,
        actor: row.text("actor")?,
        on_behalf_of: row.text_opt("on_behalf_of")?,
        account: row.uuid_opt("account_id")?.map(AccountId::from_uuid),
        journey: row.uuid_opt("journey_id")?,
        session_hash: row.text_opt("session_hash")?,
        address: row.text_opt("address")?,
        user_agent: row.text_opt("user_agent")?,
        request: row.text("request")?,
        detail: row.text_opt("detail")?,
        client: row.text_opt("client")?,
        seq: row.int_opt("chain_seq")?,
    })
}
