//! Which try a mailed link gives back (rule J8): an address that asks for a link and then sets a password is not one that asks too often.

use credentials::ids::LinkId;
use journey::throttle::TryTaken;

use crate::db::values;
use crate::{Store, StoreError};

impl Store {
    /// The try of the request that this link answered; none when it was issued without one.
    pub async fn tries_behind_link(&self, link: LinkId) -> Result<Vec<TryTaken>, StoreError> {
        let sql = "SELECT tried FROM password_links WHERE id = $1 AND tried IS NOT NULL";
        let Some(row) = self.db.fetch_optional(sql, &values![link]).await? else { return Ok(Vec::new()) };
        let tried = serde_json::from_str(&row.text("tried")?).map_err(|_| StoreError::Row { column: "tried" })?;
        Ok(vec![tried])
    }
}
