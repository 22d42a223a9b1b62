//! How long sessions live, how many there are, and the double click.

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::session::SessionPolicy;
use store::AuditQuery;

use crate::kit::Kit;

/// SE-02: idle and overall, to the second, on the server; a request counts once a minute.
pub async fn se_02_sessions_live_as_long_as_they_may(kit: &Kit) {
    let mut person = kit.person("lives").await;
    let token = kit.enrol(&mut person).await;
    let policy = SessionPolicy::default();
    let load = async || kit.store.load_session(&token.hash(), kit.now(), &policy).await.unwrap();
    let second = SignedDuration::from_secs(1);
    kit.wait(policy.idle - second);
    let view = load().await.expect("one second is left");
    kit.store.touch_session(&view.session, kit.now()).await.unwrap();
    assert_eq!(load().await.unwrap().session.last_seen_at, kit.now());
    kit.wait(SignedDuration::from_secs(59));
    let view = load().await.unwrap();
    kit.store.touch_session(&view.session, kit.now()).await.unwrap();
    assert_eq!(load().await.unwrap().session.last_seen_at, view.session.last_seen_at);
    kit.wait(policy.idle);
    assert!(load().await.is_none());

    let token = { kit.log_in(&person).await };
    let start = kit.now();
    while kit.now() + policy.idle - second < start + policy.overall {
        kit.wait(policy.idle - second);
        let view = kit.store.load_session(&token.hash(), kit.now(), &policy).await.unwrap().unwrap();
        kit.store.touch_session(&view.session, kit.now()).await.unwrap();
    }
    kit.wait((start + policy.overall).duration_since(kit.now()));
    assert!(kit.store.load_session(&token.hash(), kit.now(), &policy).await.unwrap().is_none());
}

/// SE-10: at most ten; the oldest ends and the log says why. SE-09: one or all can be ended.
pub async fn se_10_the_oldest_session_ends(kit: &Kit) {
    let (person, first) = kit.enrolled("many").await;
    let mut tokens = vec![first];
    for _ in 0..10 {
        kit.wait(SignedDuration::from_mins(1));
        tokens.push(kit.log_in(&person).await);
    }
    let alive = async || {
        let mut alive = Vec::new();
        for token in &tokens {
            alive.push(kit.store.load_session(&token.hash(), kit.now(), &kit.sessions).await.unwrap());
        }
        alive
    };
    let views = alive().await;
    assert!(views[0].is_none() && views[1..].iter().all(Option::is_some));
    let log =
        kit.store.list_audit(AuditQuery { account: Some(person.account), before: None, limit: 99 }).await.unwrap();
    let ended: Vec<_> = log.iter().filter(|line| line.event == "session_ended").collect();
    assert_eq!((ended.len(), ended[0].reason.as_str()), (1, "too-many"));
    assert_eq!(ended[0].session_hash.as_ref().unwrap().len(), 16);

    let last = views[10].as_ref().unwrap().session.id;
    assert!(kit.store.end_session(views[9].as_ref().unwrap().session.id, "logout", &kit.ctx()).await.unwrap());
    assert!(!kit.store.end_session(views[9].as_ref().unwrap().session.id, "logout", &kit.ctx()).await.unwrap());
    assert_eq!(kit.store.end_sessions(person.account, Some(last), "others", &kit.ctx()).await.unwrap(), 8);
    let left: Vec<bool> = alive().await.iter().map(Option::is_some).collect();
    assert_eq!(left.iter().filter(|alive| **alive).count(), 1);
    assert!(left[10]);
}

/// J11: a session whose cookie never arrived gets another one, for half a minute and only while it is unused.
pub async fn j11_a_double_click_gets_a_new_cookie(kit: &Kit) {
    let (person, _) = kit.enrolled("double").await;
    let token = kit.arrive(&person, None).await;
    let (login, first) = kit.prove_factor(&person, &token).await;
    let journey = kit.commit(&login).await.unwrap().journey;
    let journey::State::Ended(_, journey::Ending::LoggedIn { session, .. }) = journey.state else { panic!("no login") };
    let fresh = || SecretToken::generate(kit.rng.as_ref());
    let (second, third) = (fresh(), fresh());
    let loads = async |token: &SecretToken| {
        kit.store.load_session(&token.hash(), kit.now(), &kit.sessions).await.unwrap().is_some()
    };
    kit.wait(SignedDuration::from_secs(29));
    assert!(kit.store.reissue_unused_session(session, second.hash(), kit.now()).await.unwrap());
    assert!(!loads(&first).await);
    assert!(loads(&second).await);
    assert!(!kit.store.reissue_unused_session(session, third.hash(), kit.now()).await.unwrap());
    assert!(loads(&second).await && !loads(&third).await);

    kit.wait(SignedDuration::from_mins(1));
    let token = kit.arrive(&person, None).await;
    let (login, _) = kit.prove_factor(&person, &token).await;
    let journey = kit.commit(&login).await.unwrap().journey;
    let journey::State::Ended(_, journey::Ending::LoggedIn { session, .. }) = journey.state else { panic!("no login") };
    kit.wait(SignedDuration::from_secs(30));
    assert!(!kit.store.reissue_unused_session(session, fresh().hash(), kit.now()).await.unwrap());
}
