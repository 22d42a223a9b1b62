//! A portal in memory with one method per button, so that a test reads as what somebody does.

use std::sync::Arc;

use credentials::grant::GrantKind;
use credentials::ids::{CodeId, FactorId, GrantId, JourneyId};
use credentials::totp;
use credentials::witness::GrantPresented;
use jiff::{SignedDuration, Timestamp};
use journey::event::NewGrant;
use journey::throttle::{CounterKey, CounterKind, Lane, Tally, TryTaken};
use journey::{AccountStatus, CodeStatus, Effect, Event, Journey, Outcome, Page, Policy, State, Target, page_for};

use crate::house::bug::Bug;
use crate::house::database::{AccountRows, Database, FactorRow};
use crate::house::effects::issue_grant;
use crate::house::secrets::{Secrets, Who, code_id, factor_id, grant_id, journey_id, noon};

/// The phone and the code that an enrolled account begins with.
pub const PHONE: u32 = 1;
pub const CODE: u32 = 1;

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
    made: u32,
}

impl Portal {
    /// Account A as it was just made: a password and nothing else.
    pub fn new_account() -> Self {
        let db = Database::new(AccountRows::new(Who::A, noon()), AccountRows::new(Who::B, noon()));
        let (secrets, policy) = (Secrets::default(), Policy::default());
        Self { db, secrets, policy, now: noon(), effects: Vec::new(), made: 100 }
    }

    /// Account A with a phone and an active code.
    pub fn enrolled() -> Self {
        let mut portal = Self::new_account();
        let rows = portal.db.account_mut(Who::A);
        rows.factors.push(FactorRow { id: factor_id(PHONE), last_step: None, wiped: false });
        rows.set_code(code_id(CODE), CodeStatus::Active);
        portal
    }

    pub fn a(&self) -> &AccountRows {
        self.db.account(Who::A)
    }

    pub fn wait(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
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

    fn reserve(&mut self, kind: CounterKind) -> (TryTaken, Tally) {
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

    fn post(&mut self, browser: &Browser, event: Event) -> Page {
        let journey = self.journey(browser);
        self.take(&journey, event).expect("the journey takes this step");
        self.page(browser)
    }
}

fn key(kind: CounterKind) -> CounterKey {
    CounterKey { kind, subject: "A".into(), lane: Lane::World }
}

/// The buttons.
impl Portal {
    /// S1 with the right password.
    pub fn log_in(&mut self, browser: &mut Browser) -> Page {
        let id = journey_id(self.number());
        let begun = Journey::begin(id, self.now);
        let witness = self.secrets.verify_password(Who::A, Who::A, id, self.now).unwrap();
        let seed = Secrets::grant_seed(grant_id(self.number()));
        let (grant, tries) = (self.presented(browser), vec![self.reserve(CounterKind::Password).0]);
        let target = Target::Application("verzuim".into());
        let facts = self.a().facts();
        self.take(&begun, Event::PasswordProven { witness, facts, grant, seed, tries, target }).unwrap();
        browser.journey = Some(id);
        self.page(browser)
    }

    /// S2 with what the phone shows.
    pub fn type_factor(&mut self, browser: &Browser) -> Page {
        let (tried, _) = self.reserve(CounterKind::SecondFactor);
        let row = self.a().live_factors().next().unwrap().clone();
        let typed = (browser.phone.unwrap_or(factor_id(PHONE)), totp::step_at(self.now));
        let id = browser.journey.unwrap();
        let right = self.secrets.verify_app((row.id, Who::A, row.last_step), typed, id, self.now).unwrap();
        let (number, facts) = (self.number(), self.a().facts());
        let code = facts.needs_code().then(|| self.secrets.code_seed(code_id(number), Who::A));
        let session = Secrets::session_seed(number, 1);
        let event = Event::FactorProven { witness: right.witness, step: right.step, facts, session, code, tried };
        self.post(browser, event)
    }

    pub fn type_wrong_factor(&mut self, browser: &Browser) -> Page {
        let (_, tally) = self.reserve(CounterKind::SecondFactor);
        self.post(browser, Event::FactorWrong { tally, replayed: false })
    }

    pub fn open_recovery(&mut self, browser: &Browser) -> Page {
        let facts = self.a().facts();
        self.post(browser, Event::OpenRecovery { facts })
    }

    pub fn leave_recovery(&mut self, browser: &Browser) -> Page {
        let facts = self.a().facts();
        self.post(browser, Event::LeaveRecovery { facts })
    }

    /// S3 with the code of this name, right or wrong.
    pub fn type_code(&mut self, browser: &mut Browser, typed: CodeId) -> Page {
        let (tried, tally) = self.reserve(CounterKind::RecoveryCode);
        let facts = self.a().facts();
        let row = facts.code.as_ref().unwrap().id;
        let password = self.journey(browser).state.carried().unwrap().password.clone();
        let id = grant_id(self.number());
        let event = match self.secrets.verify_code((row, Who::A), typed, &password, self.now) {
            Some(witness) => Event::CodeProven { witness, facts, seed: Secrets::grant_seed(id), tried },
            None => Event::CodeWrong { facts, tally },
        };
        if matches!(event, Event::CodeProven { .. }) {
            browser.grant = Some(id);
        }
        self.post(browser, event)
    }

    pub fn redeem_link(&mut self, browser: &Browser) -> Page {
        let facts = self.a().facts();
        self.post(browser, Event::ResetByLink { facts })
    }

    /// S4 and the choice at S5: the app.
    pub fn choose_app(&mut self, browser: &Browser) -> Page {
        if self.page(browser) == Page::Introduction {
            self.post(browser, Event::ContinueEnrolment);
        }
        let pending = Secrets::pending(factor_id(self.number()));
        self.post(browser, Event::AppChosen { pending })
    }

    /// S5: the event of the new phone's first code.
    pub fn new_factor(&mut self, browser: &Browser) -> Event {
        let State::EnrolFactor(carried, _, Some(pending)) = self.journey(browser).state.clone() else {
            panic!("no app is being set up")
        };
        let proven = self.secrets.prove_app(pending.totp.factor, &carried.password, self.now).unwrap();
        let number = self.number();
        let code = self.secrets.code_seed(code_id(number), Who::A);
        Event::NewFactorProven { witness: proven.witness, row: proven.row, facts: self.a().facts(), code }
    }

    pub fn prove_new_factor(&mut self, browser: &mut Browser) -> Page {
        let event = self.new_factor(browser);
        if let Event::NewFactorProven { row, .. } = &event {
            browser.phone = Some(row.factor);
        }
        self.post(browser, event)
    }

    /// S6: the code is typed back.
    pub fn type_back(&mut self, browser: &Browser) -> Page {
        let (typed, facts) = (Secrets::code(self.shown(browser)), self.a().facts());
        let session = Secrets::session_seed(self.number(), 1);
        self.post(browser, Event::CodeTypedBack { typed, facts, session })
    }

    /// The whole wizard.
    pub fn walk_wizard(&mut self, browser: &mut Browser) -> Page {
        assert_eq!(self.page(browser), Page::Introduction);
        assert_eq!(self.choose_app(browser), Page::SetUpApp);
        assert_eq!(self.prove_new_factor(browser), Page::RecoveryCode);
        self.type_back(browser)
    }

    pub fn void_code(&mut self) {
        self.db.account_mut(Who::A).set_code(code_id(CODE), CodeStatus::Void);
    }

    pub fn close(&mut self) {
        self.db.account_mut(Who::A).status = AccountStatus::Suspended;
    }
}
