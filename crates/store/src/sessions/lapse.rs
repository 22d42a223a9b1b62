//! Sessions that are over by themselves.

use jiff::Timestamp;
use journey::session::SessionPolicy;

use super::Which;
use crate::{Context, Store, StoreError};

/// This many in one unit of work, so that others are not kept waiting.
const BATCH: u32 = 500;

impl Store {
    /// Deletes the sessions that are over, by their idle or their overall time, so that applications hear of it; how many there were.
    pub async fn end_lapsed_sessions(&self, policy: &SessionPolicy, ctx: &Context) -> Result<u64, StoreError> {
        self.end_over(Some(ctx.now - policy.idle), ctx).await
    }

    /// Deletes the sessions whose time is over, and those that were last seen at `seen` or before.
    pub(crate) async fn end_over(&self, seen: Option<Timestamp>, ctx: &Context) -> Result<u64, StoreError> {
        let mut all = 0;
        loop {
            let mut work = self.begin(ctx).await?;
            let ended = work.delete_sessions(Which::Lapsed(seen, BATCH), None).await?;
            work.commit().await?;
            all += ended as u64;
            if ended < BATCH as usize {
                return Ok(all);
            }
        }
    }
}
