//! Throwing away what has had its time.

use jiff::SignedDuration;
use journey::CodeStatus;
use journey::throttle::{CounterKey, CounterKind, Lane, Limits};
use store::PurgeCounts;

use crate::kit::Kit;

pub async fn what_has_had_its_time_goes(kit: &Kit) {
    kit.store.ping().await.unwrap();
    let (person, _) = kit.enrolled("old").await;
    let (accepted, _) = kit.at_recovery(&person).await;
    kit.commit(&accepted).await.unwrap();
    for kind in [CounterKind::Source, CounterKind::Password] {
        let key = CounterKey { kind, subject: "somebody".to_owned(), lane: Lane::World };
        kit.store.reserve_try(&key, &Limits::of(kind, &key.lane), kit.now()).await.unwrap().unwrap();
    }
    let message = kit.store.claim_outbox(1, kit.now()).await.unwrap().remove(0);
    kit.store.mark_sent(message.id, kit.now()).await.unwrap();
    assert_eq!(kit.store.purge(kit.now()).await.unwrap(), PurgeCounts::default());

    // J4: after 24 hours the accepted code is spent.
    kit.wait(SignedDuration::from_hours(24));
    assert_eq!(kit.store.load_recovery_code(person.account, kit.now()).await.unwrap(), None);
    let counts = kit.store.purge(kit.now()).await.unwrap();
    assert_eq!(counts, PurgeCounts { codes: 1, counters: 1, ..PurgeCounts::default() });
    let code = kit.store.facts(person.account).await.unwrap().unwrap().code.unwrap();
    assert_eq!(code.status, CodeStatus::Spent);

    kit.wait(SignedDuration::from_hours(31 * 24));
    let counts = kit.store.purge(kit.now()).await.unwrap();
    assert_eq!(counts, PurgeCounts { journeys: 2, messages: 1, objections: 8, ..PurgeCounts::default() });
}
