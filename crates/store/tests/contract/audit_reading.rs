//! The audit log as exports, sinks and reviews read it (requirements LO-05 and LO-07).

use jiff::SignedDuration;
use journey::audit::names;
use journey::{AuditEvent, FactorKind};
use store::{AuditEntry, AuditRange, NamedCount};

use crate::audit_chain::{sealed, written};
use crate::kit::Kit;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub async fn lo_05_a_range_is_read_in_pages_with_names(kit: &Kit) {
    let (account, _) = kit.invite("bea").await;
    let before = kit.now();
    kit.wait(HOUR);
    written(&kit.store, 5, kit).await;
    let read = async |range: &AuditRange, after, limit| kit.store.read_audit(range, after, limit).await.unwrap();

    let all = read(&AuditRange::default(), 0, 100).await;
    assert!(all.windows(2).all(|pair| pair[0].line.id < pair[1].line.id) && all.len() > 5);
    let page = read(&AuditRange::default(), all[1].line.id, 2).await;
    assert_eq!(page, all[2..4]);

    let hers = read(&AuditRange { account: Some(account), ..AuditRange::default() }, 0, 100).await;
    assert!(!hers.is_empty() && hers.iter().all(|entry| entry.username.as_deref() == Some("bea")));
    let failed = AuditRange { event: Some(names::LOGIN_FAIL.to_owned()), ..AuditRange::default() };
    let failed = read(&failed, 0, 100).await;
    assert_eq!(failed.len(), 5);
    assert_eq!((failed[0].username.as_deref(), failed[0].line.client.as_deref()), (None, Some("verzuim")));
    let early = AuditRange { until: Some(before + HOUR), ..AuditRange::default() };
    let late = AuditRange { since: Some(before + HOUR), ..AuditRange::default() };
    assert_eq!(read(&early, 0, 100).await.len() + read(&late, 0, 100).await.len(), all.len());
    assert_eq!(read(&late, 0, 100).await.len(), 5);
}

pub async fn lo_05_a_sink_goes_on_where_it_was(kit: &Kit) {
    sealed(kit, 6).await;
    let (name, now) = ("file:/var/log/audit", kit.now());
    assert_eq!(kit.store.claim_sink(name, now).await.unwrap(), Some(0));
    assert_eq!(kit.store.claim_sink(name, now).await.unwrap(), None, "one at a time");
    let batch = kit.store.read_sealed(0, 4).await.unwrap();
    assert_eq!(batch.iter().map(|entry| entry.line.seq.unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(kit.store.advance_sink(name, 0, 4, now).await.unwrap());
    assert!(!kit.store.advance_sink(name, 0, 6, now).await.unwrap(), "somebody went on meanwhile");
    assert_eq!(kit.store.claim_sink(name, now).await.unwrap(), Some(4));
    kit.store.release_sink(name).await.unwrap();
    assert_eq!(kit.store.claim_sink(name, now).await.unwrap(), Some(4));

    // Whoever died with it holds it for a minute.
    kit.wait(SignedDuration::from_mins(2));
    assert_eq!(kit.store.claim_sink(name, kit.now()).await.unwrap(), Some(4));
    assert_eq!(kit.store.claim_sink("syslog:unix:///dev/log", kit.now()).await.unwrap(), Some(0));
    written(&kit.store, 1, kit).await;
    assert!(kit.store.read_sealed(6, 10).await.unwrap().is_empty(), "what is not sealed is not copied");
    let sinks = kit.store.list_sinks().await.unwrap();
    assert_eq!(sinks.iter().map(|sink| (sink.seq, sink.taken_at)).collect::<Vec<_>>(), [(4, Some(now)), (0, None)]);
}

pub async fn lo_05_fifty_claims_of_one_sink(kit: &Kit) {
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (store, now) = (kit.store.clone(), kit.now());
        running.spawn(async move { store.claim_sink("one", now).await.unwrap() });
    }
    let won = running.join_all().await.into_iter().flatten().count();
    assert_eq!(won, 1);
}

pub async fn lo_07_what_happened_is_counted(kit: &Kit) {
    kit.enrolled("bea").await;
    let since = kit.now() + HOUR;
    kit.wait(HOUR);
    written(&kit.store, 3, kit).await;
    let act = AuditEntry::new(AuditEvent::success(names::ADMIN).because("account-disabled"));
    kit.store.audit(act, &kit.operator()).await.unwrap();
    let until = kit.now() + HOUR;

    let counts = kit.store.count_events(since, until).await.unwrap();
    let told: Vec<_> =
        counts.iter().map(|c| (c.event.as_str(), c.reason.as_str(), c.success, c.times, c.accounts)).collect();
    assert_eq!(told, [("authn_login_fail", "password", false, 3, 0), ("authz_admin", "account-disabled", true, 1, 0)]);
    let earlier = kit.store.count_events(since - HOUR * 2, since).await.unwrap();
    assert!(earlier.iter().any(|count| count.event == "authn_login_success" && count.accounts == 1), "{earlier:?}");

    let counted = |name: &str, what: &str, times| NamedCount { name: name.to_owned(), what: what.to_owned(), times };
    let acts = kit.store.count_acts(since, until).await.unwrap();
    assert_eq!(acts, [counted("operator:root", "authz_admin account-disabled", 1)]);
    let addresses = kit.store.count_failing_addresses(since, until, 5).await.unwrap();
    assert_eq!(addresses, [counted("192.0.2.7", "failed logins", 3)]);
    assert_eq!(kit.store.count_factors().await.unwrap(), [(FactorKind::Totp, 1, 1)]);
}
