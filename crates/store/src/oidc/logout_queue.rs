//! The end of a session is told to the applications that were given something in it (OpenID Connect Back-Channel Logout, OP-19).

use credentials::ids::SessionId;

use crate::StoreError;
use crate::db::values;
use crate::work::Work;

/// Those that redeemed a code in the session, are switched on, and want to hear of it; each once.
const QUEUE: &str = "INSERT INTO logout_outbox (session_id, client_id, account_id, ended_at, not_before, attempts) \
                     SELECT DISTINCT f.session_id, f.client_id, f.account_id, $2, $2, 0 FROM token_families f \
                     JOIN clients c ON c.id = f.client_id WHERE f.session_id = $1 AND f.last_used_at IS NOT NULL \
                     AND c.disabled_at IS NULL AND c.back_channel_logout_uri IS NOT NULL ON CONFLICT DO NOTHING";

impl Work<'_> {
    /// Queues the news that a session has just ended, with the rest of the unit of work that deletes its row.
    pub(crate) async fn queue_logouts(&mut self, session: SessionId) -> Result<(), StoreError> {
        self.tx.execute(QUEUE, &values![session, self.ctx.now]).await.map(|_| ())
    }
}
