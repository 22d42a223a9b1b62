//! The end of a session is told to its applications (OP-19).

use std::path::Path;

use jiff::SignedDuration;
use journey::AccountStatus;
use oidc::client::{Client, ClientId};
use tokio::task::JoinSet;

use crate::kit::Kit;
use crate::oidc_kit::client_id;

/// Who waits to be told, as client names.
async fn waiting(kit: &Kit) -> Vec<String> {
    let rows = kit.store.claim_logouts(50, kit.now()).await.unwrap();
    for row in &rows {
        kit.store.mark_logout_done(&row.id, "200", kit.now()).await.unwrap();
    }
    let mut names: Vec<_> = rows.iter().map(|row| row.client.to_string()).collect();
    names.sort();
    names
}

/// OP-19: whichever way a session ends, each application that was given something in it is told, once.
pub async fn op_19_every_end_is_told_to_the_applications_of_the_session(kit: &Kit) {
    let app = kit.with_client("app").await.id;
    let (quiet, off) = (client_id("quiet"), kit.with_client("off").await.id);
    let silent = Client { back_channel_logout_uri: None, ..kit.client("quiet") };
    kit.store.add_client(&silent, &kit.operator()).await.unwrap();
    let (person, first) = kit.enrolled("told").await;
    let ctx = kit.ctx();

    let out = kit.tokens_in(&app, &first).await;
    kit.tokens_in(&app, &first).await;
    kit.tokens_in(&quiet, &first).await;
    kit.tokens_in(&off, &first).await;
    kit.store.set_client_enabled(&off, false, &kit.operator()).await.unwrap();
    kit.store.end_session(out.session.id, "log-out", &ctx).await.unwrap();
    let rows = kit.store.claim_logouts(50, kit.now()).await.unwrap();
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((&row.client, row.account, row.session), (&app, person.account, out.session.id));
    assert_eq!((row.uri.as_str(), row.ended_at, row.attempts), ("https://app.example.org/logout", kit.now(), 1));
    kit.store.mark_logout_done(&row.id, "200", kit.now()).await.unwrap();
    assert!(!kit.store.end_session(out.session.id, "log-out", &ctx).await.unwrap());
    assert!(waiting(kit).await.is_empty());

    // A code that was never redeemed gave the application no login.
    let unused = kit.opened(&kit.log_in(&person).await).await;
    kit.code(&app, &unused).await;
    kit.store.end_sessions(person.account, None, "everywhere", &ctx).await.unwrap();
    assert!(waiting(kit).await.is_empty());

    kit.wait(SignedDuration::from_mins(1));
    kit.tokens_in(&app, &kit.log_in(&person).await).await;
    kit.store.set_status(person.account, AccountStatus::Suspended, "test", &kit.operator()).await.unwrap();
    assert_eq!(waiting(kit).await, ["app"], "suspension");

    let (other, second) = kit.enrolled("recovers").await;
    kit.tokens_in(&app, &second).await;
    let (accepted, _) = kit.at_recovery(&other).await;
    kit.commit(&accepted).await.unwrap();
    assert_eq!(waiting(kit).await, ["app"], "recovery");
}

/// OP-19: an application that does not answer holds four places, and the others hear of it at once.
pub async fn op_19_one_that_does_not_answer_leaves_room_for_others(kit: &Kit) {
    let (slow, quick) = (kit.with_client("slow").await.id, kit.with_client("quick").await.id);
    let (person, first) = kit.enrolled("many").await;
    let mut sessions = vec![first];
    for _ in 0..5 {
        // The next code of the app is another one.
        kit.wait(SignedDuration::from_secs(60));
        sessions.push(kit.log_in(&person).await);
    }
    for session in &sessions {
        kit.tokens_in(&slow, session).await;
    }
    kit.tokens_in(&quick, &sessions[5]).await;
    kit.store.end_sessions(person.account, None, "everywhere", &kit.ctx()).await.unwrap();
    let claim = async || {
        let rows = kit.store.claim_logouts(50, kit.now()).await.unwrap();
        let count = |id: &ClientId| rows.iter().filter(|row| row.client == *id).count();
        (count(&slow), count(&quick), rows)
    };
    let (of_slow, of_quick, rows) = claim().await;
    assert_eq!((of_slow, of_quick), (4, 1));
    let (of_slow, of_quick, _) = claim().await;
    assert_eq!((of_slow, of_quick), (0, 0), "four are on their way");
    let late = rows.iter().find(|row| row.client == slow).unwrap();
    assert!(kit.store.mark_logout_failed(late, "timeout", kit.now()).await.unwrap());
    let (of_slow, _, rows) = claim().await;
    assert_eq!((of_slow, rows[0].attempts), (1, 1), "one place is free again, and a first try takes it");
}

/// OP-19: sessions that end by themselves are told too: at the next login, by the minute's round, and at the latest when rows are purged.
pub async fn op_19_a_session_that_lapses_is_told(kit: &Kit) {
    let app = kit.with_client("app").await.id;
    let (person, first) = kit.enrolled("lapses").await;
    kit.tokens_in(&app, &first).await;
    kit.wait(kit.sessions.idle);
    let next = kit.log_in(&person).await;
    assert_eq!(waiting(kit).await, ["app"], "a login clears what is over");

    kit.tokens_in(&app, &next).await;
    assert_eq!(kit.store.end_lapsed_sessions(&kit.sessions, &kit.operator()).await.unwrap(), 0);
    kit.wait(kit.sessions.idle);
    assert_eq!(kit.store.end_lapsed_sessions(&kit.sessions, &kit.operator()).await.unwrap(), 1);
    assert_eq!(waiting(kit).await, ["app"]);

    kit.tokens_in(&app, &kit.log_in(&person).await).await;
    kit.wait(kit.sessions.overall);
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().sessions, 1);
    assert_eq!(waiting(kit).await, ["app"]);
    for _ in 0..10 {
        kit.wait(SignedDuration::from_mins(1));
        kit.store.reset_counters(person.account, "test", &kit.operator()).await.unwrap();
        kit.tokens_in(&app, &kit.log_in(&person).await).await;
    }
    assert!(waiting(kit).await.is_empty());
    kit.wait(SignedDuration::from_mins(1));
    kit.log_in(&person).await;
    assert_eq!(waiting(kit).await, ["app"], "too many");
}

/// OP-19: a row goes to one dispatcher of ten, comes back later and later, and is given up within a day; the result is seen.
pub async fn op_19_a_row_is_tried_for_a_day(kit: &Kit) {
    let app = kit.with_client("app").await.id;
    let (_, first) = kit.enrolled("told").await;
    let login = kit.tokens_in(&app, &first).await;
    kit.store.end_session(login.session.id, "log-out", &kit.ctx()).await.unwrap();
    let ended_at = kit.now();
    assert_eq!(kit.store.count_logouts().await.unwrap(), 1);
    let mut tries = 0;
    loop {
        let mut running = JoinSet::new();
        for _ in 0..10 {
            let (store, now) = (kit.store.clone(), kit.now());
            running.spawn(async move { store.claim_logouts(10, now).await.unwrap() });
        }
        let mut claimed: Vec<_> = running.join_all().await.into_iter().flatten().collect();
        assert_eq!(claimed.len(), 1, "one dispatcher");
        let row = claimed.remove(0);
        tries += 1;
        assert_eq!(row.attempts, tries);
        let again = kit.store.mark_logout_failed(&row, "503", kit.now()).await.unwrap();
        let Some(at) = row.retry_at(kit.now()) else {
            assert!(!again);
            break;
        };
        assert!(again && kit.store.claim_logouts(10, kit.now()).await.unwrap().is_empty());
        kit.wait(at.duration_since(kit.now()));
    }
    assert_eq!(tries, 9);
    assert!(kit.now() < ended_at + SignedDuration::from_hours(24));
    let line = kit.store.list_logouts(Some(&app), 10).await.unwrap().remove(0);
    assert_eq!((line.attempts, line.sent_at, line.failed_at), (9, None, Some(kit.now())));
    assert_eq!((line.result.as_deref(), line.ended_at), (Some("503"), ended_at));
    assert_eq!(kit.store.count_logouts().await.unwrap(), 0);
    assert!(kit.store.list_logouts(Some(&client_id("other")), 10).await.unwrap().is_empty());
    kit.wait(SignedDuration::from_hours(31 * 24));
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().logouts, 1);
}

/// A dispatcher that dies leaves its row to another one after two minutes; a client that lost its address is closed.
pub async fn op_19_a_claim_ends_and_an_address_may_go(kit: &Kit) {
    let client = kit.with_client("app").await;
    let (person, first) = kit.enrolled("told").await;
    let login = kit.tokens_in(&client.id, &first).await;
    kit.store.end_session(login.session.id, "log-out", &kit.ctx()).await.unwrap();
    assert_eq!(kit.store.claim_logouts(1, kit.now()).await.unwrap().len(), 1);
    kit.wait(SignedDuration::from_secs(119));
    assert!(kit.store.claim_logouts(1, kit.now()).await.unwrap().is_empty());
    kit.wait(SignedDuration::from_secs(1));
    assert_eq!(waiting(kit).await, ["app"]);

    let login = kit.tokens_in(&client.id, &kit.log_in(&person).await).await;
    kit.store.end_session(login.session.id, "log-out", &kit.ctx()).await.unwrap();
    let without = Client { back_channel_logout_uri: None, ..client };
    kit.store.change_client(&without, &kit.operator()).await.unwrap();
    assert!(waiting(kit).await.is_empty());
    let line = kit.store.list_logouts(None, 1).await.unwrap().remove(0);
    assert_eq!((line.failed_at, line.result.as_deref()), (Some(kit.now()), Some("no address")));
}

/// OP-19: there is one place in the crate that deletes sessions, so that none can end without a word.
#[test]
fn op_19_sessions_are_deleted_in_one_place_only() {
    fn search(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                search(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
                let deletes = text.to_lowercase().replace("\\ ", "").contains("delete from sessions");
                found.extend(deletes.then(|| path.file_name().unwrap().to_string_lossy().into_owned()));
            }
        }
    }
    let mut found = Vec::new();
    search(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert_eq!(found, ["delete.rs"]);
}
