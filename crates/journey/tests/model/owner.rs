//! The owner's script: from any world, a finite way to a session for whoever holds the password and the factor, or the code, or gets a link.
//!
//! It is played on a copy of the world, in a fresh browser, with the same requests as everybody's. What it finds depends on the account's rows only,
//! so each set of rows is played once.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use credentials::grant::GrantKind;
use jiff::SignedDuration;
use journey::throttle::CounterKind;
use journey::{AccountStatus, Asked, FactorKind, Page, Policy, Standing, State, page_for};

use super::form::{Form, holder};
use super::ghost::Wipe;
use super::scenario::Person;
use super::world::{Action, Model, World};
use crate::house::database::AccountRows;
use crate::house::secrets::Who;

/// Whether the owner still gets in: alone where the rules promise it, and with the help desk's link always.
pub fn gets_in(model: &Model, world: &World) -> bool {
    if world.db.account(Who::A).status != AccountStatus::Active {
        return true;
    }
    let fresh = fresh(world);
    let hash = fingerprint(&fresh);
    if model.got_in.lock().unwrap().contains(&hash) {
        return true;
    }
    let alone = by_factor(model, &fresh).unwrap_or(true) && by_code(model, &fresh).unwrap_or(true);
    let gets_in = alone && by_link(model, &fresh);
    if gets_in {
        model.got_in.lock().unwrap().insert(hash);
    }
    gets_in
}

/// The world with no request under way and no journey: the owner begins anew.
fn fresh(world: &World) -> World {
    let mut fresh = world.clone();
    fresh.requests.iter_mut().for_each(|request| *request = None);
    fresh.db.account_mut(Who::A).journeys.clear();
    fresh
}

fn fingerprint(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    (world.now, world.links, world.db.account(Who::A)).hash(&mut hasher);
    hasher.finish()
}

/// With the factor that is asked for, when it can be proven and is the owner's own: a day later, when every wait is over.
fn by_factor(model: &Model, world: &World) -> Option<bool> {
    let (rows, kinds) = (world.db.account(Who::A), &model.policy.kinds);
    let asked = Asked::first(&rows.facts(), kinds, world.now)?.kind;
    let factor = rows.live_of(asked)?.id;
    let usable = kinds.provable(asked, &rows.facts(), world.now) != Standing::Off;
    let is_own = usable && holder(model, factor.as_uuid()) == Person::Owner;
    let mut world = world.clone();
    world.now += SignedDuration::from_hours(25);
    is_own.then(|| walk(model, world, &[]))
}

/// With the accepted code, while its recovery is open: at once, unless tries on it are used up.
fn by_code(model: &Model, world: &World) -> Option<bool> {
    let rows = world.db.account(Who::A);
    let code = rows.code.as_ref()?;
    let wiped = rows.live_factors().next().is_none();
    let accepted = |wipe: &Wipe| wipe.code == Some(code.id) && world.now < wipe.at + Policy::RECOVERY;
    let is_open = wiped && world.ghost.wipes.iter().any(accepted);
    (is_open && !has_wrong_tries(rows)).then(|| walk(model, world.clone(), &[Form::OpenRecovery, Form::Code(code.id)]))
}

fn has_wrong_tries(rows: &AccountRows) -> bool {
    rows.counters.iter().any(|(key, counter)| key.kind == CounterKind::RecoveryCode && counter.consecutive > 0)
}

/// With a new link of the help desk: a day later.
fn by_link(model: &Model, world: &World) -> bool {
    let mut world = world.clone();
    world.now += SignedDuration::from_hours(25);
    model.send_link(&mut world, rescue(model), GrantKind::HelpDesk);
    walk(model, world, &[Form::ResetByLink])
}

/// The browser that is kept for this.
fn rescue(model: &Model) -> usize {
    model.scenario.browsers.len()
}

/// Logs in and does on each page what it asks, or what `choices` prefers there, until there is a session.
fn walk(model: &Model, mut world: World, choices: &[Form]) -> bool {
    for _ in 0..30 {
        let page = world.journey_in(rescue(model)).map(|journey| page_for(&journey.state));
        let form = match page {
            Some(Page::Ended(journey::Ending::LoggedIn { .. })) => return true,
            None | Some(Page::Login | Page::Ended(_)) => Form::Login(Who::A),
            Some(page) => {
                let preferred = choices.iter().copied().find(|form| form.is_on(page) && may(&world, model, *form));
                preferred.or_else(|| usual(model, &world, page)).unwrap_or(Form::Cancel)
            }
        };
        if post(model, &mut world, form).is_none() {
            // Too many tries, or the code of this half minute is used: the page says how long to wait.
            world.now += SignedDuration::from_secs(61);
        }
    }
    false
}

/// A link is redeemed only on the page that offers it.
fn may(world: &World, model: &Model, form: Form) -> bool {
    let journey = world.journey_in(rescue(model)).map(Arc::clone);
    let link = journey.and_then(|journey| journey.state.carried().and_then(|carried| carried.reset_link.clone()));
    form != Form::ResetByLink || link.is_some()
}

/// What a page asks for.
fn usual(model: &Model, world: &World, page: Page) -> Option<Form> {
    let journey = world.journey_in(rescue(model))?;
    let rows = world.db.account(Who::A);
    let newest = || Some(Form::Sms(world.ghost.newest_message(journey.id)?));
    match page {
        Page::SecondFactor => match &journey.state {
            State::AwaitingFactor(_, asked) if asked.kind == FactorKind::Sms => {
                if asked.sms.is_none() {
                    Some(Form::SendCode)
                } else {
                    newest()
                }
            }
            State::AwaitingFactor(_, asked) if asked.kind.key_role().is_some() => {
                let key = Form::Touch(rows.live_of(asked.kind)?.id);
                Some(if asked.challenge(asked.kind.key_role()?).is_none() { Form::AskKey } else { key })
            }
            _ => Some(Form::Factor(rows.live_of(FactorKind::Totp)?.id)),
        },
        Page::Introduction => Some(Form::Continue),
        Page::ChooseMethod => Some(Form::ChooseMethod(*model.policy.kinds.to_add(&rows.facts(), world.now).first()?)),
        Page::SetUpApp => Some(Form::NewFactor),
        Page::SetUpSms => {
            if Form::NumberAgain.suits(&journey.state) {
                newest()
            } else {
                Some(Form::SendCode)
            }
        }
        Page::SetUpKey | Page::SetUpPasskey => {
            let begun = Form::NewFactor.suits(&journey.state);
            Some(if begun { Form::NewFactor } else { Form::BeginKey })
        }
        Page::RecoveryCode => Some(Form::TypeBack),
        Page::SecondAdvice => Some(Form::DeclineSecond),
        Page::NewPassword => Some(Form::ChoosePassword),
        Page::Login | Page::Reset | Page::NoGrant(_) | Page::Ended(_) => None,
    }
}

/// One request from beginning to end; `None` when it changes nothing.
fn post(model: &Model, world: &mut World, form: Form) -> Option<()> {
    use stateright::Model as _;
    let tab = model.scenario.tabs();
    let page = |world: &World| world.journey_in(rescue(model)).cloned();
    let before = page(world);
    *world = model.next_state(world, Action::Submit { tab, form })?;
    while let Some(request) = &world.requests[tab] {
        let action = if request.verdict.is_none() { Action::Verify { tab } } else { Action::Commit { tab } };
        *world = model.next_state(world, action)?;
    }
    (page(world) != before).then_some(())
}
