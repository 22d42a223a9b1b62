//! A factor that its owner takes away; never the last one (requirement SF-09).

use credentials::ids::FactorId;
use journey::audit::names;
use journey::{AuditEvent, FactorKind, NoticeKind};

use crate::db::values;
use crate::sessions::Which;
use crate::work::Work;
use crate::{Acting, AuditEntry, Context, Store, StoreError};

/// Which factor goes.
#[derive(Clone, Debug)]
pub struct FactorRemoval<'a> {
    /// Who takes it away.
    pub acting: Acting<'a>,
    /// The factor.
    pub factor: FactorId,
    /// The kinds with which this account may log in now: one factor of these has to be left.
    pub usable: Vec<FactorKind>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Gone,
    /// It is the last one with which its owner can log in.
    LastOne,
    /// The account holds no such factor, or not any more.
    Unknown,
    /// The account is closed or the session is over.
    NotAllowed,
}

/// Takes the factor away if another one is left with which its owner can log in.
const REMOVE: &str = "UPDATE factors SET secret_sealed = NULL, credential_hash = NULL, wiped_at = $3, \
                      wiped_reason = 'removed' WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL AND EXISTS \
                      (SELECT 1 FROM factors other WHERE other.account_id = $2 AND other.id <> $1 \
                      AND other.wiped_at IS NULL AND other.kind IN ($4, $5, $6, $7)) RETURNING kind";

impl Store {
    /// Destroys a factor's secret; its history stays (requirement SF-06). The sessions that it opened end, the one that does this too if it is one of
    /// them: no session outlives the factor that it stands on. Older journeys die (rule J13).
    ///
    /// The account's row is taken first, so that of two removals at the same moment the second sees what the first has left.
    pub async fn remove_factor(&self, removal: &FactorRemoval<'_>, ctx: &Context) -> Result<Removed, StoreError> {
        let (account, factor) = (removal.acting.account, removal.factor);
        let mut work = self.begin(ctx).await?;
        if !work.take_acting(&removal.acting).await? {
            return Ok(Removed::NotAllowed);
        }
        let usable = |place: usize| removal.usable.get(place).map(|kind| kind.as_str());
        let parameters = values![factor, account, ctx.now, usable(0), usable(1), usable(2), usable(3)];
        work.keep_factor_number(account, factor).await?;
        let Some(row) = work.tx.fetch_optional(REMOVE, &parameters).await? else {
            let held = "SELECT id FROM factors WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL";
            let held = work.tx.fetch_optional(held, &values![factor, account]).await?;
            return Ok(if held.is_some() { Removed::LastOne } else { Removed::Unknown });
        };
        work.factor_went(removal, row.word("kind", FactorKind::parse)?).await?;
        work.commit().await?;
        Ok(Removed::Gone)
    }
}

impl Work<'_> {
    async fn factor_went(&mut self, removal: &FactorRemoval<'_>, kind: FactorKind) -> Result<(), StoreError> {
        let (account, factor) = (removal.acting.account, removal.factor);
        self.tx.execute("UPDATE accounts SET epoch = epoch + 1 WHERE id = $1", &values![account]).await?;
        let event = AuditEvent::success(names::FACTOR_REMOVED).because("by-owner").with_factor(kind);
        self.audit(AuditEntry::new(event).about(account).in_session(removal.acting.session)).await?;
        self.delete_sessions(Which::OfFactor(account, factor, None), Some("factor-removed")).await?;
        self.unconfirm_sessions(account, factor).await?;
        self.notify(account, NoticeKind::FactorRemoved).await
    }
}
