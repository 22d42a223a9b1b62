//! A code goes out by SMS, at S2 to an enrolled number or at S5 to a new one (requirements SM-01, SM-02 and SM-07).

use jiff::Timestamp;

use super::Move;
use crate::account::{AccountFacts, AccountStatus, FactorKind};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::factors::{Asked, Pending, PendingFactor, SmsSeed};
use crate::policy::Policy;
use crate::sending::check_send;
use crate::sms_kind::SmsKind;
use crate::state::{Carried, State};
use crate::throttle::TryTaken;

/// The new code takes the place of the old one, which is dead at once; the counts of wrong tries stay (requirement SM-02).
pub(super) fn sent(
    state: &State,
    seed: SmsSeed,
    tried: Option<TryTaken>,
    facts: &AccountFacts,
    policy: &Policy,
    now: Timestamp,
) -> Move {
    let carried = awaiting(state)?;
    if facts.status != AccountStatus::Active {
        return Some(super::second_factor::closed(carried, facts));
    }
    check_send(state, now).ok()?;
    let sent_at = seed.sent.sent_at();
    let counted = |carried: &Carried| {
        let mut carried = carried.clone();
        carried.sms_sent += 1;
        carried.sms_sent_at = Some(sent_at);
        carried.tries.extend(tried);
        carried
    };
    match state {
        State::AwaitingFactor(carried, asked) => {
            let ours = facts.kind_of(seed.sent.factor()) == Some(FactorKind::Sms);
            let provable = policy.kinds.to_prove(&carried.purpose.before_proving(facts, now), now);
            if !ours || !provable.contains(&FactorKind::Sms) {
                return None;
            }
            let asked = Asked { kind: FactorKind::Sms, sms: Some(seed.sent.clone()), ..asked.clone() };
            Some((State::AwaitingFactor(counted(carried), asked), effects(seed, SmsKind::LoginCode)))
        }
        State::EnrolFactor(carried, licence, Some(pending)) => {
            let pending = with_code(pending, &seed, now)?;
            let state = State::EnrolFactor(counted(carried), licence.clone(), Some(pending));
            Some((state, effects(seed, SmsKind::EnrolmentCode)))
        }
        _ => None,
    }
}

/// The screens from which a code may go out; on any other the event changes nothing, not even for a closed account.
fn awaiting(state: &State) -> Option<&Carried> {
    match state {
        State::AwaitingFactor(carried, _) => Some(carried),
        State::EnrolFactor(carried, _, Some(pending)) if pending.factor.kind() == FactorKind::Sms => Some(carried),
        _ => None,
    }
}

/// The pending number with what was sent to it; the code is for the factor that is being set up and for no other.
fn with_code(pending: &Pending, seed: &SmsSeed, now: Timestamp) -> Option<Pending> {
    let PendingFactor::Sms(sms) = &pending.factor else { return None };
    if !pending.is_fresh(now) || seed.sent.factor() != sms.factor {
        return None;
    }
    let mut sms = sms.clone();
    sms.sent = Some((seed.number.clone(), seed.sent.clone()));
    Some(Pending { factor: PendingFactor::Sms(sms), made_at: pending.made_at })
}

fn effects(seed: SmsSeed, kind: SmsKind) -> Vec<Effect> {
    let audit = AuditEvent::success(names::SMS_SENT).because(kind.as_str()).with_factor(FactorKind::Sms);
    vec![Effect::SendSms { seed, kind }, Effect::Audit(audit)]
}

/// Another number than the one that was typed: the code that went to it is dead.
pub(super) fn number_again(state: &State) -> Move {
    let State::EnrolFactor(carried, licence, Some(pending)) = state else { return None };
    let PendingFactor::Sms(sms) = &pending.factor else { return None };
    let mut sms = sms.clone();
    sms.sent = None;
    let pending = Pending { factor: PendingFactor::Sms(sms), made_at: pending.made_at };
    Some((State::EnrolFactor(carried.clone(), licence.clone(), Some(pending)), Vec::new()))
}
