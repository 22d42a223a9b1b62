//! Single effects on the rows of an account, each as the conditional statement that the store has for it.

use credentials::ids::{CodeId, FactorId, GrantId, LinkId, SessionId};
use credentials::witness::FullyAuthenticated;
use jiff::Timestamp;
use journey::event::NewGrant;
use journey::throttle::{self, TryTaken};
use journey::{CodeStatus, Effect, FactorKind, Outcome, SessionSeed};

use super::bug::Bug;
use super::database::{AccountRows, FactorRow, GrantRecord, GrantStatus, LinkRecord, SessionRow};

/// Applies one effect; `None` when its condition finds no row.
pub fn apply(rows: &mut AccountRows, outcome: &Outcome, effect: &Effect, bug: Bug) -> Option<()> {
    match effect {
        Effect::OpenSession { proof, seed } => open_session(rows, outcome, proof, seed),
        Effect::BurnTotpStep { factor, step } => burn(rows, *factor, *step, bug)?,
        Effect::AdvanceSignCount { factor, sign_count } => advance(rows, *factor, *sign_count, bug)?,
        Effect::StoreFactor { row, bound_by } => store(rows, FactorRow { bound_by: *bound_by, ..FactorRow::of(row) })?,
        Effect::ReplaceFactor { old, new, session } => replace(rows, *old, *new, *session)?,
        Effect::StepUp { proof, session, .. } => step_up(rows, proof, *session)?,
        Effect::RequireSession { session } => session_of(rows, *session).map(|_| ())?,
        Effect::SetPassword(_) => set_password(rows, bug),
        Effect::SpendLink { link } => spend_link(rows, *link, bug)?,
        Effect::BeginCooling => rows.recovered_at = Some(outcome.journey.timing.stepped_at),
        Effect::RemoveKinds { kinds, .. } => remove_kinds(rows, kinds),
        Effect::WipeFactors => rows.factors.iter_mut().for_each(|factor| factor.wiped = true),
        Effect::EndSessions { except, .. } if bug != Bug::WipeLeavesSessions => {
            rows.sessions.retain(|session| Some(session.id) == *except);
        }
        // A message that went out is in nobody's rows; the model writes it down beside the database.
        Effect::EndSessions { .. } | Effect::Audit(_) | Effect::SendSms { .. } => {}
        Effect::ForgetBrowsers => rows.known_browsers.clear(),
        Effect::AcceptCode { code, until } => accept(rows, *code, *until, bug)?,
        Effect::BeginWaiting { code, effective_at } => {
            move_code(rows, *code, CodeStatus::Active, CodeStatus::Waiting)?;
            rows.code.as_mut()?.effective_at = Some(*effective_at);
        }
        Effect::AcceptWaiting { code, until } => {
            move_code(rows, *code, CodeStatus::Waiting, CodeStatus::Accepted)?;
            rows.code.as_mut()?.accepted_until = Some(*until);
        }
        Effect::CancelWaiting { code } => {
            let _ = move_code(rows, *code, CodeStatus::Waiting, CodeStatus::Void);
        }
        Effect::ContinueRecovery { code } => move_code(rows, *code, CodeStatus::Accepted, CodeStatus::Accepted)?,
        Effect::SpendCode { code } => move_code(rows, *code, CodeStatus::Accepted, CodeStatus::Spent)?,
        Effect::IssueCode { row } => rows.set_code(row.id, CodeStatus::Shown),
        Effect::ConfirmCode { code } => move_code(rows, *code, CodeStatus::Shown, CodeStatus::Active)?,
        // Somebody else may have voided it in the meantime: it is void all the same.
        Effect::VoidCode { code } => {
            let _ = move_code(rows, *code, CodeStatus::Active, CodeStatus::Void);
        }
        Effect::IssueGrant(grant) => issue_grant(rows, grant, bug),
        Effect::SpendGrant { grant } => spend(rows, *grant, bug)?,
        Effect::ExtendGrant { grant, until } => live(rows, *grant)?.expires_at = *until,
        Effect::GiveBack(tries) => tries.iter().for_each(|taken| give_back(rows, taken)),
        Effect::Notify(notice) => rows.notices.push(notice.kind),
    }
    Some(())
}

fn open_session(rows: &mut AccountRows, outcome: &Outcome, proof: &FullyAuthenticated, seed: &SessionSeed) {
    let (factor, journey, epoch) = (proof.factor(), proof.journey(), outcome.journey.epoch);
    rows.sessions.push(SessionRow { id: seed.id, factor, opened_by: factor, journey, epoch, stepped_up: None });
    if let Some(row) = rows.factors.iter_mut().find(|row| row.id == factor) {
        row.last_used_at = Some(proof.factor_at());
    }
    know_browser(rows, seed.browser.as_bytes()[0]);
}

/// A key that is held already is no new factor (requirement WA-03).
fn store(rows: &mut AccountRows, factor: FactorRow) -> Option<()> {
    let held = |row: &&FactorRow| !row.wiped && row.credential.is_some() && row.credential == factor.credential;
    if rows.factors.iter().any(|row| held(&row)) {
        return None;
    }
    rows.factors.push(factor);
    Some(())
}

/// A session is loaded together with its factor: one whose factor is gone is no session any more.
fn remove_kinds(rows: &mut AccountRows, kinds: &[FactorKind]) {
    rows.factors.iter_mut().filter(|row| kinds.contains(&row.kind)).for_each(|row| row.wiped = true);
    let gone: Vec<FactorId> = rows.factors.iter().filter(|row| row.wiped).map(|row| row.id).collect();
    rows.sessions.retain(|session| !gone.contains(&session.factor));
}

/// A session that is alive: its factor is there.
fn session_of(rows: &mut AccountRows, id: SessionId) -> Option<&mut SessionRow> {
    let live: Vec<FactorId> = rows.live_factors().map(|factor| factor.id).collect();
    rows.sessions.iter_mut().find(|session| session.id == id && live.contains(&session.factor))
}

fn step_up(rows: &mut AccountRows, proof: &FullyAuthenticated, id: SessionId) -> Option<()> {
    session_of(rows, id)?.stepped_up = Some((proof.factor_at(), proof.factor()));
    Some(())
}

/// The sessions of the old one end; the one that acted goes on under the new one, and what it was confirmed with may be gone.
fn replace(rows: &mut AccountRows, old: FactorId, new: FactorId, id: SessionId) -> Option<()> {
    rows.factors.iter_mut().find(|factor| factor.id == old && !factor.wiped)?.wiped = true;
    rows.sessions.retain(|session| session.factor != old || session.id == id);
    for session in rows.sessions.iter_mut().filter(|session| session.id == id) {
        session.stepped_up = session.stepped_up.filter(|(_, factor)| *factor != old);
        if session.factor == old {
            session.factor = new;
        }
    }
    Some(())
}

fn set_password(rows: &mut AccountRows, bug: Bug) {
    rows.passwords += 1;
    rows.must_change_password = false;
    if bug == Bug::LinkStaysAlive {
        return;
    }
    rows.links.iter_mut().filter(|link| link.status == GrantStatus::Live).for_each(|link| {
        link.status = GrantStatus::Dead;
    });
}

/// Kills the older link.
pub fn issue_link(rows: &mut AccountRows, id: LinkId, expires_at: Timestamp) {
    rows.links.retain(|link| link.status == GrantStatus::Spent);
    rows.links.push(LinkRecord { id, expires_at, status: GrantStatus::Live });
}

fn spend_link(rows: &mut AccountRows, id: LinkId, bug: Bug) -> Option<()> {
    if bug == Bug::LinkStaysAlive {
        return Some(());
    }
    let link = rows.links.iter_mut().find(|link| link.id == id && link.status == GrantStatus::Live)?;
    link.status = GrantStatus::Spent;
    Some(())
}

/// Greater than before, or both zero (requirement WA-07).
fn advance(rows: &mut AccountRows, factor: FactorId, count: u32, bug: Bug) -> Option<()> {
    if bug == Bug::CountNotAdvanced {
        return Some(());
    }
    let row = rows.factors.iter_mut().find(|row| row.id == factor)?;
    if row.sign_count >= count && (row.sign_count, count) != (0, 0) {
        return None;
    }
    row.sign_count = count;
    Some(())
}

fn know_browser(rows: &mut AccountRows, browser: u8) {
    if !rows.known_browsers.contains(&browser) {
        rows.known_browsers.push(browser);
        rows.known_browsers.sort_unstable();
    }
}

/// Looks at the last step only, not at whether the factor lives: that is what the epoch is for.
fn burn(rows: &mut AccountRows, factor: FactorId, step: i64, bug: Bug) -> Option<()> {
    if bug == Bug::StepNotBurnt {
        return Some(());
    }
    let row = rows.factors.iter_mut().find(|row| row.id == factor)?;
    if row.last_step.is_some_and(|last| last >= step) {
        return None;
    }
    row.last_step = Some(step);
    Some(())
}

fn accept(rows: &mut AccountRows, id: CodeId, until: Timestamp, bug: Bug) -> Option<()> {
    let code = rows.code.as_mut().filter(|code| code.id == id)?;
    if code.status != CodeStatus::Active && bug != Bug::CodeAcceptedTwice {
        return None;
    }
    let at_once = bug == Bug::RecoveryNotResumable;
    code.status = if at_once { CodeStatus::Spent } else { CodeStatus::Accepted };
    code.accepted_until = Some(until);
    Some(())
}

fn move_code(rows: &mut AccountRows, id: CodeId, from: CodeStatus, to: CodeStatus) -> Option<()> {
    rows.code.as_mut().filter(|code| code.id == id && code.status == from)?.status = to;
    Some(())
}

/// Kills the older grant and the journeys that live by it.
pub fn issue_grant(rows: &mut AccountRows, grant: &NewGrant, bug: Bug) {
    if bug != Bug::TwoLiveGrants {
        let killed: Vec<GrantId> = rows.live_grants().map(|older| older.id).collect();
        rows.journeys.retain(|_, journey| journey.state.grant().is_none_or(|grant| !killed.contains(&grant)));
        rows.grants.iter_mut().filter(|older| killed.contains(&older.id)).for_each(|older| {
            older.status = GrantStatus::Dead;
        });
    }
    rows.grants.push(GrantRecord {
        id: grant.seed.id,
        kind: grant.kind,
        expires_at: grant.expires_at,
        status: GrantStatus::Live,
    });
}

fn live(rows: &mut AccountRows, id: GrantId) -> Option<&mut GrantRecord> {
    rows.grants.iter_mut().find(|grant| grant.id == id && grant.status == GrantStatus::Live)
}

/// A grant that was presented in time may be spent later: its journey has its own end.
fn spend(rows: &mut AccountRows, id: GrantId, bug: Bug) -> Option<()> {
    match bug {
        Bug::EnrolWithoutGrant | Bug::GrantOfAnotherAccount | Bug::LinkOpensWizard => {
            let _ = live(rows, id).map(|grant| grant.status = GrantStatus::Spent);
        }
        Bug::GrantStaysAlive => live(rows, id).map(|_| ())?,
        _ => live(rows, id)?.status = GrantStatus::Spent,
    }
    Some(())
}

fn give_back(rows: &mut AccountRows, taken: &TryTaken) {
    if let Some(counter) = rows.counters.get_mut(&taken.key) {
        *counter = throttle::give_back(counter, taken);
    }
}
