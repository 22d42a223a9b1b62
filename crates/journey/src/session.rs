//! Sessions: what there is after both factors, and nothing before.

use credentials::ids::{AccountId, FactorId, JourneyId, SessionId};
use credentials::step_up::{SessionRow, verify_stepped_up};
use credentials::witness::SteppedUp;
use jiff::{SignedDuration, Timestamp};

/// How long sessions live (requirement SE-02) and how many one account may have (SE-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// From the login, whatever happens.
    pub overall: SignedDuration,
    /// Without a request.
    pub idle: SignedDuration,
    /// At most this many; the oldest ends.
    pub max_per_account: u32,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self { overall: SignedDuration::from_hours(12), idle: SignedDuration::from_mins(30), max_per_account: 10 }
    }
}

/// A live session: the account, and the factor without which there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    /// Which session.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// The second factor that opened it.
    pub factor: FactorId,
    /// When the password was proven.
    pub password_at: Timestamp,
    /// When the second factor was proven; `auth_time` for applications.
    pub factor_at: Timestamp,
    /// When it was opened.
    pub created_at: Timestamp,
    /// The last request that counted.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When password and factor were last given once more in it, and which factor that was (rule J14).
    pub stepped_up: Option<(Timestamp, FactorId)>,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// No request for the idle time.
    Idle,
    /// The overall time is over.
    Overall,
}

impl Session {
    /// Whether the session is alive at `now`, checked on the server (requirement SE-02).
    pub fn check_alive(&self, policy: &SessionPolicy, now: Timestamp) -> Result<(), SessionEnd> {
        if now >= self.expires_at {
            return Err(SessionEnd::Overall);
        }
        if now >= self.last_seen_at + policy.idle {
            return Err(SessionEnd::Idle);
        }
        Ok(())
    }

    /// The proof that this session was confirmed less than five minutes ago, for a journey that begins with it (rule J14).
    ///
    /// Only a session that the store loaded is one: its row carries a MAC.
    pub fn confirmed(&self, journey: JourneyId, now: Timestamp) -> Option<SteppedUp> {
        let row = SessionRow { session: self.id, account: self.account, stepped_up: self.stepped_up };
        verify_stepped_up(&row, journey, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(start: Timestamp) -> Session {
        Session {
            id: SessionId::from_uuid(uuid::Uuid::nil()),
            account: AccountId::from_uuid(uuid::Uuid::nil()),
            factor: FactorId::from_uuid(uuid::Uuid::nil()),
            password_at: start,
            factor_at: start,
            created_at: start,
            last_seen_at: start,
            expires_at: start + SessionPolicy::default().overall,
            stepped_up: None,
        }
    }

    #[test]
    fn se_02_ends_idle_and_overall_to_the_second() {
        let start = Timestamp::from_second(1_800_000_000).unwrap();
        let policy = SessionPolicy::default();
        let second = SignedDuration::from_secs(1);
        let mut session = session(start);
        assert_eq!(session.check_alive(&policy, start + policy.idle - second), Ok(()));
        assert_eq!(session.check_alive(&policy, start + policy.idle), Err(SessionEnd::Idle));
        session.last_seen_at = start + policy.overall - second;
        assert_eq!(session.check_alive(&policy, start + policy.overall - second), Ok(()));
        assert_eq!(session.check_alive(&policy, start + policy.overall), Err(SessionEnd::Overall));
    }
}
