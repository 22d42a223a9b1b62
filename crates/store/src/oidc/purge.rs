//! What of applications has had its time.

use jiff::Timestamp;

use crate::db::values;
use crate::{Actor, Context, Store, StoreError};

/// What hangs on families, then they themselves.
const FAMILIES: [&str; 3] = [
    "DELETE FROM authorization_codes WHERE family_id IN (SELECT id FROM token_families WHERE ends_at <= $1)",
    "DELETE FROM refresh_tokens WHERE family_id IN (SELECT id FROM token_families WHERE ends_at <= $1)",
    "DELETE FROM access_tokens WHERE family_id IN (SELECT id FROM token_families WHERE ends_at <= $1)",
];

impl Store {
    /// Requests that nobody answers any more, pushed ones that nobody fetched, and assertions that are expired.
    pub(crate) async fn purge_asked(&self, now: Timestamp) -> Result<u64, StoreError> {
        Ok(self.purge_authorizations(now).await? + self.purge_pushed(now).await? + self.purge_jtis(now).await?)
    }

    /// Throws away the oldest requests of applications, pushed ones, and those of their hosts, beyond `most` of each; how many.
    ///
    /// Anybody can leave one, without a session. Whoever waits behind so many others begins again at the application.
    pub async fn trim_waiting(&self, most: u32) -> Result<u64, StoreError> {
        let asked = "DELETE FROM authorization_requests WHERE asked_at <= \
                     (SELECT asked_at FROM authorization_requests ORDER BY asked_at DESC LIMIT 1 OFFSET $1)";
        let hosts = "DELETE FROM forward_requests WHERE created_at <= \
                     (SELECT created_at FROM forward_requests ORDER BY created_at DESC LIMIT 1 OFFSET $1)";
        let pushed = "DELETE FROM pushed_requests WHERE pushed_at <= \
                      (SELECT pushed_at FROM pushed_requests ORDER BY pushed_at DESC LIMIT 1 OFFSET $1)";
        Ok(self.db.execute(asked, &values![i64::from(most)]).await?
            + self.db.execute(pushed, &values![i64::from(most)]).await?
            + self.db.execute(hosts, &values![i64::from(most)]).await?)
    }

    /// Access tokens and secrets of clients that are over.
    pub(crate) async fn purge_tokens(&self, now: Timestamp) -> Result<u64, StoreError> {
        let secrets = "DELETE FROM client_secrets WHERE expires_at <= $1";
        Ok(self.db.execute("DELETE FROM access_tokens WHERE expires_at <= $1", &values![now]).await?
            + self.db.execute(secrets, &values![now]).await?)
    }

    /// Families whose session is over by now in any case. A spent code or refresh token stays until then, so that its second use is seen.
    pub(crate) async fn purge_families(&self, now: Timestamp) -> Result<u64, StoreError> {
        let ctx = Context::new(now, Actor::System);
        let mut work = self.begin(&ctx).await?;
        for sql in FAMILIES {
            work.tx.execute(sql, &values![now]).await?;
        }
        let gone = work.tx.execute("DELETE FROM token_families WHERE ends_at <= $1", &values![now]).await?;
        work.commit().await?;
        Ok(gone)
    }

    /// Applications that were told, or could not be, a month ago.
    pub(crate) async fn purge_logouts(&self, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM logout_outbox WHERE sent_at <= $1 OR failed_at <= $1";
        self.db.execute(sql, &values![now - self.retention.technical]).await
    }
}
