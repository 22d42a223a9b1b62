//! A portal in memory with one method per button, so that a test reads as what somebody does.

use std::sync::Arc;

use credentials::grant::GrantKind;
use credentials::ids::{CodeId, FactorId, GrantId, JourneyId};
use credentials::witness::GrantPresented;
use jiff::{SignedDuration, Timestamp};
use journey::event::NewGrant;
use journey::throttle::{CounterKey, CounterKind, Lane, Tally, TryTaken};
use journey::{CodeStatus, Effect, Event, FactorKind, Journey, Outcome, Page, Policy, State, page_for};

use crate::house::bug::Bug;
use crate::house::database::{AccountRows, Database, FactorRow};
use crate::house::effects::issue_grant;
use crate::house::secrets::{Secrets, Who, code_id, factor_id, grant_id, journey_id, noon};

/// The factors and the code that an enrolled account begins with.
pub const PHONE: u32 = 1;
pub const NUMBER: u32 = 2;
pub const KEY: u32 = 3;
pub const PASSKEY: u32 = 6;
pub const CODE: u32 = 1;

/// The factor of a kind that an enrolled account begins with.
pub fn first_of(kind: FactorKind) -> FactorId {
    factor_id(match kind {
        FactorKind::Totp => PHONE,
        FactorKind::Sms => NUMBER,
        FactorKind::SecurityKey => KEY,
        FactorKind::Passkey => PASSKEY,
    })
}

/// A browser with its cookies, and the phone that its person holds.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    pub journey: Option<JourneyId>,
    pub grant: Option<GrantId>,
    pub phone: Option<FactorId>,
}

pub struct Portal {
    pub db: Database,
    pub secrets: Secrets,
    pub policy: Policy,
    pub now: Timestamp,
    /// The effects of the last step.
    pub effects: Vec<Effect>,
    /// The messages with a code that went out, by name.
    pub inbox: Vec<u32>,
    made: u32,
}

impl Portal {
    /// Account A as it was just made: a password and nothing else.
    pub fn new_account() -> Self {
        let db = Database::new(AccountRows::new(Who::A, noon()), AccountRows::new(Who::B, noon()));
        let (secrets, policy) = (Secrets::default(), Policy::default());
        Self { db, secrets, policy, now: noon(), effects: Vec::new(), inbox: Vec::new(), made: 100 }
    }

    /// Account A with an app and an active code.
    pub fn enrolled() -> Self {
        Self::holding(&[FactorKind::Totp])
    }

    /// Account A with one factor of each of these kinds and an active code.
    pub fn holding(kinds: &[FactorKind]) -> Self {
        let mut portal = Self::new_account();
        let rows = portal.db.account_mut(Who::A);
        rows.factors.extend(kinds.iter().map(|kind| FactorRow::enrolled(first_of(*kind), *kind)));
        rows.set_code(code_id(CODE), CodeStatus::Active);
        portal
    }

    pub fn a(&self) -> &AccountRows {
        self.db.account(Who::A)
    }

    pub fn wait(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    pub fn wait_seconds(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    /// A link of this kind comes into this browser.
    pub fn send_link(&mut self, browser: &mut Browser, kind: GrantKind) {
        let id = grant_id(self.number());
        let expires_at = self.now + SignedDuration::from_hours(24);
        let grant = NewGrant { seed: Secrets::grant_seed(id), kind, expires_at };
        issue_grant(self.db.account_mut(Who::A), &grant, Bug::None);
        browser.grant = Some(id);
    }

    pub fn journey(&self, browser: &Browser) -> Arc<Journey> {
        let begun = || Arc::new(Journey::begin(journey_id(9), self.now));
        browser.journey.and_then(|id| self.a().journeys.get(&id).cloned()).unwrap_or_else(begun)
    }

    pub fn page(&self, browser: &Browser) -> Page {
        page_for(&self.journey(browser).state)
    }

    /// The code that is shown at S6.
    pub fn shown(&self, browser: &Browser) -> CodeId {
        match &self.journey(browser).state {
            State::EnrolRecoveryCode(_, _, shown) => shown.id,
            other => panic!("no code is shown in {other:?}"),
        }
    }

    pub fn number(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    pub fn taken(&self, kind: CounterKind) -> (TryTaken, Tally) {
        (TryTaken { key: key(kind), at: self.now }, Tally { consecutive: 1, in_window: 1 })
    }

    pub fn reserve(&mut self, kind: CounterKind) -> (TryTaken, Tally) {
        let now = self.now;
        self.db.reserve(Who::A, &key(kind), now).expect("the counter allows it")
    }

    /// The grant that this browser presents.
    pub fn presented(&self, browser: &Browser) -> Option<GrantPresented> {
        let grant = self.a().live_grants().find(|grant| Some(grant.id) == browser.grant)?;
        Secrets::present_grant(Who::A, grant.id, grant.kind, grant.expires_at, self.now)
    }

    /// Steps and commits; `None` when the state machine or the database refuses.
    pub fn take(&mut self, journey: &Journey, event: Event) -> Option<Outcome> {
        let outcome = journey::step(journey, event, &self.policy, self.now)?;
        self.db.commit(journey, &outcome, Bug::None).ok()?;
        self.effects.clone_from(&outcome.effects);
        Some(outcome)
    }

    pub fn post(&mut self, browser: &Browser, event: Event) -> Page {
        let journey = self.journey(browser);
        self.take(&journey, event).expect("the journey takes this step");
        self.page(browser)
    }
}

fn key(kind: CounterKind) -> CounterKey {
    CounterKey { kind, subject: "A".into(), lane: Lane::World }
}
