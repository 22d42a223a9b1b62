//! What is done to every backup that is restored, whatever is known of what came after it.

use credentials::totp::step_at;

use crate::StoreError;
use crate::db::values;
use crate::work::Work;

impl Work<'_> {
    /// Uses up what may have been used since. How many recoveries were waiting and are cancelled.
    pub(super) async fn settle(&mut self) -> Result<u64, StoreError> {
        let now = self.ctx.now;
        // A code counts a step early at most (D7), so nobody can have typed one of a later step.
        let sql = "UPDATE factors SET last_step = $1 WHERE kind = 'totp' AND wiped_at IS NULL \
                   AND (last_step IS NULL OR last_step < $1)";
        self.tx.execute(sql, &values![step_at(now) + 1]).await?;
        // What was made for an account before now fits it no more (rule J13).
        self.tx.execute("UPDATE accounts SET epoch = epoch + 1", &[]).await?;
        self.tx.execute("UPDATE audit_sinks SET leased_until = 0", &[]).await?;
        // What `meta` holds of one moment: the doctor's word of one use, and which keys the portals of that time had.
        self.tx.execute("DELETE FROM meta WHERE key = 'doctor' OR key LIKE 'keys-of:%'", &[]).await?;
        // A login may have cancelled one since, and its delay would be over (RC-10).
        let sql = "UPDATE recovery_codes SET status = 'void', hash_sealed = NULL, cancel_hash = NULL, ended_at = $1 \
                   WHERE status = 'waiting'";
        let cancelled = self.tx.execute(sql, &values![now]).await?;
        // Its day is over by the purge; the form says so at once.
        let sql = "UPDATE recovery_codes SET status = 'spent', hash_sealed = NULL, ended_at = $1 \
                   WHERE status = 'accepted' AND accepted_until <= $1";
        self.tx.execute(sql, &values![now]).await?;
        Ok(cancelled)
    }
}
