//! People who walk through the journey: with `journey::step`, real verifiers and the store, as a page handler would.

use credentials::grant::verify_grant;
use credentials::ids::{AccountId, CodeId, FactorId, GrantId, JourneyId, SessionId};
use credentials::password::Password;
use credentials::recovery_code::RecoveryCode;
use credentials::token::SecretToken;
use credentials::totp::{PendingTotp, TotpSecret, prove_pending_totp, verify_totp};
use credentials::witness::GrantPresented;
use jiff::SignedDuration;
use journey::throttle::{CounterKey, CounterKind, Lane, Limits, TryTaken};
use journey::{
    Burn, CodeSeed, Event, GrantSeed, Journey, Language, NewFactor, Outcome, PendingFactor, Policy, Role, SessionSeed,
    State, Target, Username, step,
};
use store::{Commit, CommitError, Committed, LinkDelivery, LinkOrder, LinkState, LoadedJourney, NewAccount};

use crate::kit::Kit;

pub const PASSWORD: &str = "Correct horse battery 7!";

/// Somebody with everything that they know and hold.
pub struct Person {
    pub username: Username,
    pub account: AccountId,
    /// What the activation left in the browser.
    pub grant: SecretToken,
    pub secret: Option<TotpSecret>,
    pub code: Option<RecoveryCode>,
}

/// A step that is worked out and not committed yet.
#[derive(Clone)]
pub struct Move {
    pub before: Journey,
    pub outcome: Outcome,
    pub token: SecretToken,
}

pub fn new_account(name: &str) -> NewAccount {
    NewAccount {
        username: Username::parse(name).unwrap(),
        display_name: format!("Person {name}"),
        mail: Some(format!("{name}@example.org")),
        notice_mail: Some(format!("{name}@home.example")),
        phone: Some("+31612345678".to_owned()),
        groups: vec!["hr".to_owned(), "a,b".to_owned()],
        role: Role::User,
        language: Language::Nl,
    }
}

impl Kit {
    pub fn grant_seed(&self) -> (SecretToken, GrantSeed) {
        let token = SecretToken::generate(self.rng.as_ref());
        let id = GrantId::generate(self.now(), self.rng.as_ref());
        (token.clone(), GrantSeed { id, token: token.hash() })
    }

    pub fn session_seed(&self) -> (SecretToken, SessionSeed) {
        let token = SecretToken::generate(self.rng.as_ref());
        let browser = SecretToken::generate(self.rng.as_ref()).hash();
        let id = SessionId::generate(self.now(), self.rng.as_ref());
        (token.clone(), SessionSeed { id, token: token.hash(), browser })
    }

    pub fn code_seed(&self, account: AccountId) -> CodeSeed {
        let id = CodeId::generate(self.now(), self.rng.as_ref());
        let code = RecoveryCode::generate(self.policy.code_format, self.rng.as_ref());
        let row = self.hasher.hash_recovery_code(&code, id, account, &self.keyring, self.rng.as_ref());
        CodeSeed { id, code, row }
    }

    pub fn order(&self) -> (SecretToken, LinkOrder) {
        let (token, seed) = self.grant_seed();
        let expires_at = self.now() + SignedDuration::from_hours(48);
        (token, LinkOrder::at_once(seed, expires_at, LinkDelivery::Shown))
    }

    /// An account without a password, and its activation link.
    pub async fn invite(&self, name: &str) -> (AccountId, SecretToken) {
        let (token, order) = self.order();
        let account = self.store.insert_account(&new_account(name), &order, &self.operator()).await.unwrap();
        (account, token)
    }

    pub async fn present(&self, token: &SecretToken) -> Option<GrantPresented> {
        let row = self.store.find_grant(&token.hash(), self.now()).await.unwrap()?;
        verify_grant(&row, token, self.now())
    }

    /// An account with a password and a browser that may enrol.
    pub async fn person(&self, name: &str) -> Person {
        let (account, link) = self.invite(name).await;
        self.activate(account, &link).await
    }

    /// The activation link, and a password.
    pub async fn activate(&self, account: AccountId, link: &SecretToken) -> Person {
        let LinkState::Live(live) = self.store.find_link(&link.hash(), self.now()).await.unwrap() else {
            panic!("the link is dead")
        };
        let presented = verify_grant(&live.row, link, self.now()).unwrap();
        let password = Password::parse_attempt(PASSWORD).unwrap();
        let sealed = self.hasher.hash_password(&password, account, &self.keyring, self.rng.as_ref());
        let (grant, seed) = self.grant_seed();
        self.store.set_first_password(&presented, &sealed, &seed, &self.ctx()).await.unwrap();
        Person { username: live.username, account, grant, secret: None, code: None }
    }

    /// S1, up to the commit.
    pub async fn password(&self, person: &Person, grant: Option<&SecretToken>) -> Move {
        self.password_with(person, grant, &self.policy).await
    }

    /// S1 under another policy, up to the commit.
    pub async fn password_with(&self, person: &Person, grant: Option<&SecretToken>, policy: &Policy) -> Move {
        let row = self.store.load_login(&person.username).await.unwrap().expect("the account exists");
        let before = Journey::begin(JourneyId::generate(self.now(), self.rng.as_ref()), self.now());
        let typed = Password::parse_attempt(PASSWORD).unwrap();
        let sealed = row.password.expect("a password is set");
        let verified = self.hasher.verify_password(&sealed, &typed, &self.keyring, before.id, self.now()).unwrap();
        let grant = match grant {
            Some(token) => self.present(token).await,
            None => None,
        };
        let event = Event::PasswordProven {
            witness: verified.expect("the password is right"),
            facts: row.facts,
            grant,
            seed: self.grant_seed().1,
            tries: Vec::new(),
            target: Target::Account,
        };
        let outcome = step(&before, event, policy, self.now()).expect("S1 takes a password");
        Move { before, outcome, token: SecretToken::generate(self.rng.as_ref()) }
    }

    pub async fn commit(&self, made: &Move) -> Result<Committed, CommitError> {
        let commit = Commit {
            before: &made.before,
            outcome: &made.outcome,
            new_token: Some(made.token.hash()),
            ctx: &self.ctx(),
            sessions: &self.sessions,
        };
        self.store.commit(commit).await
    }

    /// S1, committed; the journey's cookie.
    pub async fn arrive(&self, person: &Person, grant: Option<&SecretToken>) -> SecretToken {
        let made = self.password(person, grant).await;
        self.commit(&made).await.unwrap();
        made.token
    }

    pub async fn load(&self, token: &SecretToken) -> LoadedJourney {
        self.store.load_journey(&token.hash()).await.unwrap().expect("the journey exists")
    }

    /// Any later step, up to the commit.
    pub async fn prepare(&self, token: &SecretToken, event: impl FnOnce(&LoadedJourney) -> Event) -> Move {
        self.prepare_with(token, &self.policy, event).await
    }

    /// The same under another policy.
    pub async fn prepare_with(
        &self,
        token: &SecretToken,
        policy: &Policy,
        event: impl FnOnce(&LoadedJourney) -> Event,
    ) -> Move {
        let loaded = self.load(token).await;
        let event = event(&loaded);
        let said = format!("{:?} takes this event", loaded.journey.state);
        let outcome = step(&loaded.journey, event, policy, self.now()).expect(&said);
        Move { before: loaded.journey, outcome, token: token.clone() }
    }

    pub async fn take(&self, token: &SecretToken, event: impl FnOnce(&LoadedJourney) -> Event) -> Journey {
        let made = self.prepare(token, event).await;
        self.commit(&made).await.unwrap().journey
    }

    /// S5: the app is chosen; its secret.
    pub async fn choose_app(&self, token: &SecretToken) -> TotpSecret {
        self.take(token, |_| Event::ContinueEnrolment).await;
        let factor = FactorId::generate(self.now(), self.rng.as_ref());
        let pending = PendingTotp { factor, secret: TotpSecret::generate(self.rng.as_ref()) };
        let secret = pending.secret.clone();
        let pending = PendingFactor::App(pending);
        self.take(token, |loaded| Event::MethodChosen { pending, facts: loaded.facts.clone() }).await;
        secret
    }

    /// S5: the app shows its first code, up to the commit.
    pub async fn prove_app(&self, token: &SecretToken) -> Move {
        let event = self.app_proof(token).await;
        self.prepare(token, |_| event).await
    }

    /// What the app's first code proves.
    pub async fn app_proof(&self, token: &SecretToken) -> Event {
        let loaded = self.load(token).await;
        let State::EnrolFactor(carried, _, Some(pending)) = &loaded.journey.state else { panic!("not at S5") };
        let PendingFactor::App(pending) = &pending.factor else { panic!("no app is being set up") };
        let code = pending.secret.code_at(self.now());
        let (keyring, rng) = (&self.keyring, self.rng.as_ref());
        let proven = prove_pending_totp(pending, &carried.first, &code, keyring, self.now(), rng).unwrap();
        Event::NewFactorProven {
            witness: proven.witness,
            row: NewFactor::Totp(proven.row),
            code: Some(self.code_seed(loaded.facts.account)),
            facts: loaded.facts,
            session: self.session_seed().1,
            tried: None,
        }
    }

    /// S6: the code is typed back, up to the commit; the session's cookie and the code.
    pub async fn type_back(&self, token: &SecretToken) -> (Move, SecretToken, RecoveryCode) {
        let (session, seed) = self.session_seed();
        let mut code = None;
        let made = self
            .prepare(token, |loaded| {
                let State::EnrolRecoveryCode(_, _, shown) = &loaded.journey.state else { panic!("not at S6") };
                code = Some(shown.code.clone());
                Event::CodeTypedBack { typed: shown.code.clone(), facts: loaded.facts.clone(), session: seed }
            })
            .await;
        (made, session, code.unwrap())
    }

    /// The whole wizard; the session's cookie.
    pub async fn enrol(&self, person: &mut Person) -> SecretToken {
        let token = self.arrive(person, Some(&person.grant)).await;
        person.secret = Some(self.choose_app(&token).await);
        let proven = self.prove_app(&token).await;
        self.commit(&proven).await.unwrap();
        let (made, session, code) = self.type_back(&token).await;
        self.commit(&made).await.unwrap();
        person.code = Some(code);
        session
    }

    /// Somebody who has enrolled, two minutes later: the app shows another code.
    pub async fn enrolled(&self, name: &str) -> (Person, SecretToken) {
        let mut person = self.person(name).await;
        let session = self.enrol(&mut person).await;
        self.wait(SignedDuration::from_mins(2));
        (person, session)
    }

    pub async fn reserve(&self, kind: CounterKind, account: AccountId) -> TryTaken {
        let key = CounterKey { kind, subject: account.to_string(), lane: Lane::World };
        let limits = Limits::of(kind, &key.lane);
        self.store.reserve_try(&key, &limits, self.now()).await.unwrap().expect("tries are left").taken
    }

    /// S2: the app's code of now, up to the commit; the session's cookie.
    pub async fn prove_factor(&self, person: &Person, token: &SecretToken) -> (Move, SecretToken) {
        self.prove_factor_for(person, token, None).await
    }

    /// The same in a browser that holds this session.
    pub async fn prove_factor_for(
        &self,
        person: &Person,
        token: &SecretToken,
        holds: Option<SessionId>,
    ) -> (Move, SecretToken) {
        let tried = self.reserve(CounterKind::SecondFactor, person.account).await;
        let row = self.store.load_totp(person.account).await.unwrap().remove(0);
        let (session, seed) = self.session_seed();
        let made = self
            .prepare(token, |loaded| {
                let code = person.secret.as_ref().unwrap().code_at(self.now());
                let proof = verify_totp(&row, &code, &self.keyring, loaded.journey.id, self.now()).unwrap();
                let due = loaded.facts.needs_code().then(|| self.code_seed(person.account));
                Event::FactorProven {
                    witness: proof.witness,
                    burn: Burn::TotpStep(proof.step),
                    facts: loaded.facts.clone(),
                    session: seed,
                    code: due,
                    tried,
                    holds,
                }
            })
            .await;
        (made, session)
    }

    /// A whole login; the session's cookie.
    pub async fn log_in(&self, person: &Person) -> SecretToken {
        let token = self.arrive(person, None).await;
        let (made, session) = self.prove_factor(person, &token).await;
        self.commit(&made).await.unwrap();
        session
    }

    /// S3: the recovery code, up to the commit; the cookie of the grant.
    pub async fn prove_code(&self, person: &Person, token: &SecretToken) -> (Move, SecretToken) {
        self.prove_code_with(person, token, &self.policy).await
    }

    /// The same under another policy.
    pub async fn prove_code_with(&self, person: &Person, token: &SecretToken, policy: &Policy) -> (Move, SecretToken) {
        let tried = self.reserve(CounterKind::RecoveryCode, person.account).await;
        let row = self.store.load_recovery_code(person.account, self.now()).await.unwrap().expect("a code");
        let (grant, seed) = self.grant_seed();
        let made = self
            .prepare_with(token, policy, |loaded| {
                let State::AwaitingRecoveryCode(carried, _) = &loaded.journey.state else { panic!("not at S3") };
                let typed = person.code.as_ref().unwrap();
                let password = &carried.first;
                let proof = self.hasher.verify_recovery_code(&row, typed, password, &self.keyring, self.now());
                let witness = proof.unwrap().expect("the code is right");
                Event::CodeProven { witness, facts: loaded.facts.clone(), seed, tried }
            })
            .await;
        (made, grant)
    }

    /// S1 to S3, up to the commit of the right code.
    pub async fn at_recovery(&self, person: &Person) -> (Move, SecretToken) {
        let token = self.arrive(person, None).await;
        self.take(&token, |loaded| Event::OpenRecovery { facts: loaded.facts.clone() }).await;
        self.prove_code(person, &token).await
    }
}
