//! Loading a journey with the facts that its next step is decided on.

use credentials::ids::JourneyId;
use credentials::token::TokenHash;
use journey::codec::{self, CodecError, Row as Columns};
use journey::{AccountFacts, Epoch, Journey, Revision};

use crate::db::{Row, values};
use crate::login::load_facts;
use crate::{Store, StoreError};

/// A journey and its account at one moment.
#[derive(Clone, Debug)]
pub struct LoadedJourney {
    /// The journey as it was last committed; also an ended or expired one, for its word to the visitor (rule J11).
    pub journey: Journey,
    /// The account at the same moment.
    pub facts: AccountFacts,
}

impl Store {
    /// The journey whose cookie that is; ask `journey::admit` whether it may still be used.
    ///
    /// A row that does not open is an error: somebody wrote or moved it. One that an older release sealed is over, like any that took too long.
    pub async fn load_journey(&self, token: &TokenHash) -> Result<Option<LoadedJourney>, StoreError> {
        let mut tx = self.db.read().await?;
        let sql = "SELECT id, account_id, epoch, revision, state_sealed FROM journeys WHERE token_hash = $1";
        let Some(row) = tx.fetch_optional(sql, &values![token]).await? else { return Ok(None) };
        let columns = columns(&row)?;
        let facts = load_facts(&mut tx, columns.account).await?;
        tx.roll_back().await?;
        let facts = facts.ok_or(StoreError::Row { column: "account_id" })?;
        match codec::unseal(&columns, &row.sealed("state_sealed")?, &self.keyring) {
            Ok(journey) => Ok(Some(LoadedJourney { journey, facts })),
            Err(CodecError::Form) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }
}

fn columns(row: &Row) -> Result<Columns, StoreError> {
    Ok(Columns {
        id: JourneyId::from_uuid(row.uuid("id")?),
        account: row.account("account_id")?,
        epoch: Epoch(row.int("epoch")?),
        revision: Revision(row.int("revision")?),
    })
}
