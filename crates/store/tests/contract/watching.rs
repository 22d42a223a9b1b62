//! The numbers that an operator watches.

use jiff::SignedDuration;
use journey::audit::names;
use journey::sending::SendCaps;
use store::{Channel, Gauges, GivenUp, Outcome, Waiting};

use crate::kit::Kit;

impl Kit {
    async fn gauges(&self) -> Gauges {
        self.store.gauges(&self.sessions, &SendCaps::default(), self.now()).await.unwrap()
    }
}

fn waiting(gauges: &Gauges, channel: Channel) -> Waiting {
    *gauges.waiting.iter().find(|waiting| waiting.channel == channel && !waiting.codes).unwrap()
}

fn given_up(gauges: &Gauges, channel: Channel) -> GivenUp {
    *gauges.given_up.iter().find(|lost| lost.channel == channel && !lost.codes).unwrap()
}

/// Mails, logouts, recoveries, sessions and the audit log, each by its own number and age.
pub async fn what_waits_and_was_given_up_is_counted(kit: &Kit) {
    let empty = kit.gauges().await;
    assert!(empty.waiting.len() == 4 && empty.waiting.iter().all(|kind| kind.messages == 0 && kind.oldest.is_none()));
    assert_eq!((empty.sms_budget, empty.sessions, empty.recoveries_waiting), ((0, 2000), 0, 0));

    let begun = kit.now();
    let app = kit.with_client("app").await.id;
    let (_, first) = kit.enrolled("counted").await;
    let login = kit.tokens_in(&app, &first).await;
    kit.wait(SignedDuration::from_secs(30));
    let seen = kit.gauges().await;
    let mails = waiting(&seen, Channel::Mail);
    assert!(mails.messages > 1 && mails.oldest == Some(begun), "{mails:?}");
    assert_eq!((seen.sessions, seen.audit.oldest, seen.audit.head_at), (1, Some(begun), None));
    assert!(seen.audit.unsealed > 3);

    kit.store.seal_audit(kit.now()).await.unwrap();
    let row = kit.store.claim_outbox(1, kit.now()).await.unwrap().remove(0);
    kit.store.mark_failed(row.id, "550", None, kit.now()).await.unwrap();
    kit.store.end_session(login.session.id, "log-out", &kit.ctx()).await.unwrap();
    let seen = kit.gauges().await;
    assert_eq!(
        (waiting(&seen, Channel::Mail).messages, given_up(&seen, Channel::Mail).messages),
        (mails.messages - 1, 1)
    );
    assert_eq!(waiting(&seen, Channel::Logout).messages, 1);
    assert_eq!((seen.sessions, seen.audit.unsealed, seen.audit.head_at), (0, 1, Some(kit.now())));
}

/// What is counted stands in the database; what was undone is not counted.
pub async fn what_a_process_did_is_counted_after_the_commit(kit: &Kit) {
    let counted = |name: &str| {
        let tallies = kit.store.tallies();
        tallies.events.iter().filter(|tally| tally.event.name == name).map(|tally| tally.times).sum::<u64>()
    };
    let (person, _) = kit.enrolled("tallied").await;
    for name in [names::LOGIN_SUCCESS, names::FACTOR_ADDED, names::SESSION_CREATED, names::CODE_CONFIRMED] {
        assert_eq!(counted(name), kit.audited(name).await as u64, "{name}");
    }
    assert!(counted(names::SESSION_CREATED) > 0);

    let before = counted(names::ADMIN);
    for statements in 0.. {
        store::testing::fail_after(&kit.store, Some(statements));
        let done = kit.store.reset_counters(person.account, "test", &kit.operator()).await;
        store::testing::fail_after(&kit.store, None);
        assert_eq!(counted(names::ADMIN), before + u64::from(done.is_ok()), "after {statements} statements");
        if done.is_ok() {
            break;
        }
    }
    let broken: u64 = kit.store.tallies().errors.iter().map(|(_, times)| times).sum();
    kit.store.ping().await.unwrap();
    assert_eq!(kit.store.tallies().errors.iter().map(|(_, times)| times).sum::<u64>(), broken);

    let row = kit.store.claim_outbox(1, kit.now()).await.unwrap().remove(0);
    kit.store.mark_failed(row.id, "421", Some(kit.now()), kit.now()).await.unwrap();
    kit.store.mark_sent(row.id, kit.now()).await.unwrap();
    kit.store.mark_sent(row.id, kit.now()).await.unwrap();
    let tallies = kit.store.tallies();
    let mails: Vec<_> = tallies.messages.iter().filter(|(channel, ..)| *channel == Channel::Mail).collect();
    assert_eq!(mails, [&(Channel::Mail, Outcome::Sent, 1), &(Channel::Mail, Outcome::Later, 1)]);
    assert!(tallies.pools.iter().all(|pool| pool.open >= pool.idle && pool.most > 0));
}
