//! A forgotten password: the link is used once, and what goes with it happens at once or not at all (requirements FP-02, FP-03, FP-08).

use credentials::mailed_link;
use journey::{Effect, Epoch, Event, State};
use store::CommitError;
use store::testing::query;

use crate::kit::Kit;
use crate::races::{RUNNERS, Tally, commit, race};
use crate::walk::{Move, Person};

async fn at_new_password(kit: &Kit, person: &Person, link: &credentials::token::SecretToken) -> Move {
    let token = kit.follow_link(link).await;
    kit.take(&token, |loaded| Event::OpenRecovery { facts: loaded.facts.clone() }).await;
    kit.store.reset_counters(person.account, "test", &kit.operator()).await.unwrap();
    let (proven, _) = kit.prove_code(person, &token).await;
    kit.commit(&proven).await.unwrap();
    assert!(matches!(kit.load(&token).await.journey.state, State::AwaitingNewPassword(..)));
    kit.choose_password(person, &token).await
}

/// FP-02: the newest only, half an hour, and none for an account that is closed.
pub async fn fp_02_a_link_is_the_newest_and_lasts_half_an_hour(kit: &Kit) {
    let (person, _) = kit.enrolled("link").await;
    let find = async |token: &credentials::token::SecretToken| {
        kit.store.find_password_link(&token.hash(), kit.now()).await.unwrap()
    };
    let older = kit.mail_link(&person).await;
    let newest = kit.mail_link(&person).await;
    assert!(find(&older).await.is_none() && find(&newest).await.is_some());
    kit.wait(mailed_link::LIFE);
    assert!(find(&newest).await.is_none());
    let last = kit.mail_link(&person).await;
    let closed = journey::AccountStatus::Suspended;
    kit.store.set_status(person.account, closed, "test", &kit.operator()).await.unwrap();
    assert!(find(&last).await.is_none());
}

/// FP-03: with the factor; the password is set, everything ends, and the link is used up.
pub async fn fp_03_link_and_factor_set_a_password(kit: &Kit) {
    let (person, session) = kit.enrolled("forgot").await;
    let link = kit.mail_link(&person).await;
    let token = kit.follow_link(&link).await;
    let (proven, _) = kit.prove_factor(&person, &token).await;
    kit.commit(&proven).await.unwrap();
    assert!(kit.session(&session).await.is_some(), "nothing has happened yet");
    let chosen = kit.choose_password(&person, &token).await;
    kit.commit(&chosen).await.unwrap();
    assert!(kit.session(&session).await.is_none());
    assert!(kit.store.find_password_link(&link.hash(), kit.now()).await.unwrap().is_none());
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert_eq!((facts.recovered_at, facts.factors.len()), (Some(kit.now()), 1));
    assert!(query(&kit.store, "SELECT id FROM sessions", &[]).await.unwrap().is_empty());
}

/// FP-02: fifty journeys that began with one link; it is spent once, by its own row too.
pub async fn fp_02_fifty_uses_of_one_link(kit: &Kit) {
    let (person, _) = kit.enrolled("race.link").await;
    let link = kit.mail_link(&person).await;
    let mut moves = Vec::new();
    for _ in 0..RUNNERS {
        moves.push(at_new_password(kit, &person, &link).await);
    }
    // Without what raises the epoch, the row of the link alone decides.
    let bare = moves.iter().map(only_the_link).collect::<Vec<_>>();
    let tally = race(bare.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!(tally, Tally { won: 1, lost: vec!["password link"; RUNNERS - 1], ..Tally::default() });

    let link = kit.mail_link(&person).await;
    let mut moves = Vec::new();
    for _ in 0..RUNNERS {
        moves.push(at_new_password(kit, &person, &link).await);
    }
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!((tally.won, tally.stale + tally.lost.len()), (1, RUNNERS - 1));
    let set = "SELECT id FROM audit WHERE event = 'authn_password_change' AND reason = 'forgotten'";
    assert_eq!(query(&kit.store, set, &[]).await.unwrap().len(), 1);
    let wiped = "SELECT id FROM audit WHERE event = 'factor_wiped'";
    assert_eq!(query(&kit.store, wiped, &[]).await.unwrap().len(), 1);
}

fn only_the_link(made: &Move) -> Move {
    let mut made = made.clone();
    made.outcome.effects.retain(|effect| matches!(effect, Effect::SpendLink { .. }));
    made.outcome.journey.epoch = made.before.epoch;
    made
}

/// FP-08: code, wipe, password, link and grant together; with a link that died in between nothing of it.
pub async fn fp_08_both_lost_happens_whole_or_not_at_all(kit: &Kit) {
    let (person, session) = kit.enrolled("both").await;
    let link = kit.mail_link(&person).await;
    let made = at_new_password(kit, &person, &link).await;
    kit.mail_link(&person).await;
    assert!(matches!(kit.commit(&made).await, Err(CommitError::Lost("password link"))));
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert!(facts.has_factor() && facts.active_code().is_some() && kit.session(&session).await.is_some());
    assert_eq!(facts.epoch, Epoch(made.before.epoch.0));

    let link = kit.mail_link(&person).await;
    let made = at_new_password(kit, &person, &link).await;
    kit.commit(&made).await.unwrap();
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert!(!facts.has_factor() && facts.open_recovery(kit.now()).is_some() && kit.session(&session).await.is_none());
}
