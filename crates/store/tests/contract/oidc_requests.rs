//! Authorization requests, each its own row, and pushed ones (J11, OP-07).

use jiff::SignedDuration;
use oidc::par::PushedRow;
use store::testing::{dump, execute};
use store::{CodeIssued, ForwardRequest, NewCode, StoreError};
use tokio::task::JoinSet;

use crate::kit::Kit;
use crate::oidc_kit::{grant, request};

/// TH-03: strangers can leave requests without a session; beyond so many the oldest are forgotten, of applications and of their hosts.
pub async fn th_03_the_oldest_requests_are_forgotten(kit: &Kit) {
    let client = kit.with_client("app").await.id;
    let (mut asked, mut hosts) = (Vec::new(), Vec::new());
    for number in 0..5 {
        kit.wait(SignedDuration::from_secs(1));
        asked.push(kit.store.save_authorization(&request(&client), kit.now()).await.unwrap());
        let host = ForwardRequest {
            id: uuid::Uuid::from_u128(number),
            host: "dossier.voorbeeld.example".to_owned(),
            target: "/".to_owned(),
            nonce: kit.secret().hash(),
            created_at: kit.now(),
        };
        kit.store.save_forward_request(&host).await.unwrap();
        hosts.push(host.id);
    }
    assert_eq!(kit.store.trim_waiting(5).await.unwrap(), 0);
    assert_eq!(kit.store.trim_waiting(3).await.unwrap(), 4);
    for (place, (asked, host)) in asked.iter().zip(&hosts).enumerate() {
        let stays = place >= 2;
        assert_eq!(kit.store.load_authorization(*asked, kit.now()).await.unwrap().is_some(), stays, "{place}");
        assert_eq!(kit.store.load_forward_request(*host, kit.now()).await.unwrap().is_some(), stays, "{place}");
    }
}

/// J11: two tabs have two rows; each is answered, and once more within a minute; none outlives a day.
pub async fn j11_each_request_is_its_own_row(kit: &Kit) {
    let client = kit.with_client("app").await.id;
    let (first, second) = (request(&client), oidc::authorize::Request { nonce: None, ..request(&client) });
    let one = kit.store.save_authorization(&first, kit.now()).await.unwrap();
    let two = kit.store.save_authorization(&second, kit.now()).await.unwrap();
    let load = async |id| kit.store.load_authorization(id, kit.now()).await.unwrap();
    let row = load(one).await.unwrap();
    assert_eq!((row.id, &row.request, row.asked_at, row.answered_at), (one, &first, kit.now(), None));
    assert_eq!(load(two).await.unwrap().request, second);
    assert!(load(uuid::Uuid::nil()).await.is_none());

    let asked = kit.now();
    kit.wait(SignedDuration::from_hours(1));
    assert!(kit.store.mark_answered(one, kit.now()).await.unwrap());
    kit.wait(SignedDuration::from_secs(59));
    assert!(
        kit.store.mark_answered(one, kit.now()).await.unwrap() && load(one).await.unwrap().is_answerable(kit.now())
    );
    kit.wait(SignedDuration::from_secs(1));
    assert!(!kit.store.mark_answered(one, kit.now()).await.unwrap());
    let row = load(one).await.unwrap();
    assert!(!row.is_answerable(kit.now()) && row.answered_at == Some(asked + SignedDuration::from_hours(1)));
    assert!(load(two).await.unwrap().is_answerable(kit.now()), "the other tab goes on");

    kit.wait(SignedDuration::from_hours(23) - SignedDuration::from_secs(60));
    assert!(load(two).await.is_none() && !kit.store.mark_answered(two, kit.now()).await.unwrap());
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().asked, 2);
}

/// A code answers a request of its own client, while that may be answered.
pub async fn j11_a_code_answers_its_request(kit: &Kit) {
    let (_, cookie) = kit.enrolled("asks").await;
    let (client, other) = (kit.with_client("app").await.id, kit.with_client("other").await.id);
    let session = kit.opened(&cookie).await;
    let own = kit.store.save_authorization(&request(&client), kit.now()).await.unwrap();
    let foreign = kit.store.save_authorization(&request(&other), kit.now()).await.unwrap();
    let grant = grant(&client, &session);
    let issue = async |request| {
        let code = kit.secret();
        let new = NewCode { hash: code.hash(), grant: &grant, request: Some(request) };
        let issued = kit.store.issue_code(&new, &kit.sessions, &kit.ctx()).await.unwrap();
        let exists = kit.store.find_code(&code.hash()).await.unwrap().is_some();
        assert_eq!(exists, issued == CodeIssued::Issued);
        issued
    };
    assert_eq!(issue(foreign).await, CodeIssued::RequestOver);
    assert_eq!(kit.store.load_authorization(foreign, kit.now()).await.unwrap().unwrap().answered_at, None);
    assert_eq!(issue(own).await, CodeIssued::Issued);
    assert_eq!(issue(own).await, CodeIssued::Issued, "a double click");
    kit.wait(SignedDuration::from_mins(1));
    assert_eq!(issue(own).await, CodeIssued::RequestOver);
}

/// OP-07: one browser of twenty gets a pushed request, and only under its client's name; the assertion that came with it is burnt.
pub async fn op_07_a_pushed_request_is_taken_once(kit: &Kit) {
    let (client, other) = (kit.with_client("app").await.id, kit.with_client("other").await.id);
    let push = async |burn| {
        let name = kit.secret();
        let (hash, request) = (name.hash(), request(&client));
        let row = PushedRow { hash, client: client.clone(), request, pushed_at: kit.now() };
        (kit.store.push_request(&row, burn).await.unwrap(), row)
    };
    let burn = kit.burn();
    let (pushed, row) = push(Some(&burn)).await;
    assert!(pushed);
    let (again, replayed) = push(Some(&burn)).await;
    assert!(!again && kit.store.take_pushed(&replayed.hash, &client).await.unwrap().is_none());

    assert!(kit.store.take_pushed(&row.hash, &other).await.unwrap().is_none());
    let mut running = JoinSet::new();
    for _ in 0..20 {
        let (store, client, hash) = (kit.store.clone(), client.clone(), row.hash);
        running.spawn(async move { store.take_pushed(&hash, &client).await.unwrap() });
    }
    let taken: Vec<_> = running.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken, [row]);
    push(None).await;
    kit.wait(oidc::par::LIFE);
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().asked, 1, "the assertion lives longer");
}

/// T15: a request that was put into another row does not open there; nothing of it can be read in the database.
pub async fn t15_a_request_cannot_be_moved_or_read(kit: &Kit) {
    let client = kit.with_client("app").await.id;
    let one = kit.store.save_authorization(&request(&client), kit.now()).await.unwrap();
    let two = kit.store.save_authorization(&request(&client), kit.now()).await.unwrap();
    assert!(!dump(&kit.store).await.unwrap().contains("n-0S6_WzA2Mj"));
    let swap = "UPDATE authorization_requests SET request_sealed = (SELECT request_sealed FROM authorization_requests \
                WHERE id = $1) WHERE id = $2";
    execute(&kit.store, swap, &[one.into(), two.into()]).await.unwrap();
    let moved = kit.store.load_authorization(two, kit.now()).await;
    assert!(matches!(moved, Err(StoreError::Sealed(_))), "{moved:?}");
    assert!(kit.store.load_authorization(one, kit.now()).await.unwrap().is_some());
}
