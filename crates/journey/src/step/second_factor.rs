//! S2: the second factor (rules J2, J5, J8, J12 and J14).

use credentials::ids::{FactorId, SessionId};
use credentials::security_key::KeyChallenge;
use credentials::witness::{FactorVerified, FullyAuthenticated};
use jiff::Timestamp;

use super::Move;
use super::recovery::cancel_waiting;
use super::step_up;
use crate::account::{AccountFacts, AccountStatus, CodeStatus, FactorKind};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::{CodeSeed, SessionSeed, Wrong};
use crate::factors::{Asked, Burn, Standing};
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::purpose::Purpose;
use crate::state::{Carried, Ending, Entitled, IssueReason, Licence, ShownCode, State};
use crate::throttle::{FACTOR_TRIES_NOTICE, FACTOR_TRIES_PER_JOURNEY, Tally, TryTaken};

pub(super) struct Proof {
    pub(super) witness: FactorVerified,
    pub(super) burn: Burn,
    pub(super) facts: AccountFacts,
    pub(super) session: SessionSeed,
    pub(super) code: Option<CodeSeed>,
    pub(super) tried: TryTaken,
    pub(super) holds: Option<SessionId>,
}

pub(super) fn proven(state: &State, proof: Proof, policy: &Policy, now: Timestamp) -> Move {
    let State::AwaitingFactor(carried, asked) = state else { return None };
    let Proof { witness, burn, facts, session, code, tried, holds } = proof;
    if facts.status != AccountStatus::Active {
        return Some(closed(carried, &facts));
    }
    let kind = facts.kind_of(witness.factor())?;
    let mut effects = use_up(asked, witness.factor(), kind, burn)?;
    let mut carried = carried.clone();
    carried.tries.push(tried);
    match policy.kinds.provable(kind, &facts, now) {
        Standing::Off => return None,
        Standing::OnlyToReplace if carried.purpose != Purpose::LogIn => return None,
        Standing::OnlyToReplace => return Some((replace(carried, witness), effects)),
        Standing::Offered => {}
    }
    let (state, more) = match carried.purpose {
        Purpose::LogIn => log_in(carried, (witness, kind), &facts, (session, code), now)?,
        Purpose::StepUp { session: whose, back, least } => {
            // A factor that does not give the level which is asked is no answer.
            facts.factor(witness.factor()).filter(|held| held.level(now) >= least)?;
            // The session of another browser gains nothing by it (rule J14).
            (holds == Some(whose)).then_some(())?;
            step_up::done(carried, (witness, kind), &facts, ((whose, back), session), now)?
        }
        Purpose::NewPassword => (State::AwaitingNewPassword(carried, Entitled::Factor(witness)), Vec::new()),
        Purpose::Account(_) => return None,
    };
    effects.extend(more);
    Some((state, effects))
}

/// Both factors are proven: a recovery that waits is cancelled, and S6 comes first when a code is due (rules J5 and J8).
fn log_in(
    carried: Carried,
    (witness, kind): (FactorVerified, FactorKind),
    facts: &AccountFacts,
    (session, code): (SessionSeed, Option<CodeSeed>),
    now: Timestamp,
) -> Move {
    let mut effects = cancel_waiting(facts, now);
    let (state, more) = if facts.needs_code() {
        issue_code(carried, Some(witness), (code?, why_due(facts)), now)
    } else {
        arrive(carried, (witness, kind), facts, session, now)?
    };
    effects.extend(more);
    Some((state, effects))
}

/// The end of a login: the session, or first another password where one is wanted (requirement PW-09).
pub(super) fn arrive(
    carried: Carried,
    (factor, kind): (FactorVerified, FactorKind),
    facts: &AccountFacts,
    seed: SessionSeed,
    now: Timestamp,
) -> Move {
    if facts.must_change_password {
        return Some((State::AwaitingNewPassword(carried, Entitled::Factor(factor)), Vec::new()));
    }
    open_session(carried, (factor, kind), seed, now)
}

/// What a proof uses up has to be of its kind, and what was sent out for it has to be this journey's (requirements TO-03, SM-01, WA-02).
fn use_up(asked: &Asked, factor: FactorId, kind: FactorKind, burn: Burn) -> Option<Vec<Effect>> {
    match (burn, kind) {
        (Burn::TotpStep(step), FactorKind::Totp) => Some(vec![Effect::BurnTotpStep { factor, step }]),
        (Burn::SmsCode, FactorKind::Sms) => {
            asked.sms.as_ref().is_some_and(|sent| sent.factor() == factor).then(Vec::new)
        }
        (Burn::Key { sign_count, went_back }, FactorKind::SecurityKey | FactorKind::Passkey) => {
            asked.challenge(kind.key_role()?)?;
            Some(vec![if went_back { signal(kind) } else { Effect::AdvanceSignCount { factor, sign_count } }])
        }
        _ => None,
    }
}

/// A key that may be synced did not count upwards: somebody may look into it (requirement WA-07).
fn signal(kind: FactorKind) -> Effect {
    Effect::Audit(AuditEvent::success(names::KEY_COUNTER).because("may-be-synced").with_factor(kind))
}

/// A kind that is switched off opens only the wizard (rule J2).
fn replace(carried: Carried, witness: FactorVerified) -> State {
    State::EnrolIntroduction(carried, Licence::Replacing(witness))
}

/// Both factors are proven: the session, the tries given back, the audit entries.
pub(super) fn open_session(
    carried: Carried,
    (factor, kind): (FactorVerified, FactorKind),
    seed: SessionSeed,
    now: Timestamp,
) -> Move {
    let ending = Ending::LoggedIn { session: seed.id, at: now };
    if carried.purpose != Purpose::LogIn {
        return None;
    }
    let proof = FullyAuthenticated::join(carried.first.password()?.clone(), factor).ok()?;
    let effects = vec![
        Effect::OpenSession { proof, seed },
        Effect::GiveBack(carried.tries),
        Effect::Audit(AuditEvent::success(names::LOGIN_SUCCESS).with_factor(kind)),
        Effect::Audit(AuditEvent::success(names::SESSION_CREATED)),
    ];
    Some((State::Ended(carried.target, ending), effects))
}

/// Why a code is shown outside an enrolment.
pub(super) fn why_due(facts: &AccountFacts) -> IssueReason {
    match facts.code.as_ref().map(|code| code.status) {
        Some(CodeStatus::Void) => IssueReason::Voided,
        Some(CodeStatus::Waiting) => IssueReason::Cancelled,
        _ => IssueReason::NotConfirmed,
    }
}

/// A code is due: S6 comes before the session (rules J5 and J8).
pub(super) fn issue_code(
    carried: Carried,
    factor: Option<FactorVerified>,
    (code, reason): (CodeSeed, IssueReason),
    now: Timestamp,
) -> (State, Vec<Effect>) {
    let shown = ShownCode { id: code.id, code: code.code, made_at: now, reason };
    let audit = match reason {
        IssueReason::Enrolment => AuditEvent::success(names::CODE_ISSUED),
        IssueReason::NotConfirmed | IssueReason::Voided | IssueReason::Cancelled => {
            AuditEvent::success(names::CODE_ISSUED).because("none-active")
        }
        IssueReason::Asked => AuditEvent::success(names::CODE_ISSUED).because("asked"),
    };
    let effects = vec![Effect::IssueCode { row: code.row }, Effect::Audit(audit)];
    (State::EnrolRecoveryCode(carried, factor, shown), effects)
}

pub(super) fn wrong(state: &State, kind: FactorKind, tally: Tally, how: Wrong) -> Move {
    let State::AwaitingFactor(carried, asked) = state else { return None };
    let (mut carried, mut asked) = (carried.clone(), asked.clone());
    // Any answer uses the challenge up (requirement WA-02); a code by SMS dies with the journey, after five wrong ones.
    if let Some(role) = kind.key_role() {
        asked = asked.with_challenge(role, None);
    }
    carried.wrong_factors = carried.wrong_factors.saturating_add(1);
    let mut effects = count(kind, tally, how);
    if carried.wrong_factors >= FACTOR_TRIES_PER_JOURNEY {
        effects.push(Effect::Audit(AuditEvent::refused(names::LOGIN_FAIL_MAX, "second-factor")));
        return Some((State::Ended(carried.target, Ending::FactorTriesUsed), effects));
    }
    Some((State::AwaitingFactor(carried, asked), effects))
}

fn count(kind: FactorKind, tally: Tally, how: Wrong) -> Vec<Effect> {
    let name = match how {
        Wrong::NotRight => names::LOGIN_FAIL,
        Wrong::Replayed => names::OTP_REPLAY,
        Wrong::KeyCounter => names::KEY_COUNTER,
    };
    let mut effects = vec![Effect::Audit(AuditEvent::refused(name, "second-factor").with_factor(kind))];
    if how == Wrong::KeyCounter {
        effects.push(Effect::Notify(Notice { kind: NoticeKind::KeyCounter }));
    }
    if tally.in_window == FACTOR_TRIES_NOTICE {
        effects.push(Effect::Notify(Notice { kind: NoticeKind::SecondFactorAttack }));
    }
    effects
}

/// Another method among those that the account holds; the counts of this journey stay, and so does what was sent out.
pub(super) fn chosen(state: &State, kind: FactorKind, facts: &AccountFacts, policy: &Policy, now: Timestamp) -> Move {
    let State::AwaitingFactor(carried, asked) = state else { return None };
    let usable = policy.kinds.to_prove(&carried.purpose.before_proving(facts, now), now).contains(&kind);
    usable.then(|| (State::AwaitingFactor(carried.clone(), Asked { kind, ..asked.clone() }), Vec::new()))
}

/// The person is ready to touch the key; an older challenge is of no use any more.
pub(super) fn key_asked(
    state: &State,
    challenge: KeyChallenge,
    facts: &AccountFacts,
    policy: &Policy,
    now: Timestamp,
) -> Move {
    let role = challenge.role();
    let (State::AwaitingFactor(carried, asked), _) = chosen(state, role.into(), facts, policy, now)? else {
        return None;
    };
    Some((State::AwaitingFactor(carried, asked.with_challenge(role, Some(challenge))), Vec::new()))
}

pub(super) fn closed(carried: &Carried, facts: &AccountFacts) -> (State, Vec<Effect>) {
    let audit = Effect::Audit(AuditEvent::refused(names::LOGIN_FAIL, facts.status.as_str()));
    (State::Ended(carried.target.clone(), Ending::AccountClosed), vec![audit])
}
