//! S4 and S5: the introduction, the choice, and the proof of the new factor (rules J5 and J6).

use credentials::grant::GrantKind;
use credentials::totp::{PendingTotp, SealedTotp};
use credentials::witness::FactorVerified;
use jiff::Timestamp;

use super::Move;
use super::second_factor::closed;
use crate::account::{AccountFacts, AccountStatus, FactorKind};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::CodeSeed;
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::state::{IssueReason, Licence, PendingApp, ShownCode, State};

pub(super) struct Proof {
    pub(super) witness: FactorVerified,
    pub(super) row: SealedTotp,
    pub(super) facts: AccountFacts,
    pub(super) code: CodeSeed,
}

pub(super) fn go_on(state: &State) -> Move {
    let State::EnrolIntroduction(carried, licence) = state else { return None };
    Some((State::EnrolFactor(carried.clone(), licence.clone(), None), Vec::new()))
}

/// Shows a secret; one that is shown already and not too old stays, so that a double click does not change the QR code.
pub(super) fn app_chosen(state: &State, pending: PendingTotp, now: Timestamp) -> Move {
    let State::EnrolFactor(carried, licence, shown) = state else { return None };
    let fresh = PendingApp { totp: pending, made_at: now };
    let shown = shown.clone().filter(|shown| is_fresh(shown, now)).unwrap_or(fresh);
    Some((State::EnrolFactor(carried.clone(), licence.clone(), Some(shown)), Vec::new()))
}

pub(super) fn choose_again(state: &State) -> Move {
    let State::EnrolFactor(carried, licence, Some(_)) = state else { return None };
    Some((State::EnrolFactor(carried.clone(), licence.clone(), None), Vec::new()))
}

/// Storing the factor, spending the grant, ending the recovery and issuing the code are one step (rule J6).
pub(super) fn proven(state: &State, proof: Proof, now: Timestamp) -> Move {
    let State::EnrolFactor(carried, licence, Some(pending)) = state else { return None };
    let Proof { witness, row, facts, code } = proof;
    if facts.status != AccountStatus::Active {
        return Some(closed(carried, &facts));
    }
    let ours = witness.factor() == pending.totp.factor && row.factor == pending.totp.factor;
    if !ours || !is_fresh(pending, now) || facts.has_factor() {
        return None;
    }
    let mut effects = vec![Effect::SpendGrant { grant: licence.grant() }];
    effects.extend(end_recovery(licence, &facts, now)?);
    effects.push(Effect::StoreFactor { kind: FactorKind::Totp, row });
    effects.push(Effect::IssueCode { row: code.row });
    effects.push(Effect::Audit(AuditEvent::success(names::FACTOR_ADDED).with_factor(FactorKind::Totp)));
    effects.push(Effect::Audit(AuditEvent::success(names::CODE_ISSUED)));
    effects.push(Effect::Notify(Notice { kind: NoticeKind::FactorAdded }));
    let shown = ShownCode { id: code.id, code: code.code, made_at: now, reason: IssueReason::Enrolment };
    Some((State::EnrolRecoveryCode(carried.clone(), witness, shown), effects))
}

/// A grant from a recovery is good only while that recovery is open; any open recovery ends with the new factor (rule J4).
fn end_recovery(licence: &Licence, facts: &AccountFacts, now: Timestamp) -> Option<Vec<Effect>> {
    match (licence.kind(), facts.open_recovery(now)) {
        (_, Some(code)) => {
            Some(vec![Effect::SpendCode { code: code.id }, Effect::Audit(AuditEvent::success(names::RECOVERY_DONE))])
        }
        (GrantKind::RecoveryCode, None) => None,
        (GrantKind::Activation | GrantKind::HelpDesk | GrantKind::FirstLogin, None) => Some(Vec::new()),
    }
}

/// Whether a shown secret may still be proven (requirement SF-08).
fn is_fresh(pending: &PendingApp, now: Timestamp) -> bool {
    now < pending.made_at + Policy::PENDING_FACTOR
}
