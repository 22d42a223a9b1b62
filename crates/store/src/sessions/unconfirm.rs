//! A confirmation goes with the factor that it was made with (rule J14).

use credentials::ids::{AccountId, FactorId};

use super::load::read_sealing;
use crate::StoreError;
use crate::db::values;
use crate::work::Work;

impl Work<'_> {
    /// What was confirmed with a factor that went is no longer; the sessions stay.
    pub(crate) async fn unconfirm_sessions(&mut self, account: AccountId, factor: FactorId) -> Result<(), StoreError> {
        let sql = "SELECT * FROM sessions WHERE account_id = $1 AND stepped_up_factor = $2";
        for row in self.tx.fetch_all(sql, &values![account, factor]).await? {
            let mut sealing = read_sealing(&row)?;
            if sealing.verify(&self.store.keyring, &row.text("mac")?) {
                sealing.stepped_up = None;
                self.write_sealing(&sealing).await?;
            }
        }
        Ok(())
    }
}
