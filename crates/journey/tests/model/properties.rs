//! What must hold in every world (`always`), and what must happen in some (`sometimes`), by the rules' numbers.

use journey::sending::{RESEND_WAIT, SENDS_PER_JOURNEY};
use journey::throttle::{CODE_TRIES_PER_JOURNEY, CODE_TRIES_VOID, CounterKind, FACTOR_TRIES_PER_JOURNEY, Limits};
use journey::{AccountStatus, CodeStatus, FactorKind, NoticeKind};
use stateright::Property;

use super::ghost::{Fault, Message, WrongTry};
use super::owner;
use super::scenario::{Person, Scenario, Start};
use super::world::{Model, World, born_in, browser_of};
use crate::house::secrets::Who;

pub const BOTH_PROVEN: &str = "J1 a session implies a password and a factor of its account, proven in its journey";
pub const NO_LOGIN_BY_CODE: &str = "J3 a recovery opens no session";
pub const WIPE_ENDS_SESSIONS: &str = "J3 J13 no session survives a wipe";
pub const ONE_WIPE: &str = "J4 one code wipes once";
pub const CODE_FIRST: &str = "J5 no session before a code of the account is confirmed";
pub const RIGHT_TO_ENROL: &str =
    "J6 a factor is stored only by spending a live grant of its account, or beside one that was proven in its journey";
pub const NEWEST_CODE: &str = "SM-01 a code of an older SMS, or of another journey, proves nothing";
pub const SENDS: &str = "SM-07 three codes a journey at most, a minute apart";
pub const CHALLENGE_ONCE: &str = "WA-02 a challenge is answered once, whatever the answer";
pub const PENDING: &str = "SF-08 a factor that has not proven itself does not count";
pub const SWITCHED_OFF: &str = "J2 a kind that is switched off opens no session";
pub const PASSED_OVER: &str = "J2 a factor that counts, of whatever kind, is asked for after every password";
pub const ONE_GRANT: &str = "J6 an account has one live grant";
pub const STEP_ONCE: &str = "TO-03 WA-07 a time step counts once, and so does a key's count";
pub const TRIES: &str = "J8 wrong tries stay within their limits";
pub const VOID: &str = "D3 a code is void after ten tries on it that were not given back, not before";
pub const TOLD: &str = "J9 every wipe is told";
pub const EXPIRED: &str = "J1 what is expired does nothing";
pub const ENDED: &str = "J11 what has ended stays ended";
pub const OLD_FORM: &str = "J11 a form of an earlier page does nothing";
pub const ATTACKER: &str =
    "J6 the attacker gets nothing of A by the password; with the code only by a wipe or renewal that is told";
pub const B_UNTOUCHED: &str = "B is not touched by what happens on A";
pub const CLOSED: &str = "EN-04 a closed account has no session";
pub const PASSWORD: &str = "J12 PW-09 a password is set only after a factor or the code of an account that has a factor, proven in its journey";
pub const LINK_ONCE: &str = "FP-02 a mailed link sets one password";
pub const LINK_OPENS_NOTHING: &str = "J12 a journey that began with a mailed link opens no session";
pub const CONFIRMED: &str = "J14 a session is confirmed by both proofs, from its own browser only";
pub const CHANGED_FIRST: &str = "PW-09 no session before the change that is wanted";
pub const WAITED: &str = "RC-10 a recovery takes effect after its delay, unless it was cancelled";
pub const LIVE: &str = "the owner gets in from everywhere";

type Check = fn(&Model, &World) -> bool;

const ALWAYS: &[(&str, Check)] = &[
    (BOTH_PROVEN, both_proven),
    (NO_LOGIN_BY_CODE, |_, world| world.ghost.fault != Some(Fault::RecoveryOpenedSession)),
    (WIPE_ENDS_SESSIONS, wipe_ends_sessions),
    (ONE_WIPE, one_wipe),
    (CODE_FIRST, |_, world| world.ghost.fault != Some(Fault::NoCodeConfirmed)),
    (RIGHT_TO_ENROL, |_, world| world.ghost.fault != Some(Fault::NoRightToEnrol)),
    (NEWEST_CODE, |_, world| world.ghost.fault != Some(Fault::OldCodeCounted)),
    (SENDS, sends),
    (CHALLENGE_ONCE, |_, world| world.ghost.fault != Some(Fault::ChallengeAnsweredTwice)),
    (PENDING, pending_does_not_count),
    (SWITCHED_OFF, |_, world| world.ghost.fault != Some(Fault::SwitchedOffLoggedIn)),
    (PASSED_OVER, |_, world| world.ghost.fault != Some(Fault::FactorPassedOver)),
    (ONE_GRANT, |_, world| both(|who| world.db.account(who).live_grants().count() <= 1)),
    (STEP_ONCE, |_, world| world.ghost.steps.windows(2).all(|two| two[0] != two[1])),
    (TRIES, tries),
    (VOID, void),
    (TOLD, told),
    (EXPIRED, |_, world| world.ghost.fault != Some(Fault::ExpiredMoved)),
    (ENDED, |_, world| world.ghost.fault != Some(Fault::EndedMoved)),
    (OLD_FORM, |_, world| world.ghost.fault != Some(Fault::OldFormTaken)),
    (ATTACKER, attacker),
    (PASSWORD, |_, world| world.ghost.fault != Some(Fault::PasswordSetWithoutProof)),
    (LINK_ONCE, |_, world| {
        let links = &world.ghost.links;
        links.iter().enumerate().all(|(n, link)| !links[..n].contains(link))
    }),
    (LINK_OPENS_NOTHING, link_opens_nothing),
    (CONFIRMED, |_, world| world.ghost.fault != Some(Fault::ConfirmedElsewhere)),
    (CHANGED_FIRST, |_, world| {
        let rows = world.db.account(Who::A);
        !rows.must_change_password || rows.sessions.is_empty()
    }),
    (WAITED, waited),
    (B_UNTOUCHED, |model, world| world.ghost.b_entered || *world.db.account(Who::B) == model.b_at_first),
    (CLOSED, closed),
];

/// Names of what must happen somewhere.
pub mod seen {
    pub const SESSION: &str = "somebody gets in";
    pub const SECOND_SESSION: &str = "two sessions live at once";
    pub const WIPE: &str = "factors are wiped";
    pub const NEW_FACTOR: &str = "a wiped account has a factor again";
    pub const SESSION_AFTER_WIPE: &str = "a session is opened after a wipe";
    pub const RESUMED: &str = "a recovery is resumed";
    pub const BY_LINK: &str = "a help-desk link is redeemed";
    pub const ATTACKER_IN: &str = "the attacker who has the code gets in";
    pub const VOIDED: &str = "a code is voided";
    pub const B_IN: &str = "B has a session";
    pub const BY_SMS: &str = "a session is opened by SMS";
    pub const BY_KEY: &str = "a session is opened by a key";
    pub const BY_PASSKEY: &str = "a session is opened by a passkey";
    pub const RESENT: &str = "a second code goes out in one journey";
    pub const TWO_FACTORS: &str = "an account that was just made has two factors and a session";
    pub const PASSWORD_SET: &str = "a new password is set";
    pub const BOTH_LOST: &str = "a new password is set by link and code";
    pub const STEPPED_UP: &str = "a session is confirmed";
    pub const ADDED: &str = "a session adds a factor";
    pub const SWAPPED: &str = "a session replaces its factor and goes on";
    pub const CODE_RENEWED: &str = "a session renews the code";
    pub const WAITING: &str = "a recovery waits";
    pub const WAITED: &str = "a recovery takes effect after its delay";
    pub const CANCELLED: &str = "a recovery that waited is cancelled";
    pub const REPLACED: &str = "a switched-off kind is replaced, and a session opened";
}

const SOMETIMES: &[(&str, Check)] = &[
    (seen::SESSION, |_, world| !world.db.account(Who::A).sessions.is_empty()),
    (seen::SECOND_SESSION, |_, world| world.db.account(Who::A).sessions.len() > 1),
    (seen::WIPE, |_, world| !world.ghost.wipes.is_empty()),
    (seen::NEW_FACTOR, |_, world| !world.ghost.wipes.is_empty() && has_factor(world)),
    (seen::SESSION_AFTER_WIPE, |_, world| {
        !world.ghost.wipes.is_empty() && !world.db.account(Who::A).sessions.is_empty()
    }),
    (seen::RESUMED, |_, world| world.db.account(Who::A).told(NoticeKind::RecoveryAgain) > 0),
    (seen::BY_LINK, |_, world| world.db.account(Who::A).told(NoticeKind::ResetByHelpDesk) > 0),
    (seen::ATTACKER_IN, |model, world| has_gains(model, world)),
    (seen::VOIDED, |_, world| is_void(world)),
    (seen::B_IN, |_, world| !world.db.account(Who::B).sessions.is_empty()),
    (seen::BY_SMS, |_, world| is_in_by(world, FactorKind::Sms)),
    (seen::BY_KEY, |_, world| is_in_by(world, FactorKind::SecurityKey)),
    (seen::BY_PASSKEY, |_, world| is_in_by(world, FactorKind::Passkey)),
    (seen::RESENT, |_, world| world.ghost.messages.windows(2).any(|two| two[0].journey == two[1].journey)),
    (seen::TWO_FACTORS, |_, world| {
        let rows = world.db.account(Who::A);
        !rows.sessions.is_empty() && rows.live_factors().filter(|row| born_in(row.id.as_uuid()).is_some()).count() > 1
    }),
    (seen::PASSWORD_SET, |_, world| world.db.account(Who::A).passwords > 0),
    (seen::BOTH_LOST, |_, world| world.db.account(Who::A).passwords > 0 && !world.ghost.wipes.is_empty()),
    (seen::STEPPED_UP, |_, world| !world.ghost.confirmed.is_empty()),
    (seen::ADDED, |_, world| world.db.account(Who::A).live_factors().count() > 1),
    (seen::SWAPPED, |_, world| {
        world.db.account(Who::A).sessions.iter().any(|session| session.factor != session.opened_by)
    }),
    (seen::CODE_RENEWED, |_, world| {
        let code = world.db.account(Who::A).code.as_ref();
        code.is_some_and(|code| code.status == CodeStatus::Active && born_in(code.id.as_uuid()).is_some())
    }),
    (seen::WAITING, |_, world| !world.ghost.waiting.is_empty()),
    (seen::WAITED, |_, world| !world.ghost.waiting.is_empty() && !world.ghost.wipes.is_empty()),
    (seen::CANCELLED, |_, world| !world.ghost.cancelled.is_empty()),
    (seen::REPLACED, |_, world| {
        let rows = world.db.account(Who::A);
        !rows.sessions.is_empty() && rows.told(NoticeKind::FactorRemoved) > 0
    }),
];

/// The properties of a configuration.
pub fn of(scenario: &Scenario) -> Vec<Property<Model>> {
    let mut properties: Vec<_> = ALWAYS.iter().map(|(name, check)| Property::always(name, *check)).collect();
    let wanted = SOMETIMES.iter().filter(|(name, _)| scenario.sometimes.contains(name));
    properties.extend(wanted.map(|(name, check)| Property::sometimes(name, *check)));
    if scenario.live {
        properties.push(Property::always(LIVE, owner::gets_in));
    }
    properties
}

fn both(holds: impl Fn(Who) -> bool) -> bool {
    holds(Who::A) && holds(Who::B)
}

fn both_proven(_: &Model, world: &World) -> bool {
    both(|who| {
        let rows = world.db.account(who);
        rows.sessions.iter().all(|session| {
            let proofs = world.ghost.proofs_of(session.journey);
            let held = rows.factors.iter().any(|factor| factor.id == session.opened_by);
            held && proofs.password == Some(who) && proofs.factors.contains(&session.opened_by)
        })
    })
}

/// Of the beginning, or shown to work by whoever set it up.
fn pending_does_not_count(_: &Model, world: &World) -> bool {
    let proven = |id| world.ghost.proofs.values().any(|proofs| proofs.factors.contains(&id));
    both(|who| {
        let mut live = world.db.account(who).live_factors();
        live.all(|factor| born_in(factor.id.as_uuid()).is_none() || proven(factor.id))
    })
}

fn sends(_: &Model, world: &World) -> bool {
    let messages = &world.ghost.messages;
    messages.iter().all(|message| {
        let same: Vec<_> = messages.iter().filter(|other| other.journey == message.journey).collect();
        let apart = |two: &[&Message]| two[1].at.duration_since(two[0].at) >= RESEND_WAIT;
        same.len() <= usize::from(SENDS_PER_JOURNEY) && same.windows(2).all(apart)
    })
}

fn is_in_by(world: &World, kind: FactorKind) -> bool {
    let rows = world.db.account(Who::A);
    let of_kind = |id| rows.factors.iter().any(|row| row.id == id && row.kind == kind);
    rows.sessions.iter().any(|session| of_kind(session.factor))
}

fn wipe_ends_sessions(_: &Model, world: &World) -> bool {
    both(|who| {
        let rows = world.db.account(who);
        let wiped_at = world.ghost.wipes.iter().filter(|wipe| wipe.who == who).map(|wipe| wipe.epoch).max();
        rows.sessions.iter().all(|session| {
            let lives = rows.live_factors().any(|factor| factor.id == session.factor);
            lives && wiped_at.is_none_or(|wiped_at| session.epoch >= wiped_at)
        })
    })
}

fn one_wipe(_: &Model, world: &World) -> bool {
    let codes: Vec<_> = world.ghost.wipes.iter().filter_map(|wipe| wipe.code).collect();
    codes.iter().all(|code| codes.iter().filter(|other| *other == code).count() == 1)
}

/// Within one journey as many as are allowed, and one more for each other tab that was under way; on one counter never more.
fn tries(model: &Model, world: &World) -> bool {
    let wrong = &world.ghost.wrong;
    wrong.iter().all(|each| {
        let same = |other: &&WrongTry| other.key.kind == each.key.kind && other.journey == each.journey;
        let in_journey = wrong.iter().filter(same).count();
        within_window(wrong, each) && allowed(model, each).is_none_or(|allowed| in_journey <= allowed)
    })
}

/// How many a journey may see; those of earlier days are of no journey.
fn allowed(model: &Model, each: &WrongTry) -> Option<usize> {
    let other_tabs = model.scenario.browsers.get(browser_of(each.journey)?)?.tabs - 1;
    match each.key.kind {
        CounterKind::SecondFactor => Some(usize::from(FACTOR_TRIES_PER_JOURNEY + other_tabs)),
        CounterKind::RecoveryCode => Some(usize::from(CODE_TRIES_PER_JOURNEY + other_tabs)),
        _ => None,
    }
}

fn within_window(wrong: &[WrongTry], last: &WrongTry) -> bool {
    let limits = Limits::of(last.key.kind, &last.key.lane);
    let since = |other: &&WrongTry| {
        other.key == last.key && other.at <= last.at && last.at.duration_since(other.at).as_secs() < limits.window
    };
    limits.per_window == 0 || wrong.iter().filter(since).count() <= limits.per_window as usize
}

fn void(model: &Model, world: &World) -> bool {
    let Some(code) = &world.db.account(Who::A).code else { return true };
    let wrong = world.ghost.wrong.iter().filter(|each| each.key.subject == code.id.to_string()).count();
    let under_way = world.ghost.right_codes.iter().filter(|right| **right == code.id).count();
    let at_first = model.scenario.start == Start::EnrolledWithCode(CodeStatus::Void);
    let cancelled = world.ghost.cancelled.contains(&code.id);
    code.status != CodeStatus::Void || at_first || cancelled || wrong + under_way >= CODE_TRIES_VOID as usize
}

fn link_opens_nothing(_: &Model, world: &World) -> bool {
    both(|who| {
        let sessions = &world.db.account(who).sessions;
        sessions.iter().all(|session| world.ghost.proofs_of(session.journey).password == Some(who))
    })
}

/// By the moments that were written down, not by what the code's row says.
fn waited(model: &Model, world: &World) -> bool {
    let delay = jiff::SignedDuration::from_hours(model.scenario.delay);
    world.ghost.wipes.iter().filter(|wipe| wipe.who == Who::A).all(|wipe| {
        let Some(code) = wipe.code.filter(|_| delay.is_positive()) else { return true };
        let long_ago = |(id, at): &(_, jiff::Timestamp)| *id == code && *at + delay <= wipe.at;
        world.ghost.waiting.iter().any(long_ago) && !world.ghost.cancelled.contains(&code)
    })
}

fn told(_: &Model, world: &World) -> bool {
    let told = |who| {
        let rows = world.db.account(who);
        rows.told(NoticeKind::RecoveryDone) + rows.told(NoticeKind::ResetByHelpDesk)
    };
    both(|who| world.ghost.wipes.iter().filter(|wipe| wipe.who == who).count() <= told(who))
}

/// Whether the attacker holds a session or a factor of A.
fn has_gains(model: &Model, world: &World) -> bool {
    let attacks = |browser: Option<usize>| browser.is_some_and(|n| model.scenario.person(n) == Person::Attacker);
    let rows = world.db.account(Who::A);
    let session = rows.sessions.iter().any(|session| attacks(browser_of(session.journey)));
    session || rows.factors.iter().any(|factor| attacks(born_in(factor.id.as_uuid())))
}

fn attacker(model: &Model, world: &World) -> bool {
    let rows = world.db.account(Who::A);
    let told = rows.told(NoticeKind::RecoveryDone) + rows.told(NoticeKind::RecoveryAgain) > 0;
    !has_gains(model, world) || world.leaked && told
}

fn closed(_: &Model, world: &World) -> bool {
    let rows = world.db.account(Who::A);
    rows.status == AccountStatus::Active || rows.sessions.is_empty()
}

fn has_factor(world: &World) -> bool {
    world.db.account(Who::A).live_factors().next().is_some()
}

fn is_void(world: &World) -> bool {
    world.db.account(Who::A).code.as_ref().is_some_and(|code| code.status == CodeStatus::Void)
}
