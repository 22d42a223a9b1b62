//! What really happened, written down beside the database and by other means, so that a property does not ask the portal about itself.
//!
//! Proofs are recorded by the secret that was typed, not by the witness that came of it.

use std::collections::BTreeMap;

use credentials::ids::{CodeId, FactorId, JourneyId};
use jiff::Timestamp;
use journey::throttle::CounterKey;
use journey::{CodeStatus, Effect, Epoch, Journey, Outcome};

use crate::house::database::{AccountRows, GrantStatus, does, is_ended};
use crate::house::secrets::Who;

/// A rule that a commit broke; only the first one is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A journey moved after its time.
    ExpiredMoved,
    /// A journey moved after its end.
    EndedMoved,
    /// A recovery opened a session.
    RecoveryOpenedSession,
    /// A session was opened while no code of the account was confirmed.
    NoCodeConfirmed,
    /// A factor was stored without a live grant of the account, or the grant was not spent by it.
    NoGrantSpent,
    /// A form of another page was taken.
    OldFormTaken,
}

/// Whose password and whose app were typed in one journey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proofs {
    pub password: Option<Who>,
    pub factor: Option<FactorId>,
}

/// One wipe: of whom, by which code if by one, and the epoch after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wipe {
    pub who: Who,
    pub code: Option<CodeId>,
    pub epoch: Epoch,
    pub at: Timestamp,
}

/// A wrong try that a verifier saw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WrongTry {
    pub key: CounterKey,
    pub journey: JourneyId,
    pub at: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ghost {
    pub proofs: BTreeMap<JourneyId, Proofs>,
    pub wrong: Vec<WrongTry>,
    /// Right codes that a verifier saw; a try that is under way, or lost its race, stands on the counter like a wrong one.
    pub right_codes: Vec<CodeId>,
    /// Time steps of apps that counted.
    pub steps: Vec<(FactorId, i64)>,
    pub wipes: Vec<Wipe>,
    /// Somebody typed B's password.
    pub b_entered: bool,
    pub fault: Option<Fault>,
}

impl Ghost {
    pub fn blame(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    pub fn proofs_of(&self, journey: JourneyId) -> Proofs {
        self.proofs.get(&journey).copied().unwrap_or_default()
    }

    /// Looks at a commit that was written: the journey before it, and the account's rows before and after it.
    pub fn watch(
        &mut self,
        loaded: &Journey,
        outcome: &Outcome,
        (before, after): (&AccountRows, &AccountRows),
        now: Timestamp,
    ) {
        if loaded.account.is_some() && now >= loaded.timing.expires_at() {
            self.blame(Fault::ExpiredMoved);
        }
        if before.journeys.get(&loaded.id).is_some_and(|stored| is_ended(stored)) {
            self.blame(Fault::EndedMoved);
        }
        self.watch_session(outcome, before, after);
        self.watch_factor(loaded, outcome, before, after);
        self.watch_wipe(outcome, after, now);
    }

    fn watch_session(&mut self, outcome: &Outcome, before: &AccountRows, after: &AccountRows) {
        let opened = after.sessions.iter().any(|session| !before.sessions.contains(session));
        let recovers = |effect: &Effect| {
            matches!(effect, Effect::AcceptCode { .. } | Effect::ContinueRecovery { .. } | Effect::WipeFactors)
        };
        if opened && does(outcome, recovers) {
            self.blame(Fault::RecoveryOpenedSession);
        }
        if opened && after.code.as_ref().is_none_or(|code| code.status != CodeStatus::Active) {
            self.blame(Fault::NoCodeConfirmed);
        }
    }

    fn watch_factor(&mut self, loaded: &Journey, outcome: &Outcome, before: &AccountRows, after: &AccountRows) {
        let stores = |effect: &Effect| matches!(effect, Effect::StoreFactor { .. });
        let status = |rows: &AccountRows| {
            let grant = loaded.state.grant()?;
            Some(rows.grants.iter().find(|row| row.id == grant)?.status)
        };
        let spent = status(before) == Some(GrantStatus::Live) && status(after) == Some(GrantStatus::Spent);
        if does(outcome, stores) && !spent {
            self.blame(Fault::NoGrantSpent);
        }
    }

    fn watch_wipe(&mut self, outcome: &Outcome, after: &AccountRows, at: Timestamp) {
        if !does(outcome, |effect| matches!(effect, Effect::WipeFactors)) {
            return;
        }
        let code = outcome.effects.iter().find_map(|effect| match effect {
            Effect::AcceptCode { code, .. } => Some(*code),
            _ => None,
        });
        self.wipes.push(Wipe { who: Who::of(after.id), code, epoch: after.epoch, at });
    }

    /// Remembers a time step that counted.
    pub fn count_step(&mut self, factor: FactorId, step: i64) {
        self.steps.push((factor, step));
        self.steps.sort_unstable();
    }
}
