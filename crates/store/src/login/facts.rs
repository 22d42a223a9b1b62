//! The snapshot that the state machine decides on, in three statements of one consistent read.

use credentials::ids::{AccountId, CodeId, FactorId};
use credentials::recovery_code::RecoveryCodeFormat;
use journey::{AccountFacts, AccountStatus, CodeFact, CodeStatus, Epoch, FactorFact, FactorKind, Role};

use crate::db::{Row, Tx, values};
use crate::{Store, StoreError};

impl Store {
    /// The facts of an account; `None` when there is none.
    pub async fn facts(&self, account: AccountId) -> Result<Option<AccountFacts>, StoreError> {
        let mut tx = self.db.read().await?;
        let facts = load_facts(&mut tx, account).await?;
        tx.roll_back().await?;
        Ok(facts)
    }
}

/// Reads the facts; the same number of statements whether there is such an account or not (requirement EN-02).
pub(crate) async fn load_facts(tx: &mut Tx, account: AccountId) -> Result<Option<AccountFacts>, StoreError> {
    let sql =
        "SELECT epoch, status, role, first_password_at, must_change_password, recovered_at FROM accounts WHERE id = $1";
    let found = tx.fetch_optional(sql, &values![account]).await?;
    let history = factors(tx, account).await?;
    let code = newest_code(tx, account).await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(AccountFacts {
        account,
        epoch: Epoch(row.int("epoch")?),
        status: row.word("status", AccountStatus::parse)?,
        role: row.word("role", Role::parse)?,
        ever_enrolled: !history.is_empty(),
        factors: history.into_iter().flatten().collect(),
        code,
        first_password_at: row.time_opt("first_password_at")?,
        must_change_password: row.bool("must_change_password")?,
        recovered_at: row.time_opt("recovered_at")?,
    }))
}

/// One entry for every factor that was ever bound; `None` for one that was wiped.
async fn factors(tx: &mut Tx, account: AccountId) -> Result<Vec<Option<FactorFact>>, StoreError> {
    let sql = "SELECT id, kind, last_used_at, bound_at, bound_by, wiped_at FROM factors WHERE account_id = $1 \
               ORDER BY bound_at, id";
    let read = |row: &Row| {
        let fact = FactorFact {
            id: FactorId::from_uuid(row.uuid("id")?),
            kind: row.word("kind", FactorKind::parse)?,
            last_used_at: row.time_opt("last_used_at")?,
            bound_at: row.time("bound_at")?,
            bound_by: row.word_opt("bound_by", FactorKind::parse)?,
        };
        Ok(row.int_opt("wiped_at")?.is_none().then_some(fact))
    };
    tx.fetch_all(sql, &values![account]).await?.iter().map(read).collect()
}

async fn newest_code(tx: &mut Tx, account: AccountId) -> Result<Option<CodeFact>, StoreError> {
    // The live one comes first: two codes may have been made within one tick of the clock.
    let sql = "SELECT id, status, format, accepted_until, effective_at FROM recovery_codes WHERE account_id = $1 \
               ORDER BY hash_sealed IS NULL, made_at DESC, id DESC LIMIT 1";
    let Some(row) = tx.fetch_optional(sql, &values![account]).await? else { return Ok(None) };
    Ok(Some(CodeFact {
        id: CodeId::from_uuid(row.uuid("id")?),
        status: row.word("status", CodeStatus::parse)?,
        format: row.word("format", RecoveryCodeFormat::parse)?,
        accepted_until: row.time_opt("accepted_until")?,
        effective_at: row.time_opt("effective_at")?,
    }))
}
