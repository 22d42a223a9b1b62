//! Requests of people who forgot something, and their answers (rule J12, requirements FP-01, FP-02 and FP-06).

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{NoticeKind, RequestKind};
use store::testing::{dump, execute, fail_after, query, statements};
use store::{AccountChange, Answered, Blocked, LinkOffer, NewRequest, RequestId, StoreError};
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::kit::Kit;
use crate::races::RUNNERS;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub async fn ask_from(kit: &Kit, kind: RequestKind, typed: &str, source: &str) -> Result<(), Blocked> {
    let request = NewRequest { kind, typed, target: Some("files"), source, source_limit: None };
    kit.store.place_request(&request, &kit.ctx()).await.unwrap()
}

/// Each from an address of its own.
async fn ask(kit: &Kit, kind: RequestKind, typed: &str) {
    let source = SecretToken::generate(kit.rng.as_ref()).expose();
    ask_from(kit, kind, typed, &source).await.unwrap();
}

pub fn offer(kit: &Kit) -> (SecretToken, LinkOffer) {
    let token = SecretToken::generate(kit.rng.as_ref());
    let address = Zeroizing::new(format!("https://portal.example/forgot/link?token={}", token.expose().as_str()));
    let hash = token.hash();
    (token, LinkOffer { token: hash, address })
}

async fn waiting(kit: &Kit) -> Vec<RequestId> {
    kit.store.waiting_requests(None, 100, kit.now()).await.unwrap().iter().map(|request| request.id).collect()
}

/// Answers everything that waits.
async fn answer(kit: &Kit) -> Vec<Answered> {
    let mut all = Vec::new();
    for id in waiting(kit).await {
        all.push(kit.store.answer_request(id, &offer(kit).1, &kit.operator()).await.unwrap());
    }
    all
}

async fn count(kit: &Kit, sql: &'static str) -> usize {
    query(&kit.store, sql, &[]).await.unwrap().len()
}

/// FP-06: twenty an hour of one address; the one that is refused writes nothing at all.
pub async fn fp_06_an_address_asks_twenty_times_an_hour(kit: &Kit) {
    for number in 0..20 {
        ask_from(kit, RequestKind::Password, &format!("name{number}"), "192.0.2.7").await.unwrap();
    }
    let before = dump(&kit.store).await.unwrap();
    let blocked = ask_from(kit, RequestKind::Username, "x@example.org", "192.0.2.7").await.unwrap_err();
    assert_eq!(blocked.retry_at, Some(kit.now() + HOUR));
    assert_eq!(dump(&kit.store).await.unwrap(), before);
    ask_from(kit, RequestKind::Password, "other", "192.0.2.8").await.unwrap();
    // A whole office is one address (rule J8).
    let request = NewRequest {
        kind: RequestKind::Password,
        typed: "office",
        target: None,
        source: "192.0.2.7",
        source_limit: Some(21),
    };
    assert!(kit.store.place_request(&request, &kit.ctx()).await.unwrap().is_ok());
    assert!(kit.store.place_request(&request, &kit.ctx()).await.unwrap().is_err());
    kit.wait(HOUR);
    ask_from(kit, RequestKind::Password, "later", "192.0.2.7").await.unwrap();
}

/// FP-01: as many statements and as many rows for a name that exists as for one that does not.
pub async fn fp_01_an_unknown_name_costs_the_same(kit: &Kit) {
    let person = kit.person("known").await;
    let mut costs = Vec::new();
    for name in [person.username.as_str(), "nobody", "no body"] {
        for _ in 0..7 {
            let (before, rows) = (statements(&kit.store), count(kit, "SELECT id FROM requests").await);
            ask(kit, RequestKind::Password, name).await;
            costs.push((name, statements(&kit.store) - before, count(kit, "SELECT id FROM requests").await - rows));
        }
    }
    let of = |name| costs.iter().filter(|cost| cost.0 == name).map(|cost| (cost.1, cost.2)).collect::<Vec<_>>();
    assert_eq!(of("known"), of("nobody"));
    assert_eq!(of("known"), of("no body"));
    assert_eq!(of("known").iter().map(|cost| cost.1).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 0, 0]);
}

/// FP-06: two thousand requests for one name are five rows and three mails, and `account unlock` gives its owner more.
pub async fn fp_06_a_name_has_rows_and_mails_for_an_hour_and_a_day(kit: &Kit) {
    let (person, _) = kit.enrolled("asked").await;
    for _ in 0..2_000 {
        ask(kit, RequestKind::Password, "asked").await;
    }
    assert_eq!(waiting(kit).await.len(), 5);
    let (mailed, limit) = (Answered::Mailed(NoticeKind::PasswordLink), Answered::Nothing("limit"));
    assert_eq!(answer(kit).await, [mailed, mailed, mailed, limit, limit]);
    let mut mails = 3;
    for _ in 0..3 {
        kit.wait(HOUR);
        for _ in 0..5 {
            ask(kit, RequestKind::Password, "asked").await;
        }
        mails += answer(kit).await.iter().filter(|answered| **answered == mailed).count();
    }
    assert_eq!(mails, 10);
    assert!(kit.store.reset_counters(person.account, "called", &kit.operator()).await.unwrap());
    ask(kit, RequestKind::Password, "asked").await;
    assert_eq!(answer(kit).await, [mailed]);
    kit.wait(SignedDuration::from_hours(25));
    assert!(kit.store.purge(kit.now()).await.unwrap().counters >= 2_000);
}

/// FP-06: fifty senders at once get the same five rows, whichever database decides.
pub async fn fp_06_fifty_requests_at_once_are_five_rows(kit: &Kit) {
    let mut running = JoinSet::new();
    for number in 0..RUNNERS {
        let (store, ctx) = (kit.store.clone(), kit.ctx());
        running.spawn(async move {
            let source = format!("10.0.0.{number}");
            let request = NewRequest {
                kind: RequestKind::Password,
                typed: "crowd",
                target: None,
                source: &source,
                source_limit: None,
            };
            store.place_request(&request, &ctx).await.unwrap().unwrap();
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
    assert_eq!(waiting(kit).await.len(), 5);
}

/// Fifty jobs, one answer: whoever deletes the row gives it.
pub async fn fp_06_fifty_answers_to_one_request(kit: &Kit) {
    kit.enrolled("once").await;
    ask(kit, RequestKind::Password, "once").await;
    let id = waiting(kit).await[0];
    let mut running = JoinSet::new();
    for _ in 0..RUNNERS {
        let (store, ctx, offer) = (kit.store.clone(), kit.operator(), offer(kit).1);
        running.spawn(async move { store.answer_request(id, &offer, &ctx).await.unwrap() });
    }
    let mut answers = Vec::new();
    while let Some(ended) = running.join_next().await {
        answers.push(ended.unwrap());
    }
    answers.retain(|answered| *answered != Answered::Gone);
    assert_eq!(answers, [Answered::Mailed(NoticeKind::PasswordLink)]);
    assert_eq!(count(kit, "SELECT id FROM outbox WHERE kind = 'password-link'").await, 1);
}

/// A crash leaves the request, or its answer, and never both or neither.
pub async fn fp_01_a_crash_at_any_statement_leaves_the_request_or_its_answer(kit: &Kit) {
    kit.enrolled("crash").await;
    for (kind, typed) in [(RequestKind::Password, "crash"), (RequestKind::Username, "crash@example.org")] {
        ask(kit, kind, typed).await;
        let id = waiting(kit).await[0];
        let before = dump(&kit.store).await.unwrap();
        for allowed in 0.. {
            fail_after(&kit.store, Some(allowed));
            let ended = kit.store.answer_request(id, &offer(kit).1, &kit.operator()).await;
            fail_after(&kit.store, None);
            if let Ok(answered) = ended {
                assert!(matches!(answered, Answered::Mailed(_)) && allowed >= 8, "{answered:?} after {allowed}");
                break;
            }
            assert!(matches!(ended, Err(StoreError::Injected)), "{ended:?}");
            assert!(dump(&kit.store).await.unwrap() == before, "something is there after {allowed} statements");
        }
        assert!(waiting(kit).await.is_empty());
    }
}

/// A request that does not open, because somebody wrote or moved it, stands in nobody's way; what was typed is sealed to its row.
pub async fn t15_a_request_that_does_not_open_stands_in_nobodys_way(kit: &Kit) {
    kit.enrolled("later").await;
    ask(kit, RequestKind::Password, "first-canary").await;
    kit.wait(SignedDuration::from_secs(1));
    ask(kit, RequestKind::Password, "later").await;
    assert!(!dump(&kit.store).await.unwrap().contains("first-canary"));
    let moved = "UPDATE requests SET typed_sealed = (SELECT typed_sealed FROM requests ORDER BY asked_at DESC LIMIT 1)";
    execute(&kit.store, moved, &[]).await.unwrap();
    let ids = waiting(kit).await;
    let first = kit.store.answer_request(ids[0], &offer(kit).1, &kit.operator()).await;
    assert!(matches!(first, Err(StoreError::Sealed(_))), "{first:?}");
    let second = kit.store.answer_request(ids[1], &offer(kit).1, &kit.operator()).await.unwrap();
    assert_eq!(second, Answered::Mailed(NoticeKind::PasswordLink));
    // It goes with its time, and comes no sooner than that out of the way of those after it.
    assert_eq!(waiting(kit).await, [ids[0]]);
    kit.wait(HOUR);
    assert!(waiting(kit).await.is_empty());
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().requests, 1);
}

/// Both databases fold letters, each in its own way; who is meant is decided by us, and the answer goes to the address as it is stored.
pub async fn fp_01_usernames_are_found_by_the_letters_of_the_address(kit: &Kit) {
    for (name, mail) in [("kim", "Kim@Example.org"), ("desk", "kim@example.org"), ("zoe", "ZOË@example.org")] {
        let (account, _) = kit.invite(name).await;
        let change = AccountChange { mail: Some(Some(mail.to_owned())), ..AccountChange::default() };
        assert!(kit.store.update_account(account, &change, "test", &kit.operator()).await.unwrap());
    }
    for (typed, names) in [
        ("KIM@example.ORG", vec!["desk", "kim"]),
        ("\u{212a}im@example.org", vec![]),
        ("k\u{131}m@example.org", vec![]),
        ("zoË@example.org", vec!["zoe"]),
        ("zoë@example.org", vec![]),
        // The second address of `kim`, and patterns.
        ("kim@home.example", vec![]),
        ("%@example.org", vec![]),
    ] {
        ask(kit, RequestKind::Username, typed).await;
        let mailed = Answered::Mailed(NoticeKind::UsernameReminder);
        let expected = if names.is_empty() { Answered::Nothing("unknown") } else { mailed };
        assert_eq!(answer(kit).await, [expected], "{typed}");
        let due = kit.store.claim_outbox(9, kit.now()).await.unwrap();
        let mails: Vec<_> = due.iter().map(|row| (row.recipient.as_str(), row.usernames.clone())).collect();
        match names.first() {
            None => assert!(mails.is_empty(), "{typed}: {mails:?}"),
            Some(first) => {
                let stored = if *first == "desk" { "kim@example.org" } else { "ZOË@example.org" };
                assert_eq!(mails, [(stored, names.iter().map(|name| (*name).to_owned()).collect())], "{typed}");
            }
        }
        for row in due {
            kit.store.mark_sent(row.id, kit.now()).await.unwrap();
        }
    }
}
