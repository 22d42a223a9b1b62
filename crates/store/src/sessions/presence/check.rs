//! The session check: the hot path of forward-auth, introspection and user information.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use credentials::token::TokenHash;
use jiff::Timestamp;
use journey::session::{SessionEnd, SessionPolicy};

use super::{Known, Presence};
use crate::sessions::cache::Cookie;
use crate::sessions::load::TOUCH;
use crate::{Store, StoreError};

impl Store {
    /// Who the portal's own cookie is: alive at `now`, of an active account; else `None`. It does not count as activity.
    ///
    /// The answer may come from memory, which is exact in this process and at most 750 ms old for what other processes change.
    pub async fn check_session(
        &self,
        token: &TokenHash,
        now: Timestamp,
        policy: &SessionPolicy,
    ) -> Result<Option<Arc<Presence>>, StoreError> {
        let known = self.check(Cookie::Portal(*token), now, policy).await?;
        Ok(known.map(|known| Arc::clone(&known.presence)))
    }

    /// Who the cookie of an application's host is, at that host and no other (requirement FA-02). A check counts as activity
    /// (requirement SE-02); as with [`Store::check_session`] the answer may come from memory (requirement FA-04).
    pub async fn check_forward_session(
        &self,
        token: &TokenHash,
        host: &str,
        now: Timestamp,
        policy: &SessionPolicy,
    ) -> Result<Option<Arc<Presence>>, StoreError> {
        let Some(known) = self.check(Cookie::Application(*token), now, policy).await? else { return Ok(None) };
        if known.host.as_deref() != Some(host) {
            return Ok(None);
        }
        self.keep_awake(&known, now).await;
        Ok(Some(Arc::clone(&known.presence)))
    }

    async fn check(
        &self,
        cookie: Cookie,
        now: Timestamp,
        policy: &SessionPolicy,
    ) -> Result<Option<Arc<Known>>, StoreError> {
        if let Some((known, due)) = self.sessions.get(&cookie) {
            match known.presence.check_alive(policy, now) {
                Ok(()) => {
                    if due && !known.renewing.swap(true, Ordering::Relaxed) {
                        self.renew(cookie, now, *policy);
                    }
                    return Ok(Some(known));
                }
                Err(SessionEnd::Overall) => return Ok(None),
                // Another process may have seen it a moment ago: only the row knows.
                Err(SessionEnd::Idle) => self.sessions.forget(&cookie),
            }
        }
        let known = self.read_anew(cookie, now, policy).await?;
        Ok(known.filter(|known| known.presence.check_alive(policy, now).is_ok()))
    }

    async fn read_anew(
        &self,
        cookie: Cookie,
        now: Timestamp,
        policy: &SessionPolicy,
    ) -> Result<Option<Arc<Known>>, StoreError> {
        match cookie {
            Cookie::Portal(token) => self.sessions.read(cookie, self.read_portal(&token, now, policy)).await,
            Cookie::Application(token) => self.sessions.read(cookie, self.read_forward(&token, now)).await,
        }
    }

    /// Reads a cookie that is in use before its reading is too old, so that whoever comes next need not wait. When that fails, the next one
    /// after its end reads it and hears why.
    fn renew(&self, cookie: Cookie, now: Timestamp, policy: SessionPolicy) {
        let store = self.clone();
        tokio::spawn(async move {
            if !matches!(store.read_anew(cookie, now, &policy).await, Ok(Some(_))) {
                store.sessions.forget(&cookie);
            }
        });
    }

    /// Writes down that the session is in use, once a minute, by one of those who use it. That it cannot be written is no reason to
    /// turn somebody away who is logged in.
    async fn keep_awake(&self, known: &Known, now: Timestamp) {
        let session = &known.presence.view.session;
        if now < session.last_seen_at + TOUCH || known.touching.swap(true, Ordering::Relaxed) {
            return;
        }
        // What was written ends this reading, so that the next check knows the new time; else the next one tries again.
        if let Err(error) = self.touch_session(session, now).await {
            known.touching.store(false, Ordering::Relaxed);
            tracing::warn!(%error, "the use of a session could not be written down");
        }
    }
}
