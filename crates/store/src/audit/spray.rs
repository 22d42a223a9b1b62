//! How the logins of the last minutes went, over all accounts together (requirement TH-03).

use jiff::Timestamp;
use journey::audit::names;
use journey::throttle::CounterKind;

use crate::db::values;
use crate::{Store, StoreError};

/// Logins over all accounts since a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginCounts {
    /// Wrong passwords.
    pub wrong: u64,
    /// Right passwords.
    pub right: u64,
    /// Names, existing or not, on whose counter a try was made.
    pub names: u64,
}

impl Store {
    /// Counts the logins since a moment.
    pub async fn count_logins(&self, since: Timestamp) -> Result<LoginCounts, StoreError> {
        let sql = "SELECT \
                   (SELECT COUNT(*) FROM audit WHERE at > $1 AND event = $2 AND reason = 'password') AS wrong, \
                   (SELECT COUNT(*) FROM audit WHERE at > $1 AND event = $3) AS correct, \
                   (SELECT COUNT(DISTINCT subject) FROM counters WHERE updated_at > $1 AND kind = $4) AS names";
        let parameters = values![since, names::LOGIN_FAIL, names::PASSWORD_PROVEN, CounterKind::Password.as_str()];
        let row = self.db.fetch_optional(sql, &parameters).await?.ok_or(StoreError::Row { column: "wrong" })?;
        let count = |column| u64::try_from(row.int(column)?).map_err(|_| StoreError::Row { column });
        Ok(LoginCounts { wrong: count("wrong")?, right: count("correct")?, names: count("names")? })
    }
}
