//! One method per button of the login, the recovery and the wizard with an app.

use credentials::ids::{CodeId, SessionId};
use credentials::totp;
use journey::throttle::CounterKind;
use journey::{
    AccountStatus, Burn, CodeStatus, Event, FactorKind, Journey, NewFactor, Page, PendingFactor, State, Target, Wrong,
};

use crate::house::secrets::{Secrets, Who, code_id, factor_id, grant_id, journey_id};
use crate::portal::{Browser, CODE, PHONE, Portal};

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
        self.type_factor_holding(browser, None)
    }

    /// The same in a browser that holds this session.
    pub fn type_factor_holding(&mut self, browser: &Browser, holds: Option<SessionId>) -> Page {
        let (tried, _) = self.reserve(CounterKind::SecondFactor);
        let row = self.a().live_of(FactorKind::Totp).unwrap().clone();
        let typed = (browser.phone.unwrap_or(factor_id(PHONE)), totp::step_at(self.now));
        let id = browser.journey.unwrap();
        let right = self.secrets.verify_app((row.id, Who::A, row.last_step), typed, id, self.now).unwrap();
        let (number, facts) = (self.number(), self.a().facts());
        let code = facts.needs_code().then(|| self.secrets.code_seed(code_id(number), Who::A));
        let session = Secrets::session_seed(number, 1);
        let burn = Burn::TotpStep(right.step);
        self.post(browser, Event::FactorProven { witness: right.witness, burn, facts, session, code, tried, holds })
    }

    pub fn type_wrong_factor(&mut self, browser: &Browser) -> Page {
        let (_, tally) = self.reserve(CounterKind::SecondFactor);
        self.post(browser, Event::FactorWrong { kind: FactorKind::Totp, tally, how: Wrong::NotRight })
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
        let first = self.journey(browser).state.carried().unwrap().first.clone();
        let id = grant_id(self.number());
        let event = match self.secrets.verify_code((row, Who::A), typed, &first, self.now) {
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
        let pending = Secrets::pending(factor_id(self.number()));
        self.choose_method(browser, PendingFactor::App(pending))
    }

    /// S4 and the choice at S5.
    pub fn choose_method(&mut self, browser: &Browser, pending: PendingFactor) -> Page {
        if self.page(browser) == Page::Introduction {
            self.post(browser, Event::ContinueEnrolment);
        }
        let facts = self.a().facts();
        self.post(browser, Event::MethodChosen { pending, facts })
    }

    /// S5: the event of the new phone's first code.
    pub fn new_factor(&mut self, browser: &Browser) -> Event {
        let State::EnrolFactor(carried, _, Some(pending)) = self.journey(browser).state.clone() else {
            panic!("no app is being set up")
        };
        let factor = pending.factor.factor().unwrap();
        let proven = self.secrets.prove_app(factor, &carried.first, self.now).unwrap();
        self.new_factor_proven(proven.witness, NewFactor::Totp(proven.row), None)
    }

    pub fn prove_new_factor(&mut self, browser: &mut Browser) -> Page {
        let event = self.new_factor(browser);
        if let Event::NewFactorProven { row, .. } = &event {
            browser.phone = Some(row.factor());
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
        self.finish(browser)
    }

    /// S6, and no second factor where that is the advice.
    pub fn finish(&mut self, browser: &Browser) -> Page {
        match self.type_back(browser) {
            Page::SecondAdvice => self.decline_second(browser),
            page => page,
        }
    }

    pub fn void_code(&mut self) {
        self.db.account_mut(Who::A).set_code(code_id(CODE), CodeStatus::Void);
    }

    pub fn close(&mut self) {
        self.db.account_mut(Who::A).status = AccountStatus::Suspended;
    }
}
