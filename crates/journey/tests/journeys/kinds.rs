//! The buttons that came with several kinds of factor: a code by SMS, a key, another method, a second factor.

use credentials::ids::FactorId;
use credentials::security_key::KeyRole;
use credentials::sms::PendingSms;
use credentials::witness::FactorVerified;
use journey::throttle::{CounterKind, TryTaken};
use journey::{Burn, Event, FactorKind, NewFactor, Page, PendingFactor, State, Wrong};

use crate::house::keys::Touch;
use crate::house::secrets::{Secrets, Who, code_id, factor_id};
use crate::portal::{Browser, KEY, NUMBER, Portal};

/// S2.
impl Portal {
    /// Another method.
    pub fn choose(&mut self, browser: &Browser, kind: FactorKind) -> Page {
        let facts = self.a().facts();
        self.post(browser, Event::FactorChosen { kind, facts })
    }

    /// The event of a code that goes out now, to the enrolled number or to the one that is being set up.
    pub fn sending(&mut self, browser: &Browser) -> Event {
        let message = self.number();
        let journey = self.journey(browser);
        let factor = match &journey.state {
            State::EnrolFactor(_, _, Some(pending)) => pending.factor.factor(),
            _ => self.a().live_of(FactorKind::Sms).map(|row| row.id),
        };
        let factor = factor.unwrap_or(factor_id(NUMBER));
        self.inbox.push(message);
        let seed = self.secrets.sms_seed(message, factor, journey.id, self.now);
        Event::SmsSent { seed, facts: self.a().facts(), tried: None }
    }

    /// Sends a code and gives the name of the message, if the journey allows it.
    pub fn send(&mut self, browser: &Browser) -> Option<u32> {
        let (journey, event) = (self.journey(browser), self.sending(browser));
        let sent = self.take(&journey, event).is_some();
        let message = self.inbox.last().copied();
        if !sent {
            self.inbox.pop();
        }
        message.filter(|_| sent)
    }

    /// The code of a message, at S2 or S5, right or wrong.
    pub fn type_sms(&mut self, browser: &Browser, message: u32) -> Page {
        let (tried, tally) = self.reserve(CounterKind::SecondFactor);
        let state = self.journey(browser).state.clone();
        let proof = match &state {
            State::AwaitingFactor(_, asked) => {
                let (row, id) = (self.a().live_of(FactorKind::Sms).unwrap().id, browser.journey.unwrap());
                let sent = asked.sms.as_ref();
                let right =
                    sent.and_then(|sent| self.secrets.verify_sms((row, Who::A), sent, message, id, self.now).ok());
                right.map(|witness| self.factor_proven(witness, Burn::SmsCode, tried))
            }
            _ => {
                self.new_number(&state, message).map(|(witness, row)| self.new_factor_proven(witness, row, Some(tried)))
            }
        };
        let kind = FactorKind::Sms;
        let wrong = || match state {
            State::AwaitingFactor(..) => Event::FactorWrong { kind, tally, how: Wrong::NotRight },
            _ => Event::NewFactorWrong { tally },
        };
        self.post(browser, proof.unwrap_or_else(wrong))
    }

    fn new_number(&self, state: &State, message: u32) -> Option<(FactorVerified, NewFactor)> {
        let State::EnrolFactor(carried, _, Some(pending)) = state else { return None };
        let PendingFactor::Sms(sms) = &pending.factor else { return None };
        let proven = self.secrets.prove_sms(sms, &carried.first, message, self.now)?;
        Some((proven.witness, NewFactor::Sms(proven.row)))
    }

    /// The person is ready to touch the key.
    pub fn ask_key(&mut self, browser: &Browser) -> Page {
        self.ask(browser, KeyRole::SecurityKey)
    }

    /// The person is ready for a ceremony of this kind of key.
    pub fn ask(&mut self, browser: &Browser, role: KeyRole) -> Page {
        let (name, facts, held) = (self.number(), self.a().facts(), self.a().keys());
        let challenge = self.secrets.challenge(name, role, (Who::A, &held), self.now);
        self.post(browser, Event::KeyAsked { challenge, facts })
    }

    /// What comes of a key that is touched and counts so much, at S2.
    pub fn touched(&mut self, browser: &Browser, key: FactorId, count: u32) -> Event {
        self.answered(browser, Touch::key(key, count))
    }

    /// What comes of the answer of a device, at S2.
    pub fn answered(&mut self, browser: &Browser, touched: Touch) -> Event {
        let (tried, tally) = self.reserve(CounterKind::SecondFactor);
        let State::AwaitingFactor(_, asked) = self.journey(browser).state.clone() else { panic!("no key is asked") };
        let challenge = asked.challenge(touched.role).cloned().expect("a challenge went out");
        let held = self.a().keys();
        let id = browser.journey.unwrap();
        match self.secrets.verify_key(&challenge, (Who::A, &held), touched, id, self.now) {
            Ok(right) => self.factor_proven(right.witness.clone(), Burn::from(&right), tried),
            Err(refusal) => {
                let counts = matches!(refusal, credentials::security_key::KeyRefusal::CounterNotGreater { .. });
                let how = if counts { Wrong::KeyCounter } else { Wrong::NotRight };
                Event::FactorWrong { kind: touched.role.into(), tally, how }
            }
        }
    }

    pub fn touch(&mut self, browser: &Browser, key: FactorId, count: u32) -> Page {
        let event = self.touched(browser, key, count);
        self.post(browser, event)
    }

    /// The account's first key, which has counted once more.
    pub fn touch_key(&mut self, browser: &Browser) -> Page {
        let (.., counted) = self.a().keys().into_iter().find(|(id, ..)| *id == factor_id(KEY)).unwrap();
        self.touch(browser, factor_id(KEY), counted + 1)
    }

    pub fn factor_proven(&mut self, witness: FactorVerified, burn: Burn, tried: TryTaken) -> Event {
        let (number, facts) = (self.number(), self.a().facts());
        let code = facts.needs_code().then(|| self.secrets.code_seed(code_id(number), Who::A));
        let session = Secrets::session_seed(number, 1);
        Event::FactorProven { witness, burn, facts, session, code, tried, holds: None }
    }
}

/// S5 and the advice.
impl Portal {
    pub fn new_factor_proven(&mut self, witness: FactorVerified, row: NewFactor, tried: Option<TryTaken>) -> Event {
        let (number, facts) = (self.number(), self.a().facts());
        let code = Some(self.secrets.code_seed(code_id(number), Who::A));
        let session = Secrets::session_seed(number, 1);
        Event::NewFactorProven { witness, row, facts, code, session, tried }
    }

    /// S4 and the choice at S5: a number.
    pub fn choose_sms(&mut self, browser: &Browser) -> Page {
        let factor = factor_id(self.number());
        self.choose_method(browser, PendingFactor::Sms(PendingSms { factor, sent: None }))
    }

    /// S4 and the choice at S5: a key, whose ceremony begins at once.
    pub fn choose_key(&mut self, browser: &Browser) -> Page {
        self.choose_device(browser, KeyRole::SecurityKey)
    }

    /// The same for either kind of key.
    pub fn choose_device(&mut self, browser: &Browser, role: KeyRole) -> Page {
        let factor = factor_id(self.number());
        let pending = self.secrets.begin_key(0, role, factor, self.now);
        self.choose_method(browser, PendingFactor::of_key(role, Some(pending)))
    }

    /// The event of a new key that is touched for the pending ceremony.
    pub fn new_key(&mut self, browser: &Browser, touched: Option<FactorId>) -> Option<Event> {
        let State::EnrolFactor(carried, _, Some(pending)) = self.journey(browser).state.clone() else { return None };
        let (PendingFactor::Key(Some(key)) | PendingFactor::Passkey(Some(key))) = &pending.factor else { return None };
        let touched = touched.unwrap_or(key.factor());
        let proven = self.secrets.prove_key(key, touched, &carried.first, self.now).ok()?;
        Some(self.new_factor_proven(proven.witness, NewFactor::Key(proven.row, "sleutelbos".into()), None))
    }

    /// S5: the whole set-up of one factor of this kind.
    pub fn enrol(&mut self, browser: &mut Browser, kind: FactorKind) -> Page {
        match kind {
            FactorKind::Totp => {
                assert_eq!(self.choose_app(browser), Page::SetUpApp);
                self.prove_new_factor(browser)
            }
            FactorKind::Sms => {
                assert_eq!(self.choose_sms(browser), Page::SetUpSms);
                let message = self.send(browser).expect("a code goes out");
                self.type_sms(browser, message)
            }
            FactorKind::SecurityKey | FactorKind::Passkey => {
                let page = self.choose_device(browser, kind.key_role().unwrap());
                assert!(matches!(page, Page::SetUpKey | Page::SetUpPasskey));
                let event = self.new_key(browser, None).expect("the key answers");
                self.post(browser, event)
            }
        }
    }

    /// After S6: a second factor as well.
    pub fn want_second(&mut self, browser: &Browser) -> Page {
        let facts = self.a().facts();
        self.post(browser, Event::SecondWanted { facts })
    }

    /// After S6: no second factor now.
    pub fn decline_second(&mut self, browser: &Browser) -> Page {
        let (facts, session) = (self.a().facts(), Secrets::session_seed(self.number(), 1));
        self.post(browser, Event::SecondDeclined { facts, session })
    }
}
