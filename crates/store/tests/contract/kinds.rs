//! Walks with the other kinds of factor: a number and a key, at S5 and at S2.
//!
//! As in `walk`, every witness comes from the real verifiers and every change from `journey::step`.

use credentials::ids::FactorId;
use credentials::phone::PhonePolicy;
use credentials::security_key::testing::U2fKey;
use credentials::security_key::{Attestation, KeyRole, RelyingParty};
use credentials::sms::{PendingSms, SentSms, SmsCode, prove_pending_sms, verify_sms};
use credentials::token::SecretToken;
use journey::throttle::{CounterKind, TryTaken};
use journey::{Burn, Event, FactorKind, NewFactor, Pending, PendingFactor, Policy, SmsSeed, State};
use store::LoadedJourney;

use crate::kit::Kit;
use crate::walk::{Move, Person};

/// The number of everybody who has one, as it is stored and as it is typed.
pub const NUMBER: &str = "+31687654321";
const TYPED: &str = "06 87654321";
const ORIGIN: &str = "https://portal.example";

/// Who asks the keys.
pub fn party() -> RelyingParty {
    RelyingParty::new("portal.example", ORIGIN, "Poortwachter", Attestation::None).unwrap()
}

fn pending(loaded: &LoadedJourney) -> &Pending {
    let State::EnrolFactor(_, _, Some(pending)) = &loaded.journey.state else { panic!("not at S5") };
    pending
}

impl Kit {
    /// S1 to S5, where every kind is offered.
    pub async fn at_s5(&self, person: &Person) -> SecretToken {
        let made = self.password_with(person, Some(&person.grant), &Policy::default()).await;
        self.commit(&made).await.unwrap();
        self.take(&made.token, |_| Event::ContinueEnrolment).await;
        made.token
    }

    async fn choose(&self, token: &SecretToken, pending: PendingFactor) {
        let event = |loaded: &LoadedJourney| Event::MethodChosen { pending, facts: loaded.facts.clone() };
        let made = self.prepare_with(token, &Policy::default(), event).await;
        self.commit(&made).await.unwrap();
    }

    /// A code for a factor, and the step that sends it, up to the commit.
    pub async fn send(&self, token: &SecretToken, factor: FactorId, tried: Option<TryTaken>) -> (Move, SmsCode) {
        let code = SmsCode::generate(self.rng.as_ref());
        let number = PhonePolicy::default().parse(TYPED).unwrap();
        let event = |loaded: &LoadedJourney| {
            let sent = SentSms::new(code, factor, loaded.journey.id, &self.keyring, self.now());
            Event::SmsSent { seed: SmsSeed { sent, number, code }, facts: loaded.facts.clone(), tried }
        };
        (self.prepare_with(token, &Policy::default(), event).await, code)
    }

    /// S5: the number is chosen and gets its code; the step that sends it, up to the commit.
    pub async fn set_up_number(&self, token: &SecretToken) -> (Move, SmsCode) {
        let factor = FactorId::generate(self.now(), self.rng.as_ref());
        self.choose(token, PendingFactor::Sms(PendingSms { factor, sent: None })).await;
        self.send(token, factor, None).await
    }

    /// S5: the code is typed back, up to the commit.
    pub async fn prove_number(&self, token: &SecretToken, code: SmsCode) -> Move {
        let event = |loaded: &LoadedJourney| {
            let PendingFactor::Sms(sms) = &pending(loaded).factor else { panic!("no number is being set up") };
            let password = &loaded.journey.state.carried().unwrap().first;
            let proven = prove_pending_sms(sms, password, code, &self.keyring, self.now(), self.rng.as_ref()).unwrap();
            self.proven(loaded, proven.witness, NewFactor::Sms(proven.row))
        };
        self.prepare_with(token, &Policy::default(), event).await
    }

    /// S5: a key is chosen, touched and named, up to the commit.
    pub async fn prove_key(&self, token: &SecretToken, key: &U2fKey) -> Move {
        self.prove_key_with(token, key, &Policy::default()).await
    }

    /// The same under another policy.
    pub async fn prove_key_with(&self, token: &SecretToken, key: &U2fKey, policy: &Policy) -> Move {
        let account = self.load(token).await.facts.account;
        let held = self.store.load_keys(account).await.unwrap();
        let factor = FactorId::generate(self.now(), self.rng.as_ref());
        let begun = party()
            .begin_enrolment(KeyRole::SecurityKey, factor, "Poortwachter", &held, &self.keyring, self.now())
            .unwrap();
        let answer = key.register(begun.options(), ORIGIN);
        self.choose(token, PendingFactor::Key(Some(begun))).await;
        let event = |loaded: &LoadedJourney| {
            let PendingFactor::Key(Some(begun)) = &pending(loaded).factor else { panic!("no key is being set up") };
            let password = &loaded.journey.state.carried().unwrap().first;
            let (keyring, rng) = (&self.keyring, self.rng.as_ref());
            let proven = party().prove_pending_key(begun, password, &answer, keyring, self.now(), rng).unwrap();
            self.proven(loaded, proven.witness, NewFactor::Key(proven.row, "Thuis".to_owned()))
        };
        self.prepare_with(token, policy, event).await
    }

    fn proven(&self, loaded: &LoadedJourney, witness: credentials::witness::FactorVerified, row: NewFactor) -> Event {
        let code = Some(self.code_seed(loaded.facts.account));
        let session = self.session_seed().1;
        Event::NewFactorProven { witness, row, facts: loaded.facts.clone(), code, session, tried: None }
    }

    /// S6, and no second factor now: the session, up to the commit. The code stays with the person.
    pub async fn decline(&self, person: &mut Person, token: &SecretToken) -> Move {
        let (made, _, code) = self.type_back(token).await;
        self.commit(&made).await.unwrap();
        person.code = Some(code);
        let session = self.session_seed().1;
        self.prepare(token, |loaded| Event::SecondDeclined { facts: loaded.facts.clone(), session }).await
    }

    async fn finish(&self, person: &mut Person, token: &SecretToken) {
        let declined = self.decline(person, token).await;
        self.commit(&declined).await.unwrap();
    }

    /// Somebody with a number.
    pub async fn with_number(&self, name: &str) -> Person {
        let mut person = self.person(name).await;
        let token = self.at_s5(&person).await;
        let (sent, code) = self.set_up_number(&token).await;
        self.commit(&sent).await.unwrap();
        let proven = self.prove_number(&token, code).await;
        self.commit(&proven).await.unwrap();
        self.finish(&mut person, &token).await;
        person
    }

    /// Somebody with a key.
    pub async fn with_key(&self, name: &str, key: &U2fKey) -> Person {
        let mut person = self.person(name).await;
        self.enrol_key(&mut person, key).await;
        person
    }

    /// The wizard with a key.
    pub async fn enrol_key(&self, person: &mut Person, key: &U2fKey) {
        let token = self.at_s5(person).await;
        let proven = self.prove_key(&token, key).await;
        self.commit(&proven).await.unwrap();
        self.finish(person, &token).await;
    }

    /// S1 under a policy that offers every kind; the journey's cookie.
    pub async fn at_s2(&self, person: &Person) -> SecretToken {
        let made = self.password_with(person, None, &Policy::default()).await;
        self.commit(&made).await.unwrap();
        made.token
    }

    /// S2: the code that came by SMS, up to the commit.
    pub async fn answer_code(&self, person: &Person, token: &SecretToken, code: SmsCode, policy: &Policy) -> Move {
        let tried = self.reserve(CounterKind::SecondFactor, person.account).await;
        let row = self.store.load_phones(person.account).await.unwrap().remove(0);
        let event = |loaded: &LoadedJourney| {
            let State::AwaitingFactor(_, asked) = &loaded.journey.state else { panic!("not at S2") };
            let sent = asked.sms.as_ref().expect("a code went out");
            let witness = verify_sms(&row, sent, code, &self.keyring, loaded.journey.id, self.now()).unwrap();
            let session = self.session_seed().1;
            Event::FactorProven {
                witness,
                burn: Burn::SmsCode,
                facts: loaded.facts.clone(),
                session,
                code: None,
                tried,
                holds: None,
            }
        };
        self.prepare_with(token, policy, event).await
    }

    /// S2: the key is touched, up to the commit; the key counts as `count` says.
    pub async fn answer_key(&self, person: &Person, token: &SecretToken, key: &mut U2fKey, count: u32) -> Move {
        let held = self.store.load_keys(person.account).await.unwrap();
        let challenge = party().begin_assertion(KeyRole::SecurityKey, &held, &self.keyring, self.now()).unwrap();
        let mut answer = key.prepare_assertion(challenge.options(), ORIGIN);
        answer.auth_data.sign_count = count;
        let answer = answer.sign(key);
        let asked = challenge.clone();
        let event = |loaded: &LoadedJourney| Event::KeyAsked { challenge: asked, facts: loaded.facts.clone() };
        let made = self.prepare_with(token, &Policy::default(), event).await;
        self.commit(&made).await.unwrap();
        let tried = self.reserve(CounterKind::SecondFactor, person.account).await;
        let event = |loaded: &LoadedJourney| {
            let (keyring, id) = (&self.keyring, loaded.journey.id);
            let accepted = party().verify_key(&challenge, &held, &answer, keyring, id, self.now()).unwrap();
            Event::FactorProven {
                burn: Burn::from(&accepted),
                witness: accepted.witness,
                facts: loaded.facts.clone(),
                session: self.session_seed().1,
                code: None,
                tried,
                holds: None,
            }
        };
        self.prepare_with(token, &Policy::default(), event).await
    }

    /// Which kinds an account holds, in the order in which they were bound.
    pub async fn held(&self, person: &Person) -> Vec<FactorKind> {
        let facts = self.store.facts(person.account).await.unwrap().unwrap();
        facts.factors.iter().map(|held| held.kind).collect()
    }
}
