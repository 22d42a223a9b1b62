//! Links and grants (rule J6).

use credentials::grant::{GrantKind, verify_grant};
use credentials::password::Password;
use jiff::SignedDuration;
use journey::{Ending, Event, FirstLogin, Policy, State, Target};
use store::testing::{execute, query};
use store::{CommitError, LinkKind, LinkState};

use crate::kit::Kit;

/// A newer link kills the older one and the journeys that live by it; a link has an end.
pub async fn j6_links_and_grants(kit: &Kit) {
    let person = kit.person("links").await;
    let journey = kit.arrive(&person, Some(&person.grant)).await;
    assert!(matches!(kit.load(&journey).await.journey.state, State::EnrolIntroduction(..)));
    let (link, order) = kit.order();
    let queued = kit.store.issue_link(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();
    assert_eq!(queued, Some(0));
    assert!(kit.present(&person.grant).await.is_none());
    assert!(kit.store.load_journey(&journey.hash()).await.unwrap().is_none());
    let presented = kit.present(&link).await.unwrap();
    assert_eq!((presented.kind(), presented.account()), (GrantKind::HelpDesk, person.account));
    let live = "SELECT id FROM grants WHERE spent_at IS NULL AND killed_at IS NULL";
    assert_eq!(query(&kit.store, live, &[]).await.unwrap().len(), 1);

    // It opens the wizard, which may outlast it.
    let journey = kit.arrive(&person, Some(&link)).await;
    kit.wait(SignedDuration::from_hours(48));
    assert!(kit.present(&link).await.is_none());
    assert!(matches!(kit.store.find_link(&link.hash(), kit.now()).await.unwrap(), LinkState::Dead));
    let loaded = kit.load(&journey).await;
    assert!(journey::step(&loaded.journey, Event::ContinueEnrolment, &kit.policy, kit.now()).is_none());
}

/// J6b: a link sets a password once, and is dead then; another link sets none.
pub async fn j6b_the_first_password_is_set_once(kit: &Kit) {
    let (account, link) = kit.invite("first").await;
    let LinkState::Live(live) = kit.store.find_link(&link.hash(), kit.now()).await.unwrap() else { panic!("dead") };
    assert!(!live.password_set);
    let presented = verify_grant(&live.row, &link, kit.now()).unwrap();
    let seal = |text: &str| {
        let password = Password::parse_attempt(text).unwrap();
        kit.hasher.hash_password(&password, account, &kit.keyring, kit.rng.as_ref())
    };
    let (first, second) = (seal("the first one is this"), seal("the second one is this"));
    let (browser, seed) = kit.grant_seed();
    kit.store.set_first_password(&presented, &first, &seed, &kit.ctx()).await.unwrap();
    assert!(kit.present(&link).await.is_none());
    let mine = kit.present(&browser).await.unwrap();
    assert_eq!(mine.expires_at(), kit.now() + SignedDuration::from_hours(24));

    for link in [&presented, &mine] {
        let again = kit.store.set_first_password(link, &second, &kit.grant_seed().1, &kit.ctx()).await;
        assert!(matches!(again, Err(CommitError::Lost("password"))), "{again:?}");
    }
    assert!(kit.present(&browser).await.is_some());

    // A better hash of the same password replaces it, if it is still the same.
    let (better, other) = (seal("the first one is this"), seal("the first one is this"));
    assert!(kit.store.rehash_password(&first, &better, kit.now()).await.unwrap());
    assert!(!kit.store.rehash_password(&first, &other, kit.now()).await.unwrap());
    let row = kit.store.load_login(&live.username).await.unwrap().unwrap();
    assert_eq!((row.password, row.facts.epoch.0), (Some(better), 1));
}

/// J6: the grant's own row lets one wizard through, also where the epoch would not have stopped the other.
pub async fn j6_a_grant_is_spent_by_its_own_row(kit: &Kit) {
    let person = kit.person("alone").await;
    let mut moves = Vec::new();
    for _ in 0..2 {
        let token = kit.arrive(&person, Some(&person.grant)).await;
        kit.choose_app(&token).await;
        moves.push(kit.prove_app(&token).await);
    }
    kit.commit(&moves[0]).await.unwrap();
    assert!(matches!(kit.commit(&moves[1]).await, Err(CommitError::Stale)));
    execute(&kit.store, "UPDATE accounts SET epoch = epoch - 1", &[]).await.unwrap();
    let lost = kit.commit(&moves[1]).await;
    assert!(matches!(lost, Err(CommitError::Lost("grant"))), "{lost:?}");
}

/// J6c: the wipe happens when the link is redeemed, and the link stays good for the login that follows.
pub async fn j6c_a_help_desk_reset(kit: &Kit) {
    let (person, _) = kit.enrolled("lost").await;
    let (link, order) = kit.order();
    kit.store.issue_link(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();
    let token = kit.arrive(&person, Some(&link)).await;
    let reset = kit.prepare(&token, |loaded| Event::ResetByLink { facts: loaded.facts.clone() }).await;
    let second = kit.arrive(&person, Some(&link)).await;
    let too_late = kit.prepare(&second, |loaded| Event::ResetByLink { facts: loaded.facts.clone() }).await;

    let ended = kit.commit(&reset).await.unwrap().journey.state;
    assert_eq!(ended, State::Ended(Target::Account, Ending::ResetByLink));
    assert!(matches!(kit.commit(&too_late).await, Err(CommitError::Stale)));
    assert!(kit.store.load_totp(person.account).await.unwrap().is_empty());
    let token = kit.arrive(&person, Some(&link)).await;
    assert!(matches!(kit.load(&token).await.journey.state, State::EnrolIntroduction(..)));

    // A link that was replaced redeems nothing, whatever the epoch says.
    kit.store.issue_link(person.account, LinkKind::HelpDesk, &kit.order().1, &kit.operator()).await.unwrap();
    execute(&kit.store, "UPDATE accounts SET epoch = epoch - 1", &[]).await.unwrap();
    let lost = kit.commit(&too_late).await;
    assert!(matches!(lost, Err(CommitError::Lost("grant"))), "{lost:?}");
}

/// J6d: where the settings allow it, the first login issues a grant, in the same step as the journey that lives by it.
pub async fn j6d_the_first_login_by_password(kit: &Kit) {
    let person = kit.person("demo").await;
    let policy = Policy { first_login: FirstLogin::Password, ..Policy::default() };
    let made = kit.password_with(&person, None, &policy).await;
    kit.commit(&made).await.unwrap();
    assert!(matches!(kit.load(&made.token).await.journey.state, State::EnrolIntroduction(..)));
    let again = kit.password_with(&person, None, &policy).await;
    kit.commit(&again).await.unwrap();
    // The newer one killed the older with its journey.
    assert!(kit.store.load_journey(&made.token.hash()).await.unwrap().is_none());
    kit.choose_app(&again.token).await;
    let proven = kit.prove_app(&again.token).await;
    kit.commit(&proven).await.unwrap();
}
