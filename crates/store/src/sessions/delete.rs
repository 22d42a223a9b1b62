//! The one place where sessions are deleted, whatever ends them; a test finds no other in the crate.
//!
//! What goes with the row of a session is done here, in the same unit of work: the audit log remembers it, and the applications
//! that were given something in it hear of it (OP-19).

use credentials::ids::{AccountId, FactorId, SessionId};
use jiff::Timestamp;
use journey::AuditEvent;
use journey::audit::names;

use crate::db::{Value, values};
use crate::work::Work;
use crate::{AuditEntry, StoreError};

/// Which sessions go.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    /// One, whoever has it.
    One(SessionId),
    /// One, if it is this account's.
    OneOf(AccountId, SessionId),
    /// Those of an account, except one if given.
    All(AccountId, Option<SessionId>),
    /// Those that a factor opened, except one if given.
    OfFactor(AccountId, FactorId, Option<SessionId>),
    /// Those of an account that are over, or were last seen at this time or before.
    Over(AccountId, Timestamp),
    /// Those of an account beyond this many, the oldest.
    Beyond(AccountId, u32),
    /// Those of anybody that are over, or were last seen at this time or before: at most this many.
    Lapsed(Option<Timestamp>, u32),
}

const ONE: &str = "DELETE FROM sessions WHERE id = $1 RETURNING id, account_id";
const ONE_OF: &str = "DELETE FROM sessions WHERE account_id = $1 AND id = $2 RETURNING id, account_id";
const ALL: &str = "DELETE FROM sessions WHERE account_id = $1 AND ($2 IS NULL OR id <> $2) RETURNING id, account_id";
const OF_FACTOR: &str = "DELETE FROM sessions WHERE account_id = $1 AND factor_id = $2 AND ($3 IS NULL OR id <> $3) \
                         RETURNING id, account_id";
const OVER: &str = "DELETE FROM sessions WHERE account_id = $1 AND (expires_at <= $2 OR last_seen_at <= $3) \
                    RETURNING id, account_id";
const BEYOND: &str = "DELETE FROM sessions WHERE account_id = $1 AND id NOT IN \
                      (SELECT id FROM sessions WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2) \
                      RETURNING id, account_id";
const LAPSED: &str = "DELETE FROM sessions WHERE (expires_at <= $1 OR last_seen_at <= $2) AND id IN \
                      (SELECT id FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2 LIMIT $3) \
                      RETURNING id, account_id";

impl Which {
    fn statement(self, now: Timestamp) -> (&'static str, Vec<Value>) {
        match self {
            Self::One(id) => (ONE, values![id].to_vec()),
            Self::OneOf(account, id) => (ONE_OF, values![account, id].to_vec()),
            Self::All(account, except) => (ALL, values![account, except].to_vec()),
            Self::OfFactor(account, factor, except) => (OF_FACTOR, values![account, factor, except].to_vec()),
            Self::Over(account, seen) => (OVER, values![account, now, seen].to_vec()),
            Self::Beyond(account, most) => (BEYOND, values![account, most].to_vec()),
            Self::Lapsed(seen, most) => (LAPSED, values![now, seen, most].to_vec()),
        }
    }
}

impl Work<'_> {
    /// Deletes sessions with the rest of the unit of work; how many there were. Those that end without a reason were over before, and
    /// have no entry in the audit log.
    pub(crate) async fn delete_sessions(
        &mut self,
        which: Which,
        reason: Option<&'static str>,
    ) -> Result<usize, StoreError> {
        let (sql, parameters) = which.statement(self.ctx.now);
        let ended = self.tx.fetch_all(sql, &parameters).await?;
        for row in &ended {
            let (account, session) = (row.account("account_id")?, SessionId::from_uuid(row.uuid("id")?));
            self.queue_logouts(session).await?;
            if let Some(reason) = reason {
                let event = AuditEvent::success(names::SESSION_ENDED).because(reason);
                self.audit(AuditEntry::new(event).about(account).in_session(session)).await?;
            }
        }
        Ok(ended.len())
    }
}
