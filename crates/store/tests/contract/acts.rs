//! Steps that begin with something else than S1: confirming a session, acts in the account, a forgotten password (rules J12 and J14).

use credentials::ids::{FactorId, JourneyId};
use credentials::mailed_link::{self, verify_link};
use credentials::password::Password;
use credentials::token::SecretToken;
use credentials::totp::{PendingTotp, TotpSecret};
use journey::{
    AccountAct, AccountPlace, Ending, Event, FactorKind, Journey, PendingFactor, Session, State, Target, step,
};

use crate::kit::Kit;
use crate::walk::{Move, PASSWORD, Person};

impl Kit {
    /// The live session of a cookie. Whatever the case did before, the check says the same as the rows, and remembers what it says for
    /// the next time (requirement FA-04).
    pub async fn session(&self, token: &SecretToken) -> Option<Session> {
        let checked = self.check(token).await.map(|presence| presence.view.session.clone());
        let found = self.store.load_session(&token.hash(), self.now(), &self.sessions).await.unwrap();
        let found = found.map(|view| view.session);
        assert_eq!(checked, found);
        self.check(token).await;
        found
    }

    fn begin(&self, event: impl FnOnce(JourneyId) -> Event) -> Move {
        let before = Journey::begin(JourneyId::generate(self.now(), self.rng.as_ref()), self.now());
        let outcome = step(&before, event(before.id), &self.policy, self.now()).expect("a journey begins");
        Move { before, outcome, token: SecretToken::generate(self.rng.as_ref()) }
    }

    /// The password once more in a live session, and the app's code, up to the commit; the session's next cookie.
    pub async fn step_up(&self, person: &Person, session: &Session) -> (Move, SecretToken) {
        let row = self.store.load_login(&person.username).await.unwrap().unwrap();
        let typed = Password::parse_attempt(PASSWORD).unwrap();
        let begun = self.begin(|id| {
            let sealed = row.password.clone().unwrap();
            let witness = self.hasher.verify_password(&sealed, &typed, &self.keyring, id, self.now()).unwrap();
            let (witness, back) = (witness.expect("the password is right"), AccountPlace::AddFactor);
            let least = FactorKind::any();
            Event::StepUpBegun { witness, facts: row.facts, session: session.id, back, least, tries: Vec::new() }
        });
        self.commit(&begun).await.unwrap();
        self.prove_factor_for(person, &begun.token, Some(session.id)).await
    }

    /// The whole of it; the session as it is then, and its cookie.
    pub async fn stepped_up(&self, person: &Person, token: &SecretToken) -> (Session, SecretToken) {
        let session = self.session(token).await.expect("a session");
        let (made, next) = self.step_up(person, &session).await;
        let done = self.commit(&made).await.unwrap().journey;
        assert!(matches!(done.state, State::Ended(_, Ending::SteppedUp { .. })), "{:?}", done.state);
        (self.session(&next).await.expect("the session lives on"), next)
    }

    /// An act that begins in a confirmed session, up to the commit.
    pub async fn act(&self, session: &Session, act: AccountAct) -> Move {
        let facts = self.store.facts(session.account).await.unwrap().unwrap();
        let code = Some(self.code_seed(session.account));
        self.begin(|id| {
            let witness = session.confirmed(id, self.now()).expect("confirmed less than five minutes ago");
            Event::ActBegun { witness, act, facts, code }
        })
    }

    /// S5 of an act: an app, up to the commit of its proof.
    pub async fn prove_another_app(&self, token: &SecretToken) -> Move {
        let factor = FactorId::generate(self.now(), self.rng.as_ref());
        let pending = PendingFactor::App(PendingTotp { factor, secret: TotpSecret::generate(self.rng.as_ref()) });
        self.take(token, |loaded| Event::MethodChosen { pending, facts: loaded.facts.clone() }).await;
        self.prove_app(token).await
    }

    /// A mailed link in place of the older one; its secret.
    pub async fn mail_link(&self, person: &Person) -> SecretToken {
        let token = SecretToken::generate(self.rng.as_ref());
        let until = self.now() + mailed_link::LIFE;
        let issued = self.store.issue_password_link(person.account, token.hash(), until, &self.ctx()).await.unwrap();
        assert!(issued.is_some());
        token
    }

    /// A journey that begins with a mailed link, committed; its cookie.
    pub async fn follow_link(&self, link: &SecretToken) -> SecretToken {
        let row = self.store.find_password_link(&link.hash(), self.now()).await.unwrap().expect("a live link");
        let facts = self.store.facts(row.account).await.unwrap().unwrap();
        let begun = self.begin(|id| {
            let witness = verify_link(&row, link, id, self.now()).expect("in time");
            Event::LinkFollowed { witness, facts, tries: Vec::new(), target: Target::Account }
        });
        self.commit(&begun).await.unwrap();
        begun.token
    }

    /// The new password, up to the commit.
    pub async fn choose_password(&self, person: &Person, token: &SecretToken) -> Move {
        let password = Password::parse_attempt("Another horse battery 8!").unwrap();
        let row = self.hasher.hash_password(&password, person.account, &self.keyring, self.rng.as_ref());
        let (session, grant) = (self.session_seed().1, self.grant_seed().1);
        self.prepare(token, |loaded| Event::PasswordChosen { row, facts: loaded.facts.clone(), session, grant }).await
    }
}
