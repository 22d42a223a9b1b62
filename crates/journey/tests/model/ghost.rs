//! What really happened, written down beside the database and by other means, so that a property does not ask the portal about itself.
//!
//! Proofs are recorded by the secret that was typed, not by the witness that came of it.

use std::collections::{BTreeMap, BTreeSet};

use credentials::ids::{CodeId, FactorId, JourneyId, LinkId, SessionId};
use jiff::Timestamp;
use journey::throttle::CounterKey;
use journey::{CodeStatus, Effect, Epoch, FactorKind, Journey, Outcome, Policy, State};

use super::form::Form;
use super::load::Request;
use super::verify::Verdict;
use crate::house::database::{AccountRows, GrantStatus, SessionRow, does, is_ended};
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
    /// A factor was stored without a live grant of the account that was spent by it, and beside no factor proven in its journey.
    NoRightToEnrol,
    /// A code counted that was not the newest of its journey.
    OldCodeCounted,
    /// A key's answer counted to a challenge that had been answered before.
    ChallengeAnsweredTwice,
    /// A factor of a kind that is switched off opened a session.
    SwitchedOffLoggedIn,
    /// The password alone led past a factor that counts.
    FactorPassedOver,
    /// A password was set without a factor or a code of the account that was proven in the journey.
    PasswordSetWithoutProof,
    /// A session was confirmed from another browser, or without both proofs.
    ConfirmedElsewhere,
    /// A form of another page was taken.
    OldFormTaken,
}

/// Whose password was typed in one journey, and which factors showed a right code or answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proofs {
    pub password: Option<Who>,
    pub factors: Vec<FactorId>,
    pub code: Option<CodeId>,
}

/// A code that went out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    pub name: u32,
    pub journey: JourneyId,
    pub factor: FactorId,
    pub at: Timestamp,
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
    /// Codes that went out by SMS, in their order.
    pub messages: Vec<Message>,
    /// Journeys whose newest challenge for this kind of key was not answered yet.
    pub asked: BTreeSet<(JourneyId, FactorKind)>,
    /// Time steps of apps that counted, and counts of keys.
    pub steps: Vec<(FactorId, i64)>,
    pub wipes: Vec<Wipe>,
    /// Recoveries that began to wait, and since when; and those that were cancelled.
    pub waiting: Vec<(CodeId, Timestamp)>,
    pub cancelled: Vec<CodeId>,
    /// Mailed links that a new password was set with.
    pub links: Vec<LinkId>,
    /// Sessions that were confirmed, and when.
    pub confirmed: Vec<(SessionId, Timestamp)>,
    /// Somebody typed B's password.
    pub b_entered: bool,
    pub fault: Option<Fault>,
}

impl Ghost {
    pub fn blame(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    pub fn proofs_of(&self, journey: JourneyId) -> Proofs {
        self.proofs.get(&journey).cloned().unwrap_or_default()
    }

    /// Writes down that a factor proved itself in a journey.
    pub fn prove(&mut self, journey: JourneyId, factor: Option<FactorId>) {
        let proven = &mut self.proofs.entry(journey).or_default().factors;
        proven.extend(factor.filter(|factor| !proven.contains(factor)));
    }

    /// The newest code that went out in a journey.
    pub fn newest_message(&self, journey: JourneyId) -> Option<u32> {
        self.messages.iter().rev().find(|message| message.journey == journey).map(|message| message.name)
    }

    /// Looks at what the kinds of factor allow: who gets past S2 by the password alone, and what opens a session.
    pub fn watch_kinds(
        &mut self,
        offered: &[FactorKind],
        outcome: &Outcome,
        (before, after): (&AccountRows, &AccountRows),
    ) {
        let new = after.sessions.iter().find(|session| is_new(before, session));
        let kind = new.and_then(|session| after.factors.iter().find(|row| row.id == session.factor));
        if kind.is_some_and(|row| !offered.contains(&row.kind)) {
            self.blame(Fault::SwitchedOffLoggedIn);
        }
        let begun = !before.journeys.contains_key(&outcome.journey.id);
        let past_s2 = matches!(outcome.journey.state, State::EnrolIntroduction(..) | State::NoGrant(..));
        // Unless a recovery that waited takes effect at this moment (requirement RC-10): its own rule says when it may.
        let takes_effect = does(outcome, |effect| matches!(effect, Effect::AcceptWaiting { .. }));
        if begun && past_s2 && before.live_factors().next().is_some() && !takes_effect {
            self.blame(Fault::FactorPassedOver);
        }
    }

    /// Looks at a code or a key's answer that was committed: `newest` is the code that went out last before it.
    pub fn watch_answer(&mut self, request: &Request, newest: Option<u32>) {
        let id = request.loaded.journey.id;
        let right = matches!(request.verdict, Some(Verdict::Factor(..) | Verdict::NewFactor(_)));
        let kind = request.key_kind();
        match request.form {
            Form::Sms(message) if right && newest != Some(message) => self.blame(Fault::OldCodeCounted),
            Form::AskKey | Form::BeginKey => {
                self.asked.extend(kind.map(|kind| (id, kind)));
            }
            Form::Touch(_) | Form::TouchLocked(_) | Form::NewFactor | Form::NewSlip | Form::FactorSlip => {
                if let Some(kind) = kind {
                    self.answer((id, kind), right);
                }
            }
            _ => {}
        }
    }

    /// Every answer uses the challenge up, and only a right one can have counted.
    fn answer(&mut self, challenge: (JourneyId, FactorKind), right: bool) {
        let was_open = self.asked.remove(&challenge);
        if right && !was_open {
            self.blame(Fault::ChallengeAnsweredTwice);
        }
    }

    /// Remembers a code that went out.
    pub fn watch_sending(&mut self, outcome: &Outcome, name: u32, at: Timestamp) {
        for effect in &outcome.effects {
            if let Effect::SendSms { seed, .. } = effect {
                let (journey, factor) = (outcome.journey.id, seed.sent.factor());
                self.messages.push(Message { name, journey, factor, at });
            }
        }
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
        let opened = after.sessions.iter().any(|session| is_new(before, session));
        let recovers = |effect: &Effect| {
            matches!(
                effect,
                Effect::AcceptCode { .. }
                    | Effect::AcceptWaiting { .. }
                    | Effect::BeginWaiting { .. }
                    | Effect::ContinueRecovery { .. }
                    | Effect::WipeFactors
            )
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
        let proven = self.proofs_of(loaded.id).factors;
        let beside = before.live_factors().any(|factor| proven.contains(&factor.id));
        // Or in a session that was confirmed, by what was written down then, less than five minutes before the act began.
        let acts = loaded.state.carried().and_then(|carried| carried.first.session().cloned());
        let confirmed = acts.is_some_and(|held| {
            let begun = loaded.timing.started_at;
            let fresh = |(id, at): &(SessionId, Timestamp)| *id == held.session() && begun < *at + Policy::STEP_UP;
            before.sessions.iter().any(|row| row.id == held.session()) && self.confirmed.iter().any(fresh)
        });
        if does(outcome, stores) && !spent && !beside && !confirmed {
            self.blame(Fault::NoRightToEnrol);
        }
    }

    fn watch_wipe(&mut self, outcome: &Outcome, after: &AccountRows, at: Timestamp) {
        if !does(outcome, |effect| matches!(effect, Effect::WipeFactors)) {
            return;
        }
        let code = outcome.effects.iter().find_map(|effect| match effect {
            Effect::AcceptCode { code, .. } | Effect::AcceptWaiting { code, .. } => Some(*code),
            _ => None,
        });
        self.wipes.push(Wipe { who: Who::of(after.id), code, epoch: after.epoch, at });
    }

    /// Looks at what was confirmed, set or begun to wait; `holds` is the session of the request's browser before it.
    pub fn watch_acts(
        &mut self,
        request: &Request,
        outcome: &Outcome,
        holds: Option<SessionId>,
        (before, after): (&AccountRows, &AccountRows),
        now: Timestamp,
    ) {
        let proofs = self.proofs_of(request.loaded.journey.id);
        let factor = before.live_factors().any(|row| proofs.factors.contains(&row.id));
        for effect in &outcome.effects {
            match effect {
                Effect::StepUp { session, .. } => {
                    let both = proofs.password == Some(Who::of(after.id)) && factor;
                    if !both || holds != Some(*session) {
                        self.blame(Fault::ConfirmedElsewhere);
                    }
                    self.confirmed.push((*session, now));
                }
                Effect::SetPassword(_) => {
                    let code = before.code.as_ref().map(|code| code.id);
                    if !factor && (code.is_none() || proofs.code != code || before.live_factors().next().is_none()) {
                        self.blame(Fault::PasswordSetWithoutProof);
                    }
                }
                Effect::SpendLink { link } => self.links.push(*link),
                Effect::BeginWaiting { code, .. } => self.waiting.push((*code, now)),
                Effect::CancelWaiting { code } => self.cancelled.push(*code),
                _ => {}
            }
        }
    }

    /// Remembers a time step that counted.
    pub fn count_step(&mut self, factor: FactorId, step: i64) {
        self.steps.push((factor, step));
        self.steps.sort_unstable();
    }
}

/// A session that was opened, not one that was confirmed or goes on under another factor.
fn is_new(before: &AccountRows, session: &SessionRow) -> bool {
    before.sessions.iter().all(|other| other.id != session.id)
}
