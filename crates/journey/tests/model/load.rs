//! The first step of a request: the journey and the facts are loaded, the try is reserved.
//!
//! What is loaded here is all that verifying and committing see: between them the database may change.

use std::sync::Arc;

use credentials::grant::GrantKind;
use credentials::ids::{FactorId, GrantId, LinkId};
use credentials::totp;
use jiff::Timestamp;
use journey::throttle::{Counter, CounterKey, CounterKind, Lane, Tally, TryTaken};
use journey::{AccountFacts, FactorKind, Journey, Page, Session, State, page_for};

use super::form::Form;
use super::ghost::Fault;
use super::scenario::code_counter;
use super::verify::Verdict;
use super::world::{Model, World, next_journey};
use super::{commit, planted, verify};
use crate::house::bug::Bug;
use crate::house::database::GrantStatus;
use crate::house::keys::HeldKey;
use crate::house::secrets::{Who, noon};

/// What was loaded when the form came in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Loaded {
    /// The tab's browser and place in it.
    pub browser: usize,
    pub place: usize,
    pub journey: Arc<Journey>,
    pub facts: AccountFacts,
    /// Whose rows: of the cookie's journey, or of the username.
    pub who: Who,
    /// The app that counts and its last step.
    pub app: Option<(FactorId, Option<i64>)>,
    /// The number that counts.
    pub number: Option<FactorId>,
    /// The keys that count, with what they counted.
    pub keys: Vec<HeldKey>,
    /// With a planted bug, the factor that was proven in another journey of the account, which waits at the advice.
    pub borrowed: Option<FactorId>,
    /// The grant that the browser's cookie names.
    pub grant: Option<(GrantId, GrantKind, Timestamp)>,
    /// The live mailed link that was opened in this browser, and its end.
    pub link: Option<(LinkId, Timestamp)>,
    /// The live session that this browser holds, and its confirmation.
    pub session: Option<Session>,
    /// The step whose code the person reads off the app.
    pub typed_step: i64,
}

impl Loaded {
    /// Lets go of the rows that this form has nothing to do with, so that worlds that differ in them only are one.
    fn keep_for(&mut self, form: Form) {
        if !matches!(form, Form::Factor(_) | Form::FactorSlip) {
            self.app = None;
            self.typed_step = 0;
        }
        if form != Form::FollowLink {
            self.link = None;
        }
        let in_session =
            matches!(form, Form::Factor(_) | Form::Touch(_) | Form::Sms(_) | Form::Confirm | Form::Begin(_));
        if !in_session {
            self.session = None;
        }
        if !matches!(form, Form::Sms(_) | Form::SendCode) {
            self.number = None;
        }
        if !matches!(form, Form::Touch(_) | Form::TouchLocked(_) | Form::AskKey) {
            self.keys = Vec::new();
        }
    }
}

/// A try that was reserved, how many stand on its counter, and the counter with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tried {
    pub taken: TryTaken,
    pub tally: Tally,
    pub counter: Counter,
}

/// A request under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    pub form: Form,
    pub loaded: Loaded,
    pub tried: Option<Tried>,
    pub verdict: Option<Verdict>,
}

impl Request {
    /// The kind of key that the form is about: the one that is touched, or else what the page asks or sets up.
    pub fn key_kind(&self) -> Option<FactorKind> {
        let kind = match (self.form, &self.loaded.journey.state) {
            (Form::Touch(key) | Form::TouchLocked(key), _) => self.loaded.facts.kind_of(key)?,
            (_, State::AwaitingFactor(_, asked)) => asked.kind,
            (_, State::EnrolFactor(_, _, Some(pending))) => pending.factor.kind(),
            _ => return None,
        };
        kind.key_role().map(FactorKind::from)
    }
}

/// Takes a form in; `None` when nothing comes of it but a page.
pub fn submit(model: &Model, world: &mut World, tab: usize, form: Form) -> Option<()> {
    let (browser, place) = (model.scenario.browser_of(tab), model.scenario.place_of(tab));
    let mut loaded = match form {
        Form::Login(who) => load_account(model, world, (browser, place), who),
        form if form.begins() => load_account(model, world, (browser, place), Who::A),
        _ => load_journey(model, world, (browser, place))?,
    };
    let page = page_for(&loaded.journey.state);
    if !form.is_on(page) {
        return post_old_form(model, world, form, loaded);
    }
    let turns = world.turns + u8::from(form.turns_back(&loaded.journey.state));
    if must_wait(form, &loaded) || turns > model.scenario.turns {
        return None;
    }
    world.turns = turns;
    loaded.keep_for(form);
    let tried = match counter_of(world, form, &loaded) {
        Some(key) => Some(reserve(model, world, &loaded, &key)?),
        None => None,
    };
    if form.begins() {
        world.browsers[browser].logins += 1;
    }
    if form == Form::Login(Who::B) {
        world.ghost_mut().b_entered = true;
    }
    let verdict = (!form.has_secret()).then_some(Verdict::Plain);
    world.requests[tab] = Some(Arc::new(Request { form, loaded, tried, verdict }));
    if !form.has_secret() && !model.scenario.slow_links {
        commit::commit(model, world, tab);
    }
    Some(())
}

fn load_account(model: &Model, world: &World, tab: (usize, usize), who: Who) -> Loaded {
    let id = next_journey(tab.0, world.browsers[tab.0].logins);
    load(model, world, tab, (who, Arc::new(Journey::begin(id, world.now))))
}

/// The journey of the cookie, if it may still be used.
pub fn load_journey(model: &Model, world: &World, tab: (usize, usize)) -> Option<Loaded> {
    let (who, journey) = world.db.journey(world.browsers[tab.0].journey?)?;
    let facts = world.db.account(who).facts();
    if !planted::is_admitted(model.scenario.bug, journey, &facts, world.now) {
        return None;
    }
    Some(load(model, world, tab, (who, Arc::clone(journey))))
}

fn load(model: &Model, world: &World, tab: (usize, usize), (who, journey): (Who, Arc<Journey>)) -> Loaded {
    let rows = world.db.account(who);
    let app = rows.live_of(FactorKind::Totp).map(|factor| (factor.id, factor.last_step));
    let now_step = totp::step_at(world.now);
    // Whoever has used the code of this half minute reads the next one.
    let used = app.and_then(|(_, last)| last).is_some_and(|last| last >= now_step);
    Loaded {
        browser: tab.0,
        place: tab.1,
        facts: planted::facts(model, &journey, rows.facts()),
        who,
        app,
        number: rows.live_of(FactorKind::Sms).map(|factor| factor.id),
        keys: rows.keys(),
        borrowed: planted::borrowed(model.scenario.bug, rows),
        grant: grant_of(model, world, tab.0, who),
        link: link_of(world, tab.0),
        session: model.scenario.confirms.then(|| session_of(model, world, tab.0)).flatten(),
        typed_step: now_step + i64::from(used),
        journey,
    }
}

fn link_of(world: &World, browser: usize) -> Option<(LinkId, Timestamp)> {
    let id = world.browsers[browser].link?;
    let links = &world.db.account(Who::A).links;
    let live = links.iter().find(|link| link.id == id && link.status == GrantStatus::Live)?;
    Some((live.id, live.expires_at))
}

/// The session of a browser; with the bug, the first that the account has.
fn session_of(model: &Model, world: &World, browser: usize) -> Option<Session> {
    let rows = world.db.account(Who::A);
    let row = match model.scenario.bug {
        Bug::StepUpOfAnotherSession => rows.sessions.first()?,
        _ => world.session_in(browser)?,
    };
    let stepped_up = match model.scenario.bug {
        Bug::ActUnconfirmed => Some((world.now, row.factor)),
        _ => row.stepped_up,
    };
    Some(Session {
        id: row.id,
        account: rows.id,
        factor: row.factor,
        password_at: noon(),
        factor_at: noon(),
        created_at: noon(),
        last_seen_at: world.now,
        expires_at: world.now + jiff::SignedDuration::from_hours(12),
        stepped_up,
    })
}

/// The live grant that a browser holds for this account; with the bug, for any account.
fn grant_of(model: &Model, world: &World, browser: usize, who: Who) -> Option<(GrantId, GrantKind, Timestamp)> {
    let id = world.browsers[browser].grant?;
    let of = |who| world.db.account(who).live_grants().find(|grant| grant.id == id);
    let anybodys = || if model.scenario.bug == Bug::GrantOfAnotherAccount { of(other(who)) } else { None };
    of(who).or_else(anybodys).map(|grant| (grant.id, grant.kind, grant.expires_at))
}

fn other(who: Who) -> Who {
    if who == Who::A { Who::B } else { Who::A }
}

/// Both codes of this minute are used: the person waits for the next.
fn must_wait(form: Form, loaded: &Loaded) -> bool {
    let used = |typed| loaded.app.is_some_and(|(id, last)| id == typed && last >= Some(loaded.typed_step));
    matches!(form, Form::Factor(typed) if used(typed))
}

/// The counter of what is tried; a known browser and one that holds a grant have their own lane (rule J8).
fn counter_of(world: &World, form: Form, loaded: &Loaded) -> Option<CounterKey> {
    let number = u8::try_from(loaded.browser).unwrap();
    let own = world.db.account(loaded.who).known_browsers.contains(&number) || loaded.grant.is_some();
    let lane = if own { Lane::Browser(number.to_string()) } else { Lane::World };
    let subject = format!("{:?}", loaded.who);
    match form {
        Form::Login(_) | Form::Confirm => Some(CounterKey { kind: CounterKind::Password, subject, lane }),
        // What a new app shows is compared at once and costs nothing; a key's ceremony is used up.
        Form::NewFactor if page_for(&loaded.journey.state) == Page::SetUpApp => None,
        Form::Factor(_)
        | Form::FactorSlip
        | Form::Sms(_)
        | Form::Touch(_)
        | Form::TouchLocked(_)
        | Form::NewFactor
        | Form::NewSlip => Some(CounterKey { kind: CounterKind::SecondFactor, subject, lane }),
        Form::Code(_) => loaded.facts.code.as_ref().map(|code| code_counter(code.id, lane)),
        _ => None,
    }
}

fn reserve(model: &Model, world: &mut World, loaded: &Loaded, key: &CounterKey) -> Option<Tried> {
    let mut later = world.db.clone();
    let db = if model.scenario.bug == Bug::CountedTooLate { &mut later } else { &mut world.db };
    let (taken, tally) = db.reserve(loaded.who, key, world.now)?;
    let counter = db.account(loaded.who).counters[key].clone();
    Some(Tried { taken, tally, counter })
}

/// Somebody went back and posts a form of an earlier page: nothing may come of it, whatever is typed (rule J11).
fn post_old_form(model: &Model, world: &mut World, form: Form, loaded: Loaded) -> Option<()> {
    let key = CounterKey { kind: CounterKind::Source, subject: String::new(), lane: Lane::World };
    let taken = TryTaken { key, at: noon() };
    let tried = Some(Tried { taken, tally: Tally::default(), counter: Counter::default() });
    let verdict = Some(verify::ask(model, form, &loaded, world.now));
    let request = Request { form, loaded, tried, verdict };
    commit::take_step(model, &request, world.now)?;
    world.ghost_mut().blame(Fault::OldFormTaken);
    Some(())
}
