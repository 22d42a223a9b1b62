//! Whole journeys, the epoch, and known browsers.

use credentials::token::SecretToken;
use credentials::witness::{self, Witnesses};
use jiff::SignedDuration;
use journey::{Admission, Effect, Ending, Event, State, Target};
use store::CommitError;
use store::testing::{Value, execute, query};

use crate::kit::Kit;

/// First login, wizard, login, lost phone, recovery code, wiped, login, wizard again.
pub async fn the_whole_article(kit: &Kit) {
    let (mut person, first) = kit.enrolled("jolanda").await;
    let view = kit.store.load_session(&first.hash(), kit.now(), &kit.sessions).await.unwrap().expect("a session");
    assert_eq!((view.username.as_str(), view.groups), ("jolanda", vec!["hr".to_owned(), "a,b".to_owned()]));

    let second = kit.log_in(&person).await;
    assert!(kit.store.load_session(&second.hash(), kit.now(), &kit.sessions).await.unwrap().is_some());

    kit.wait(SignedDuration::from_mins(2));
    let (accepted, grant) = kit.at_recovery(&person).await;
    assert_eq!(kit.commit(&accepted).await.unwrap().journey.state, State::Ended(Target::Account, Ending::Recovered));
    for session in [&first, &second] {
        assert!(kit.store.load_session(&session.hash(), kit.now(), &kit.sessions).await.unwrap().is_none());
    }
    // SF-06: the secret is gone, the history stays.
    let factors = kit.store.list_factors(person.account).await.unwrap();
    assert_eq!((factors.len(), factors[0].wiped_at), (1, Some(kit.now())));
    assert_eq!(factors[0].bound_from.as_deref(), Some("192.0.2.7"));
    assert!(kit.store.load_totp(person.account).await.unwrap().is_empty());
    let secrets = query(&kit.store, "SELECT secret_sealed FROM factors", &[]).await.unwrap();
    assert_eq!(secrets, [["secret_sealed=-"]]);

    person.grant = grant;
    let third = kit.enrol(&mut person).await;
    assert!(kit.store.load_session(&third.hash(), kit.now(), &kit.sessions).await.unwrap().is_some());
    kit.wait(SignedDuration::from_mins(2));
    kit.log_in(&person).await;
    // Every try was given back.
    assert_eq!(query(&kit.store, "SELECT name FROM counters", &[]).await.unwrap(), Vec::<Vec<String>>::new());
}

/// J13: a login that verified the old factor just before a wipe commits nothing just after it.
pub async fn j13_an_older_epoch_commits_nothing(kit: &Kit) {
    let (person, _) = kit.enrolled("piet").await;
    let token = kit.arrive(&person, None).await;
    let (login, session) = kit.prove_factor(&person, &token).await;
    let (accepted, _) = kit.at_recovery(&person).await;
    kit.commit(&accepted).await.unwrap();
    assert!(matches!(kit.commit(&login).await, Err(CommitError::Stale)));
    assert!(kit.store.load_session(&session.hash(), kit.now(), &kit.sessions).await.unwrap().is_none());
    let loaded = kit.load(&token).await;
    assert_eq!(journey::admit(&loaded.journey, &loaded.facts, kit.now()), Admission::Superseded);
}

/// D9: a browser is known on one account only, and the least recently used of six is forgotten.
pub async fn d9_browsers_are_known_for_one_account_and_five_at_most(kit: &Kit) {
    let (person, _) = kit.enrolled("anna").await;
    let (other, _) = kit.enrolled("bert").await;
    let mut browsers = Vec::new();
    for _ in 0..6 {
        let token = kit.arrive(&person, None).await;
        let (login, _) = kit.prove_factor(&person, &token).await;
        let browser = login.outcome.effects.iter().find_map(|effect| match effect {
            Effect::OpenSession { seed, .. } => Some(seed.browser),
            _ => None,
        });
        kit.commit(&login).await.unwrap();
        browsers.push(browser.unwrap());
        kit.wait(SignedDuration::from_mins(1));
    }
    let mut known = Vec::new();
    for browser in &browsers {
        known.push(kit.store.is_known_browser(person.account, browser).await.unwrap());
        assert!(!kit.store.is_known_browser(other.account, browser).await.unwrap());
    }
    assert_eq!(known, [false, true, true, true, true, true]);
    let stranger = SecretToken::generate(kit.rng.as_ref()).hash();
    assert!(!kit.store.is_known_browser(person.account, &stranger).await.unwrap());

    // J3: a recovery forgets them all.
    let token = kit.arrive(&person, None).await;
    kit.take(&token, |loaded| Event::OpenRecovery { facts: loaded.facts.clone() }).await;
    let (accepted, _) = kit.prove_code(&person, &token).await;
    kit.commit(&accepted).await.unwrap();
    assert!(!kit.store.is_known_browser(person.account, &browsers[5]).await.unwrap());
}

/// A row that an older release sealed is over like any that took too long; one of no release at all is an error.
pub async fn a_journey_of_an_older_release_is_over(kit: &Kit) {
    let (person, _) = kit.enrolled("older").await;
    let token = kit.arrive(&person, None).await;
    let (id, password) = {
        let loaded = kit.load(&token).await;
        (loaded.journey.id, loaded.journey.state.carried().unwrap().first.clone())
    };
    let put = async |body: &str| {
        let witnesses = Witnesses { first: Some(password.clone()), ..Witnesses::default() };
        let (keyring, rng) = (&kit.keyring, kit.rng.as_ref());
        let sealed = witness::seal(keyring, id, person.account, &witnesses, body.as_bytes(), rng);
        let sql = "UPDATE journeys SET state_sealed = $1 WHERE id = $2";
        let values = [Value::from(&sealed), Value::from(id)];
        assert_eq!(execute(&kit.store, sql, &values).await.unwrap(), 1);
        kit.store.load_journey(&token.hash()).await
    };
    // What the release before this one wrote, and what a later one may write.
    let timing =
        r#""timing":{"started_at":"2027-01-15T08:00:00Z","stepped_at":"2027-01-15T08:00:00Z","wizard_at":null}"#;
    let rest = r#""target":"Account","tries":[],"wrong_factors":0,"wrong_codes":0"#;
    let older = format!(r#"{{"version":1,{timing},{rest},"state":{{"await":"factor"}}}}"#);
    let asked = r#"{"await":"factor","asked":{"kind":"Totp","sms":null,"key":null}}"#;
    let of = |version: u32| {
        format!(r#"{{"version":{version},{timing},{rest},"purpose":"LogIn","sms_sent":0,"state":{asked}}}"#)
    };
    let last = format!(r#"{{"version":2,{timing},{rest},"sms_sent":0,"state":{asked}}}"#);
    assert!(put(&last).await.unwrap().is_none());
    assert!(put(&older).await.unwrap().is_none());
    for other in [0, 1, 2, 4] {
        assert!(put(&of(other)).await.unwrap().is_none(), "version {other}");
    }
    assert!(put("{}").await.unwrap().is_none());
    let now = put(&of(3)).await.unwrap().expect("the same with the version of today opens");
    assert!(matches!(now.journey.state, State::AwaitingFactor(..)));
}
