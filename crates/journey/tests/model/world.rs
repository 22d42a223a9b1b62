//! The state of the model and what can happen in it.
//!
//! A world is the database, the cookies of every browser and the requests that are under way. A request takes three steps (load, verify, commit);
//! between them anything else may happen. Begin reading at `actions` and `next_state`; requests are in `operation.rs`.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use credentials::grant::GrantKind;
use credentials::ids::{GrantId, JourneyId, LinkId, SessionId};
use jiff::{SignedDuration, Timestamp};
use journey::event::NewGrant;
use journey::{AccountStatus, CodeStatus, Journey, Policy, RecoveryDelay, codec, page_for};
use stateright::Property;
use uuid::Uuid;

use super::form::{Form, forms};
use super::ghost::Ghost;
use super::load::{self, Request};
use super::scenario::{ACTIVATION, FIRST_LINK, Person, Scenario, Start};
use super::{commit, planted, properties, verify};
use crate::house::bug::Bug;
use crate::house::database::{AccountRows, Database, SessionRow};
use crate::house::effects::{issue_grant, issue_link};
use crate::house::secrets::{Secrets, Seeded, Who, grant_id, journey_id, link_id, noon};

/// A configuration with everything that does not change while it is explored.
pub struct Model {
    pub scenario: Scenario,
    pub policy: Policy,
    pub secrets: Arc<Secrets>,
    /// Databases from which the owner got in, by their hash.
    pub got_in: Mutex<HashSet<u64>>,
    /// Journeys as they come back from their sealed form.
    stored: Mutex<HashMap<Journey, Journey>>,
    /// B's rows at the beginning.
    pub b_at_first: AccountRows,
}

/// The cookies of one browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cookies {
    pub journey: Option<JourneyId>,
    pub grant: Option<GrantId>,
    /// A mailed link that was opened here.
    pub link: Option<LinkId>,
    pub session: Option<SessionId>,
    /// Logins that were begun; numbers the journeys.
    pub logins: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub now: Timestamp,
    pub db: Database,
    pub browsers: Vec<Cookies>,
    /// One place per tab.
    pub requests: Vec<Option<Arc<Request>>>,
    pub wrongs: u8,
    pub turns: u8,
    pub waits: u8,
    pub links: u8,
    pub mails: u8,
    pub leaked: bool,
    pub ended: bool,
    pub ghost: Arc<Ghost>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A form is posted: the journey and the facts are loaded, the try is reserved.
    Submit { tab: usize, form: Form },
    /// What was typed is verified.
    Verify { tab: usize },
    /// The step is taken and committed.
    Commit { tab: usize },
    /// So many minutes pass.
    Wait { minutes: i64 },
    /// The help desk sends a link, and A's owner opens it.
    SendLink,
    /// The attacker finds A's recovery code.
    Leak,
    /// An administrator closes A.
    Close,
    /// A link for a forgotten password is mailed to A, and opened in this browser.
    MailLink { browser: usize },
    /// Every session of A is ended from elsewhere.
    EndSessions,
    /// The link in the notice of a recovery that waits.
    CancelRecovery,
}

impl Model {
    pub fn new(scenario: Scenario, secrets: Arc<Secrets>) -> Self {
        let delay = SignedDuration::from_hours(scenario.delay);
        let recovery_delay = RecoveryDelay { users: delay, privileged: delay };
        let first_login = scenario.first_login;
        let policy = Policy { first_login, kinds: scenario.kinds(), recovery_delay, ..Policy::default() };
        let b_at_first = scenario.database().account(Who::B).clone();
        Self { scenario, policy, secrets, got_in: Mutex::default(), stored: Mutex::default(), b_at_first }
    }

    /// A journey as it will be loaded: sealed and opened again.
    pub fn through_the_seal(&self, journey: &Journey) -> Journey {
        if let Some(known) = self.stored.lock().unwrap().get(journey) {
            return known.clone();
        }
        let Journey { id, epoch, revision, .. } = *journey;
        let row = codec::Row { id, account: journey.account.unwrap(), epoch, revision };
        let sealed = codec::seal(journey, &self.secrets.keyring, &Seeded::new(2)).unwrap();
        let opened = codec::unseal(&row, &sealed, &self.secrets.keyring).unwrap();
        self.stored.lock().unwrap().insert(journey.clone(), opened.clone());
        opened
    }

    /// Sends a link to A's owner, who opens it in a browser.
    pub fn send_link(&self, world: &mut World, browser: usize, kind: GrantKind) {
        let id = if kind == GrantKind::Activation { ACTIVATION } else { FIRST_LINK + u32::from(world.links) };
        let id = grant_id(id);
        let expires_at = world.now + SignedDuration::from_hours(24);
        let grant = NewGrant { seed: Secrets::grant_seed(id), kind, expires_at };
        issue_grant(world.db.account_mut(Who::A), &grant, self.scenario.bug);
        world.links += u8::from(kind == GrantKind::HelpDesk);
        world.browsers[browser].grant = Some(id);
    }

    /// A tab whose verifying may come first: it reads what was loaded and the clock only, so where the clock stands still its order with all the
    /// rest makes no difference.
    fn local(&self, world: &World) -> Option<usize> {
        if self.scenario.waits > 0 || self.scenario.bug == Bug::CountedTooLate {
            return None;
        }
        world.requests.iter().position(|request| request.as_ref().is_some_and(|request| request.verdict.is_none()))
    }

    fn outside(&self, world: &World, actions: &mut Vec<Action>) {
        let scenario = &self.scenario;
        if world.waits < scenario.waits {
            actions.extend(scenario.jumps.iter().map(|minutes| Action::Wait { minutes: *minutes }));
        }
        if world.links < scenario.links {
            actions.push(Action::SendLink);
        }
        if scenario.leak && !world.leaked {
            actions.push(Action::Leak);
        }
        if world.mails < scenario.mails {
            let reads = |browser: &usize| scenario.mailbox || scenario.person(*browser) == Person::Owner;
            let browsers = (0..scenario.browsers.len()).filter(reads);
            actions.extend(browsers.map(|browser| Action::MailLink { browser }));
        }
        if scenario.ending && !world.ended && !world.db.account(Who::A).sessions.is_empty() {
            actions.push(Action::EndSessions);
        }
        let code = world.db.account(Who::A).code.as_ref();
        if code.is_some_and(|code| code.status == CodeStatus::Waiting) {
            actions.push(Action::CancelRecovery);
        }
        if scenario.closing && world.db.account(Who::A).status == AccountStatus::Active {
            actions.push(Action::Close);
        }
    }

    /// The forms of a tab without a request: those of the page that is due, and older ones where that is explored.
    fn posts(&self, world: &World, tab: usize, actions: &mut Vec<Action>) {
        let browser = self.scenario.browser_of(tab);
        let state = world.journey_in(browser).map(|journey| &journey.state);
        let on_page = |form: &Form| state.is_some_and(|state| form.is_on(page_for(state)) && form.suits(state));
        let due = |form: &Form| form.begins() || on_page(form);
        let chosen = forms(self, world, browser).into_iter().filter(|form| self.scenario.back || due(form));
        actions.extend(chosen.map(|form| Action::Submit { tab, form }));
    }
}

impl World {
    fn begin(scenario: &Scenario) -> Self {
        Self {
            now: noon(),
            db: scenario.database(),
            // One more than the configuration has: the browser of the owner's script.
            browsers: vec![Cookies::default(); scenario.browsers.len() + 1],
            requests: vec![None; scenario.tabs() + 1],
            wrongs: 0,
            turns: 0,
            waits: 0,
            links: 0,
            mails: 0,
            leaked: false,
            ended: false,
            ghost: Arc::new(Ghost { wrong: scenario.earlier_wrong_tries(), ..Ghost::default() }),
        }
    }

    pub fn ghost_mut(&mut self) -> &mut Ghost {
        Arc::make_mut(&mut self.ghost)
    }

    /// The journey that a browser's cookie names.
    pub fn journey_in(&self, browser: usize) -> Option<&Arc<Journey>> {
        Some(self.db.journey(self.browsers[browser].journey?)?.1)
    }

    /// Mails a link to A, which is opened in this browser.
    fn mail_link(&mut self, browser: usize) {
        let id = link_id(u32::from(self.mails) + 1);
        let expires_at = self.now + credentials::mailed_link::LIFE;
        issue_link(self.db.account_mut(Who::A), id, expires_at);
        self.mails += 1;
        self.browsers[browser].link = Some(id);
    }

    /// A's session that a browser holds, while it is alive.
    pub fn session_in(&self, browser: usize) -> Option<&SessionRow> {
        let (id, rows) = (self.browsers[browser].session?, self.db.account(Who::A));
        let lives = |session: &&SessionRow| rows.live_factors().any(|factor| factor.id == session.factor);
        rows.sessions.iter().find(|session| session.id == id).filter(lives)
    }

    /// Whether a browser is in a journey of this account.
    pub fn is_at(&self, browser: usize, who: Who) -> bool {
        self.journey_in(browser).is_some_and(|journey| journey.account == Some(who.account()))
    }

    /// Drops journeys that no cookie names and no request holds: nobody can reach them any more.
    fn forget_unreachable(&mut self) {
        let cookies = self.browsers.iter().filter_map(|cookies| cookies.journey);
        let held = self.requests.iter().flatten().map(|request| request.loaded.journey.id);
        let reachable: Vec<JourneyId> = cookies.chain(held).collect();
        for who in [Who::A, Who::B] {
            if self.db.account(who).journeys.keys().any(|id| !reachable.contains(id)) {
                self.db.account_mut(who).journeys.retain(|id, _| reachable.contains(id));
            }
        }
    }

    fn close(&mut self) {
        let rows = self.db.account_mut(Who::A);
        rows.status = AccountStatus::Suspended;
        rows.epoch = rows.epoch.next();
        rows.sessions.clear();
    }
}

/// The number of a browser's journey; everything made in it is numbered from this.
pub fn journey_number(browser: usize, login: u8) -> u32 {
    16 * (u32::try_from(browser).unwrap() + 1) + u32::from(login)
}

/// The name of the browser's next journey.
pub fn next_journey(browser: usize, login: u8) -> JourneyId {
    journey_id(journey_number(browser, login))
}

/// The number of what a tab makes in a journey.
pub fn made_in(journey: JourneyId, place: usize) -> u32 {
    let number = u32::try_from(journey.as_uuid().as_u64_pair().1).unwrap();
    4 * number + u32::try_from(place).unwrap()
}

/// The browser in which a row was made; `None` for those of the beginning.
pub fn born_in(row: Uuid) -> Option<usize> {
    usize::try_from(row.as_u64_pair().1 / 64).unwrap().checked_sub(1)
}

/// The journey in which a message went out, by its name.
pub fn message_of(name: u32) -> JourneyId {
    journey_id(name / 16)
}

/// The browser of a journey.
pub fn browser_of(journey: JourneyId) -> Option<usize> {
    usize::try_from(journey.as_uuid().as_u64_pair().1 / 16).unwrap().checked_sub(1)
}

impl stateright::Model for Model {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let mut world = World::begin(&self.scenario);
        if matches!(self.scenario.start, Start::New { link: true, .. }) {
            self.send_link(&mut world, 0, GrantKind::Activation);
        }
        vec![world]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        if let Some(tab) = self.local(world) {
            actions.push(Action::Verify { tab });
            return;
        }
        for tab in 0..self.scenario.tabs() {
            match &world.requests[tab] {
                Some(request) if request.verdict.is_none() => actions.push(Action::Verify { tab }),
                Some(_) => actions.push(Action::Commit { tab }),
                None => self.posts(world, tab, actions),
            }
        }
        self.outside(world, actions);
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        match action {
            Action::Submit { tab, form } => load::submit(self, &mut world, tab, form)?,
            Action::Verify { tab } => verify::verify(self, &mut world, tab),
            Action::Commit { tab } => commit::commit(self, &mut world, tab),
            Action::Wait { minutes } => {
                world.now += SignedDuration::from_mins(minutes);
                world.waits += 1;
            }
            Action::SendLink => self.send_link(&mut world, 0, GrantKind::HelpDesk),
            Action::Leak => world.leaked = true,
            Action::Close => world.close(),
            Action::MailLink { browser } => world.mail_link(browser),
            Action::EndSessions => {
                world.db.account_mut(Who::A).sessions.clear();
                world.ended = true;
            }
            Action::CancelRecovery => planted::cancel_recovery(self.scenario.bug, &mut world),
        }
        world.forget_unreachable();
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::of(&self.scenario)
    }
}
