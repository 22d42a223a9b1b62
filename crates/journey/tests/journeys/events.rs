//! Every event, made for a journey with the real verifiers as right as it can be.

use credentials::ids::{FactorId, JourneyId, SessionId};
use credentials::security_key::KeyRole;
use credentials::sms::PendingSms;
use credentials::totp;
use credentials::witness::{FactorVerified, PasswordVerified};
use journey::throttle::CounterKind;
use journey::{
    AccountAct, AccountFacts, AccountPlace, Burn, Event, FactorKind, NewFactor, PendingFactor, State, Target, Wrong,
};

use crate::acts::session;
use crate::house::keys::Touch;
use crate::house::secrets::{Secrets, Who, code_id, factor_id, grant_id, link_id};
use crate::portal::{CODE, KEY, NUMBER, PHONE, Portal};
pub use crate::scenes::{Scene, scenes};

/// The names of all events, in the order of [`make`]; those that differ by the kind of factor stand here once for each.
pub const EVENTS: [&str; 31] = [
    "PasswordProven",
    "StepUpBegun",
    "LinkFollowed",
    "ActBegun, add",
    "ActBegun, replace",
    "ActBegun, code",
    "FactorProven",
    "FactorProven by SMS",
    "FactorProven by key",
    "FactorWrong",
    "FactorChosen",
    "SmsSent",
    "KeyAsked",
    "OpenRecovery",
    "LeaveRecovery",
    "CodeProven",
    "CodeWrong",
    "ResetByLink",
    "ContinueEnrolment",
    "MethodChosen, app",
    "MethodChosen, SMS",
    "MethodChosen, key",
    "NumberAgain",
    "NewFactorWrong",
    "ChooseAgain",
    "NewFactorProven",
    "CodeTypedBack",
    "SecondWanted",
    "SecondDeclined",
    "PasswordChosen",
    "Cancel",
];

/// Makes an event that is as right as it can be for this journey.
pub fn make(name: &str, scene: &Scene) -> Event {
    let (portal, facts) = (&scene.portal, scene.facts());
    let session = Secrets::session_seed(500, 1);
    match name {
        "OpenRecovery" => Event::OpenRecovery { facts },
        "LeaveRecovery" => Event::LeaveRecovery { facts },
        "CodeWrong" => Event::CodeWrong { facts, tally: portal.taken(CounterKind::RecoveryCode).1 },
        "ResetByLink" => Event::ResetByLink { facts },
        "ContinueEnrolment" => Event::ContinueEnrolment,
        "MethodChosen, app" | "MethodChosen, SMS" | "MethodChosen, key" => method_chosen(name, portal, facts),
        "NumberAgain" => Event::NumberAgain,
        "NewFactorWrong" => Event::NewFactorWrong { tally: portal.taken(CounterKind::SecondFactor).1 },
        "ChooseAgain" => Event::ChooseAgain,
        "CodeTypedBack" => {
            let shown = match &scene.journey.state {
                State::EnrolRecoveryCode(_, _, shown) => shown.id,
                _ => code_id(CODE),
            };
            Event::CodeTypedBack { typed: Secrets::code(shown), facts, session }
        }
        "SecondWanted" => Event::SecondWanted { facts },
        "SecondDeclined" => Event::SecondDeclined { facts, session },
        "Cancel" => Event::Cancel,
        "StepUpBegun" | "LinkFollowed" | "ActBegun, add" | "ActBegun, replace" | "ActBegun, code" => begun(name, scene),
        "PasswordChosen" => {
            let (row, grant) = (portal.secrets.password_row(Who::A), Secrets::grant_seed(grant_id(501)));
            Event::PasswordChosen { row, facts, session, grant }
        }
        "PasswordProven" | "CodeProven" | "NewFactorProven" => proven(name, scene),
        _ => at_s2(name, scene),
    }
}

/// The session that events are about.
pub fn session_id() -> SessionId {
    Secrets::session_seed(900, 1).id
}

/// What begins with something else than S1.
fn begun(name: &str, scene: &Scene) -> Event {
    let (portal, facts, id) = (&scene.portal, scene.facts(), scene.journey.id);
    let act = match name {
        "StepUpBegun" => {
            let witness = portal.secrets.verify_password(Who::A, Who::A, id, portal.now).unwrap();
            let tries = vec![portal.taken(CounterKind::Password).0];
            let (session, back, least) = (session_id(), AccountPlace::Overview, FactorKind::any());
            return Event::StepUpBegun { witness, facts, session, back, least, tries };
        }
        "LinkFollowed" => {
            let link = (link_id(500), portal.now + credentials::mailed_link::LIFE);
            let witness = Secrets::present_link(Who::A, link, id, portal.now).unwrap();
            return Event::LinkFollowed { witness, facts, tries: Vec::new(), target: Target::Account };
        }
        "ActBegun, add" => AccountAct::AddFactor,
        "ActBegun, replace" => AccountAct::ReplaceFactor(factor_id(PHONE)),
        _ => AccountAct::NewCode,
    };
    let held = session(portal, session_id(), Some((portal.now, factor_id(PHONE))));
    let witness = held.confirmed(id, portal.now).unwrap();
    let code = Some(portal.secrets.code_seed(code_id(503), Who::A));
    Event::ActBegun { witness, act, facts, code }
}

fn method_chosen(name: &str, portal: &Portal, facts: AccountFacts) -> Event {
    let factor = factor_id(500);
    let pending = match name {
        "MethodChosen, app" => PendingFactor::App(Secrets::pending(factor)),
        "MethodChosen, SMS" => PendingFactor::Sms(PendingSms { factor, sent: None }),
        _ => PendingFactor::Key(Some(portal.secrets.begin_key(0, KeyRole::SecurityKey, factor, portal.now))),
    };
    Event::MethodChosen { pending, facts }
}

/// What S2 awaits.
fn at_s2(name: &str, scene: &Scene) -> Event {
    let (portal, facts, id) = (&scene.portal, scene.facts(), scene.journey.id);
    match name {
        "FactorProven" => factor_proven(portal, facts, id),
        "FactorProven by SMS" => sms_proven(portal, facts, id),
        "FactorProven by key" => key_proven(portal, facts, id),
        "FactorWrong" => {
            let (kind, tally) = (FactorKind::Totp, portal.taken(CounterKind::SecondFactor).1);
            Event::FactorWrong { kind, tally, how: Wrong::NotRight }
        }
        "FactorChosen" => {
            let kind = facts.factors.first().map_or(FactorKind::Totp, |held| held.kind);
            Event::FactorChosen { kind, facts }
        }
        "SmsSent" => {
            let factor = match &scene.journey.state {
                State::EnrolFactor(_, _, Some(pending)) => pending.factor.factor(),
                _ => None,
            };
            let seed = portal.secrets.sms_seed(502, factor.unwrap_or(factor_id(NUMBER)), id, portal.now);
            Event::SmsSent { seed, facts, tried: None }
        }
        "KeyAsked" => {
            let role = KeyRole::SecurityKey;
            let challenge = portal.secrets.challenge(503, role, (Who::A, &[(factor_id(KEY), role, 0)]), portal.now);
            Event::KeyAsked { challenge, facts }
        }
        other => panic!("no event is called {other}"),
    }
}

/// The events that carry a witness beside those of S2, made in this journey.
fn proven(name: &str, scene: &Scene) -> Event {
    let (portal, facts, id) = (&scene.portal, scene.facts(), scene.journey.id);
    let password = portal.secrets.verify_password(Who::A, Who::A, id, portal.now).unwrap();
    let seed = Secrets::grant_seed(grant_id(500));
    match name {
        "PasswordProven" => {
            let tries = vec![portal.taken(CounterKind::Password).0];
            Event::PasswordProven { witness: password, facts, grant: None, seed, tries, target: Target::Account }
        }
        "CodeProven" => {
            let typed = code_id(CODE);
            let witness = portal.secrets.verify_code((typed, Who::A), typed, &password, portal.now).unwrap();
            Event::CodeProven { witness, facts, seed, tried: portal.taken(CounterKind::RecoveryCode).0 }
        }
        _ => {
            let (witness, row) = new_factor(scene, &password);
            let code = Some(portal.secrets.code_seed(code_id(500), Who::A));
            let session = Secrets::session_seed(502, 1);
            Event::NewFactorProven { witness, row, facts, code, session, tried: None }
        }
    }
}

/// The factor that is being set up, or else one that was never begun here: of its kind and name, but proven by something else.
fn new_factor(scene: &Scene, password: &PasswordVerified) -> (FactorVerified, NewFactor) {
    let (secrets, now, id) = (&scene.portal.secrets, scene.portal.now, scene.journey.id);
    let pending = match &scene.journey.state {
        State::EnrolFactor(_, _, Some(pending)) => Some(&pending.factor),
        _ => None,
    };
    match pending {
        Some(PendingFactor::Sms(sms)) => {
            let seed = secrets.sms_seed(504, sms.factor, id, now);
            let sent = PendingSms { sent: Some((seed.number, seed.sent)), ..sms.clone() };
            let proven = secrets.prove_sms(&sent, password, 504, now).unwrap();
            (proven.witness, NewFactor::Sms(proven.row))
        }
        Some(PendingFactor::Key(key) | PendingFactor::Passkey(key)) => {
            let role = pending.and_then(|pending| pending.kind().key_role()).unwrap();
            let key = key.clone().unwrap_or_else(|| secrets.begin_key(0, role, factor_id(500), now));
            // At a time when the ceremony still counts: whether the journey does is not the verifier's question.
            let proven = secrets.prove_key(&key, key.factor(), password, key.made_at()).unwrap();
            (proven.witness, NewFactor::Key(proven.row, String::new()))
        }
        app => {
            let factor = app.and_then(PendingFactor::factor).unwrap_or(factor_id(500));
            let proven = secrets.prove_app(factor, password, now).unwrap();
            (proven.witness, NewFactor::Totp(proven.row))
        }
    }
}

fn proof(portal: &Portal, facts: AccountFacts, witness: FactorVerified, burn: Burn) -> Event {
    let code = Some(portal.secrets.code_seed(code_id(501), Who::A));
    let (session, tried) = (Secrets::session_seed(501, 1), portal.taken(CounterKind::SecondFactor).0);
    Event::FactorProven { witness, burn, facts, session, code, tried, holds: Some(session_id()) }
}

/// The right code of the account's phone, in this journey.
pub fn factor_proven(portal: &Portal, facts: AccountFacts, id: JourneyId) -> Event {
    let typed = (factor_id(PHONE), totp::step_at(portal.now));
    let right = portal.secrets.verify_app((factor_id(PHONE), Who::A, None), typed, id, portal.now).unwrap();
    proof(portal, facts, right.witness, Burn::TotpStep(right.step))
}

/// The right code of a message that went to the account's number in this journey.
pub fn sms_proven(portal: &Portal, facts: AccountFacts, id: JourneyId) -> Event {
    let number: FactorId = factor_id(NUMBER);
    let sent = portal.secrets.sms_seed(505, number, id, portal.now).sent;
    let witness = portal.secrets.verify_sms((number, Who::A), &sent, 505, id, portal.now).unwrap();
    proof(portal, facts, witness, Burn::SmsCode)
}

/// The right answer of the account's key in this journey.
pub fn key_proven(portal: &Portal, facts: AccountFacts, id: JourneyId) -> Event {
    let (key, held) = (factor_id(KEY), [(factor_id(KEY), KeyRole::SecurityKey, 0)]);
    let challenge = portal.secrets.challenge(506, KeyRole::SecurityKey, (Who::A, &held), portal.now);
    let right = portal.secrets.verify_key(&challenge, (Who::A, &held), Touch::key(key, 1), id, portal.now).unwrap();
    proof(portal, facts, right.witness.clone(), Burn::from(&right))
}
