//! How many factors of each kind count, for reports that name nobody.

use journey::FactorKind;

use crate::{Store, StoreError};

impl Store {
    /// The number of factors that count, by kind, and of accounts that have one of that kind.
    pub async fn count_factors(&self) -> Result<Vec<(FactorKind, u64, u64)>, StoreError> {
        let sql = "SELECT kind, COUNT(*) AS factors, COUNT(DISTINCT account_id) AS accounts FROM factors \
                   WHERE wiped_at IS NULL GROUP BY kind ORDER BY kind";
        let rows = self.db.fetch_all(sql, &[]).await?;
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        rows.iter()
            .map(|row| {
                Ok((row.word("kind", FactorKind::parse)?, count(row.int("factors")?), count(row.int("accounts")?)))
            })
            .collect()
    }
}
