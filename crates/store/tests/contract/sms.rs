//! Codes by SMS: ordered with a step, sent once, followed until they are on the telephone (requirements SM-01, SM-08 and SM-10).

use std::collections::BTreeSet;

use credentials::ids::{AccountId, JourneyId};
use jiff::SignedDuration;
use journey::{Language, SmsKind};
use store::testing::{dump, query, queue_sms};
use store::{Delivery, SmsContent, SmsOrder, SmsRow, SmsState};
use tokio::task::JoinSet;

use crate::kit::Kit;

const NUMBER: &str = "+31687654321";
const LIFE: SignedDuration = SignedDuration::from_mins(5);

fn code_of(row: &SmsRow) -> &str {
    row.code().expect("a code and not a notice")
}

impl Kit {
    fn some_journey(&self) -> JourneyId {
        JourneyId::generate(self.now(), self.rng.as_ref())
    }

    async fn order_code(&self, account: AccountId, about: JourneyId, code: &str) {
        let expires_at = self.now() + LIFE;
        let order = SmsOrder { kind: SmsKind::LoginCode, number: NUMBER, code, about, expires_at };
        queue_sms(&self.store, account, &order, &self.ctx()).await.unwrap();
    }

    async fn state(&self, journey: JourneyId) -> Option<SmsState> {
        self.store.sms_state(journey).await.unwrap()
    }
}

/// The two channels do not take each other's messages, and a code waits under a lease like a mail.
pub async fn sm_10_a_code_is_claimed_by_one_sender(kit: &Kit) {
    let person = kit.person("sms").await;
    let mails = kit.store.claim_outbox(9, kit.now()).await.unwrap().len();
    let journey = kit.some_journey();
    assert_eq!(kit.state(journey).await, None);
    kit.order_code(person.account, journey, "123456").await;
    assert_eq!(kit.state(journey).await, Some(SmsState::Waiting));
    assert!(kit.store.claim_outbox(9, kit.now()).await.unwrap().is_empty(), "{mails} mails were all");

    let row = kit.store.claim_sms(9, kit.now()).await.unwrap().remove(0);
    assert_eq!((row.number.as_str(), code_of(&row), row.attempts), (NUMBER, "123456", 1));
    let SmsContent::Code { kind, journey: about, .. } = &row.content else { panic!("a notice") };
    assert_eq!((row.account, *about, *kind), (person.account, journey, SmsKind::LoginCode));
    assert_eq!((row.language, row.expires_at), (Language::Nl, kit.now() + LIFE));
    assert!(!format!("{row:?}").contains("3456"));
    assert!(kit.store.claim_sms(9, kit.now()).await.unwrap().is_empty());

    // A sender that died loses its lease; one that was refused for now says when to come back.
    kit.wait(SignedDuration::from_mins(2));
    let again = kit.store.claim_sms(9, kit.now()).await.unwrap().remove(0);
    assert_eq!((again.id, again.attempts), (row.id, 2));
    let soon = kit.now() + SignedDuration::from_secs(5);
    assert!(kit.store.retry_sms(row.id, "throttled", soon).await.unwrap());
    assert!(kit.store.claim_sms(9, kit.now()).await.unwrap().is_empty());
    kit.wait(SignedDuration::from_secs(5));
    assert_eq!(kit.store.claim_sms(9, kit.now()).await.unwrap()[0].attempts, 3);

    kit.store.mark_sms_accepted(row.id, "first", Some("id-1"), kit.now()).await.unwrap();
    assert_eq!(kit.state(journey).await, Some(SmsState::Accepted));
    // Accepted is the last word: nothing sends it again, nothing takes it back.
    assert!(!kit.store.retry_sms(row.id, "late", kit.now()).await.unwrap());
    assert!(!kit.store.mark_sms_failed(row.id, "late", kit.now()).await.unwrap());
    kit.store.mark_sms_accepted(row.id, "second", Some("id-2"), kit.now()).await.unwrap();
    kit.wait(SignedDuration::from_mins(30));
    assert!(kit.store.claim_sms(9, kit.now()).await.unwrap().is_empty());
    let taken = query(&kit.store, "SELECT gateway, gateway_message FROM outbox WHERE channel = 'sms'", &[]).await;
    assert_eq!(taken.unwrap(), [["gateway=first", "gateway_message=id-1"]]);
}

/// SM-01: newest only, and never after its life; neither leaves number or code behind (SM-08).
pub async fn sm_01_an_older_or_expired_code_is_not_sent(kit: &Kit) {
    let person = kit.person("sms.old").await;
    let (one, other) = (kit.some_journey(), kit.some_journey());
    kit.order_code(person.account, other, "000001").await;
    kit.order_code(person.account, one, "111111").await;
    kit.wait(SignedDuration::from_secs(1));
    kit.order_code(person.account, one, "222222").await;
    let rows = kit.store.claim_sms(9, kit.now()).await.unwrap();
    let codes: Vec<&str> = rows.iter().map(code_of).collect();
    assert_eq!(codes, ["000001", "222222"]);

    // A newer order kills also what is just being tried.
    kit.order_code(person.account, one, "333333").await;
    assert!(!kit.store.retry_sms(rows[1].id, "busy", kit.now()).await.unwrap());
    assert_eq!(kit.state(one).await, Some(SmsState::Waiting));
    kit.wait(LIFE);
    assert!(kit.store.claim_sms(9, kit.now()).await.unwrap().is_empty());
    assert_eq!((kit.state(one).await, kit.state(other).await), (Some(SmsState::Expired), Some(SmsState::Expired)));
    assert!(kit.state(one).await.unwrap().is_lost());
    let kept = "SELECT id FROM outbox WHERE channel = 'sms' AND payload_sealed IS NOT NULL";
    assert!(query(&kit.store, kept, &[]).await.unwrap().is_empty());
    // The gateway had taken it all the same: that is what is known of it then.
    kit.store.mark_sms_accepted(rows[0].id, "slow", None, kit.now()).await.unwrap();
    assert_eq!(kit.state(other).await, Some(SmsState::Accepted));
}

/// SM-08: neither the number nor the code can be read in the database, and the recipient is masked.
pub async fn sm_08_number_and_code_are_sealed(kit: &Kit) {
    let person = kit.person("sms.sealed").await;
    let journey = kit.some_journey();
    kit.order_code(person.account, journey, "987123").await;
    let text = dump(&kit.store).await.unwrap();
    assert!(text.contains("recipient=***21") && text.contains("delivery=waiting"), "{text}");
    assert!(!text.contains("687654321") && !text.contains("987123"));
    let row = kit.store.claim_sms(1, kit.now()).await.unwrap().remove(0);
    assert!(kit.store.mark_sms_failed(row.id, "refused by all", kit.now()).await.unwrap());
    assert_eq!(kit.state(journey).await, Some(SmsState::Failed));
    let failed = "SELECT last_error FROM outbox WHERE channel = 'sms' AND payload_sealed IS NULL";
    assert_eq!(query(&kit.store, failed, &[]).await.unwrap(), [["last_error=refused by all"]]);
}

/// A receipt may come before the mark, twice, for a message that is not ours, and in any order.
pub async fn sm_10_receipts_find_their_message(kit: &Kit) {
    let person = kit.person("sms.receipt").await;
    let (early, late) = (kit.some_journey(), kit.some_journey());
    kit.order_code(person.account, early, "111111").await;
    kit.order_code(person.account, late, "222222").await;
    let mut rows = kit.store.claim_sms(9, kit.now()).await.unwrap();
    rows.sort_by_key(|row| code_of(row).to_owned());
    let report = async |gateway: &str, message: &str, delivery| {
        kit.store.record_receipt(gateway, message, delivery, kit.now()).await.unwrap();
    };

    report("a", "m1", Delivery::Delivered).await;
    assert_eq!(kit.state(early).await, Some(SmsState::Waiting));
    kit.store.mark_sms_accepted(rows[0].id, "a", Some("m1"), kit.now()).await.unwrap();
    assert_eq!(kit.state(early).await, Some(SmsState::Delivered));

    kit.store.mark_sms_accepted(rows[1].id, "b", Some("m1"), kit.now()).await.unwrap();
    report("b", "m1", Delivery::Undelivered).await;
    assert_eq!(kit.state(late).await, Some(SmsState::Undelivered));
    report("b", "m1", Delivery::Delivered).await;
    report("b", "m1", Delivery::Undelivered).await;
    assert_eq!((kit.state(late).await, kit.state(early).await), (Some(SmsState::Delivered), Some(SmsState::Delivered)));

    // One that is nobody's waits a day and goes.
    report("a", "nobody's", Delivery::Delivered).await;
    let waiting = "SELECT message FROM sms_receipts";
    assert_eq!(query(&kit.store, waiting, &[]).await.unwrap(), [["message=nobody's"]]);
    kit.wait(SignedDuration::from_hours(24));
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().receipts, 1);
}

/// Receipt and mark at the same moment: whoever comes second sees both.
pub async fn sm_10_a_receipt_races_the_mark(kit: &Kit) {
    let person = kit.person("sms.race.receipt").await;
    let mut journeys = Vec::new();
    for _ in 0..25 {
        let journey = kit.some_journey();
        kit.order_code(person.account, journey, "123456").await;
        journeys.push(journey);
    }
    let mut running = JoinSet::new();
    for (number, row) in kit.store.claim_sms(99, kit.now()).await.unwrap().into_iter().enumerate() {
        let (marks, reports, now) = (kit.store.clone(), kit.store.clone(), kit.now());
        let (marked, reported) = (format!("m{number}"), format!("m{number}"));
        running.spawn(async move { marks.mark_sms_accepted(row.id, "a", Some(&marked), now).await });
        running.spawn(async move { reports.record_receipt("a", &reported, Delivery::Delivered, now).await });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap().unwrap();
    }
    for journey in journeys {
        assert_eq!(kit.state(journey).await, Some(SmsState::Delivered));
    }
}

/// Two claimers, and eight of them, on a hundred codes: each goes to one.
pub async fn sm_10_claimers_race(kit: &Kit) {
    const CODES: usize = 100;
    let person = kit.person("sms.race").await;
    for _ in 0..CODES {
        kit.order_code(person.account, kit.some_journey(), "123456").await;
    }
    let mut running = JoinSet::new();
    for _ in 0..8 {
        let (store, now) = (kit.store.clone(), kit.now());
        running.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let rows = store.claim_sms(7, now).await.unwrap();
                if rows.is_empty() {
                    return mine;
                }
                mine.extend(rows.into_iter().map(|row| row.id));
            }
        });
    }
    let mut claimed = Vec::new();
    while let Some(ended) = running.join_next().await {
        claimed.extend(ended.unwrap());
    }
    // A claimer that meets only rows which another one is taking goes away empty: the rest is for its next look.
    while let Some(row) = kit.store.claim_sms(1, kit.now()).await.unwrap().pop() {
        claimed.push(row.id);
    }
    assert_eq!((claimed.len(), claimed.iter().collect::<BTreeSet<_>>().len()), (CODES, CODES));
}
