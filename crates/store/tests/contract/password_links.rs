//! Links that answer a request: from the row in the table to the new password (rules J8 and J12, requirements FP-02 and FP-03). What a link itself
//! promises is in `forgotten`.

use credentials::ids::JourneyId;
use credentials::mailed_link::verify_link;
use credentials::password::Password;
use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{AccountStatus, Ending, Event, Journey, State, Target, step};
use store::testing::{execute, query};
use store::{CommitError, NewRequest};

use crate::kit::Kit;
use crate::requests::offer;
use crate::walk::{Move, Person};

/// What somebody asks who forgot the password.
pub fn request(person: &Person) -> NewRequest<'_> {
    NewRequest {
        kind: journey::RequestKind::Password,
        typed: person.username.as_str(),
        target: None,
        source: "192.0.2.7",
        source_limit: None,
    }
}

/// Asks and gets the mail; the token in its link.
pub async fn mailed(kit: &Kit, person: &Person) -> SecretToken {
    kit.store.place_request(&request(person), &kit.ctx()).await.unwrap().unwrap();
    let waiting = kit.store.waiting_requests(None, 9, kit.now()).await.unwrap();
    let (token, offer) = offer(kit);
    kit.store.answer_request(waiting[0].id, &offer, &kit.operator()).await.unwrap();
    token
}

async fn lives(kit: &Kit, link: &SecretToken) -> bool {
    kit.store.find_password_link(&link.hash(), kit.now()).await.unwrap().is_some()
}

/// The button on the link's page; the journey's cookie, at S2.
async fn follow(kit: &Kit, link: &SecretToken) -> SecretToken {
    let row = kit.store.find_password_link(&link.hash(), kit.now()).await.unwrap().expect("the link lives");
    let before = Journey::begin(JourneyId::generate(kit.now(), kit.rng.as_ref()), kit.now());
    let event = Event::LinkFollowed {
        witness: verify_link(&row, link, before.id, kit.now()).expect("it is this link"),
        facts: kit.store.facts(row.account).await.unwrap().expect("the account exists"),
        tries: kit.store.tries_behind_link(row.id).await.unwrap(),
        target: Target::Application("files".to_owned()),
    };
    let outcome = step(&before, event, &kit.policy, kit.now()).expect("a link begins a journey");
    let made = Move { before, outcome, token: SecretToken::generate(kit.rng.as_ref()) };
    kit.commit(&made).await.unwrap();
    made.token
}

/// A link and the factor; the cookie of a journey that waits for the new password.
async fn entitled(kit: &Kit, person: &Person, link: &SecretToken) -> SecretToken {
    let token = follow(kit, link).await;
    // Another code of the app for each journey.
    kit.wait(SignedDuration::from_secs(30));
    let (made, _) = kit.prove_factor(person, &token).await;
    kit.commit(&made).await.unwrap();
    assert!(matches!(kit.load(&token).await.journey.state, State::AwaitingNewPassword(..)));
    token
}

/// The new password, up to the commit.
async fn choose(kit: &Kit, person: &Person, token: &SecretToken, text: &str) -> Move {
    let password = Password::parse_attempt(text).unwrap();
    let row = kit.hasher.hash_password(&password, person.account, &kit.keyring, kit.rng.as_ref());
    let (session, grant) = (kit.session_seed().1, kit.grant_seed().1);
    kit.prepare(token, |loaded| Event::PasswordChosen { row, facts: loaded.facts.clone(), session, grant }).await
}

async fn count(kit: &Kit, sql: &'static str) -> usize {
    query(&kit.store, sql, &[]).await.unwrap().len()
}

/// FP-02: the newest link of an account counts, for half an hour, and not while the account is closed.
pub async fn fp_02_the_newest_link_counts_for_half_an_hour(kit: &Kit) {
    let (person, _) = kit.enrolled("newest").await;
    let (first, second) = (mailed(kit, &person).await, mailed(kit, &person).await);
    assert_eq!((lives(kit, &first).await, lives(kit, &second).await), (false, true));
    let live = "SELECT id FROM password_links WHERE used_at IS NULL AND killed_at IS NULL";
    assert_eq!(count(kit, live).await, 1);
    kit.store.set_status(person.account, AccountStatus::Suspended, "test", &kit.operator()).await.unwrap();
    assert!(!lives(kit, &second).await);
    kit.store.set_status(person.account, AccountStatus::Active, "test", &kit.operator()).await.unwrap();
    let third = mailed(kit, &person).await;
    kit.wait(SignedDuration::from_mins(30) - SignedDuration::from_secs(1));
    assert!(lives(kit, &third).await);
    kit.wait(SignedDuration::from_secs(1));
    assert!(!lives(kit, &third).await);
}

/// FP-03: link and factor set the password, once, and open no session; J8: the try of the request is given back.
pub async fn fp_03_a_link_and_the_factor_set_the_password_once(kit: &Kit) {
    let (person, session) = kit.enrolled("forgetful").await;
    let link = mailed(kit, &person).await;
    assert_eq!(kit.audited("authn_password_link_issued").await, 1);
    let asked = "SELECT name FROM counters WHERE kind = 'request-source'";
    assert_eq!(count(kit, asked).await, 1);
    let token = entitled(kit, &person, &link).await;
    let late = entitled(kit, &person, &link).await;
    let made = choose(kit, &person, &token, "a wholly new password 9").await;
    let second = choose(kit, &person, &late, "another new password 10").await;
    let ended = kit.commit(&made).await.unwrap().journey.state;
    assert_eq!(ended, State::Ended(Target::Application("files".to_owned()), Ending::PasswordReset));
    assert!(kit.store.load_session(&session.hash(), kit.now(), &kit.sessions).await.unwrap().is_none());
    assert_eq!(count(kit, "SELECT id FROM sessions").await, 0);
    assert_eq!(count(kit, asked).await, 0, "an address that asks and succeeds is not one that asks too often");
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert_eq!(facts.cooling_until(kit.now()), Some(kit.now() + SignedDuration::from_hours(72)));

    // The older journey is dead by its epoch; and by the link's own row, should the epoch not stop it.
    assert!(!lives(kit, &link).await);
    assert!(matches!(kit.commit(&second).await, Err(CommitError::Stale)));
    execute(&kit.store, "UPDATE accounts SET epoch = epoch - 1", &[]).await.unwrap();
    let lost = kit.commit(&second).await;
    assert!(matches!(lost, Err(CommitError::Lost("password link"))), "{lost:?}");
}
