//! People who leave (requirement NL-01): what is destroyed, what stays, and what can be taken back.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use journey::{AccountStatus, Username};
use store::testing::{TABLES, dump, fail_after, is_sqlite, query};
use store::{AuditQuery, ERASED, ErasureOrder, KEPT, StoreError, erased_name};

use crate::kit::Kit;
use crate::notices::new_mail;
use crate::walk::new_account;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Whoever adds a table with rows of an account has to say what becomes of them.
pub async fn nl_01_every_table_of_a_person_is_erased_or_kept_for_a_reason(kit: &Kit) {
    let sql = if is_sqlite(&kit.store) {
        "SELECT m.name AS t FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.name = 'account_id'"
    } else {
        "SELECT CAST(table_name AS TEXT) AS t FROM information_schema.columns \
         WHERE table_schema = 'public' AND column_name = 'account_id'"
    };
    let rows = query(&kit.store, sql, &[]).await.unwrap();
    let found: BTreeSet<String> = rows.iter().map(|row| row[0].trim_start_matches("t=").to_owned()).collect();
    let decided: BTreeSet<String> = ERASED.iter().chain(KEPT).map(|(table, _)| (*table).to_owned()).collect();
    let undecided: Vec<&String> = found.difference(&decided).collect();
    assert!(undecided.is_empty(), "nobody has decided what becomes of {undecided:?}");
    assert!(TABLES.iter().map(|(table, _)| (*table).to_owned()).collect::<BTreeSet<_>>().is_superset(&decided));
    assert!(KEPT.iter().all(|(_, why)| !why.is_empty()));
}

pub async fn nl_01_an_erased_account_is_nobody(kit: &Kit) {
    let (person, _) = kit.enrolled("leaver").await;
    let other = kit.enrolled("stayer").await.0;
    kit.change(&person, &new_mail("leaver@elsewhere.example")).await;
    let erase_at = kit.now() + DAY * 30;
    let mut ctx = kit.operator();
    ctx.because = Some("ticket 12".to_owned());
    let ordered = kit.store.order_erasure(person.account, erase_at, &ctx).await.unwrap();
    assert_eq!(ordered, ErasureOrder::Ordered(erase_at));
    let closed = kit.store.account(person.account).await.unwrap().unwrap();
    assert_eq!((closed.status, closed.erase_at), (AccountStatus::Disabled, Some(erase_at)));
    assert_eq!(kit.store.count_sessions(person.account, &kit.sessions, kit.now()).await.unwrap(), 0);
    assert!(dump(&kit.store).await.unwrap().contains("leaver@elsewhere.example"), "until then nothing is lost");

    assert!(kit.store.due_erasures(kit.now(), 9).await.unwrap().is_empty());
    kit.wait(DAY * 30);
    assert_eq!(kit.store.due_erasures(kit.now(), 9).await.unwrap(), [person.account]);
    assert!(kit.store.erase_account(person.account, &kit.operator()).await.unwrap());
    assert!(!kit.store.erase_account(person.account, &kit.operator()).await.unwrap(), "once");
    assert!(kit.store.due_erasures(kit.now(), 9).await.unwrap().is_empty());

    let text = dump(&kit.store).await.unwrap();
    assert!(!text.contains("leaver") && text.contains("stayer"), "{text}");
    let left = kit.store.account(person.account).await.unwrap().unwrap();
    assert_eq!(left.username.as_str(), erased_name(person.account));
    assert_eq!((left.mail, left.phone, left.groups.len(), left.display_name.as_str()), (None, None, 0, ""));
    assert_eq!(left.erased_at, Some(kit.now()));
    // The log stays whole and names the account; SF-06: so does the history of the factors.
    let log =
        kit.store.list_audit(AuditQuery { account: Some(person.account), before: None, limit: 99 }).await.unwrap();
    let words: Vec<&str> = log.iter().map(|line| line.reason.as_str()).collect();
    assert_eq!(words[0], "account-erased");
    assert!(words.contains(&"erasure-ordered") && words.contains(&"account-added"), "{words:?}");
    let factors = kit.store.list_factors(person.account).await.unwrap();
    assert_eq!((factors.len(), factors[0].wiped_reason.as_deref()), (1, Some("erased")));
    assert_eq!((factors[0].bound_from.as_deref(), factors[0].label.as_str()), (None, ""));

    // Nothing of it comes back, and nobody gets the name.
    for status in [AccountStatus::Active, AccountStatus::Suspended] {
        assert!(!kit.store.set_status(person.account, status, "", &kit.operator()).await.unwrap());
    }
    assert!(!kit.store.update_account(person.account, &new_mail("x@example.org"), "", &kit.operator()).await.unwrap());
    assert!(kit.store.load_login(&Username::parse("leaver").unwrap()).await.unwrap().is_none());
    let again = kit.store.insert_account(&new_account("Leaver"), &kit.order().1, &kit.operator()).await;
    assert!(matches!(again, Err(StoreError::UsernameErased)), "a name is never given to another sub");
    kit.log_in(&other).await;
}

pub async fn nl_01_an_order_can_be_taken_back_and_never_erases_an_open_account(kit: &Kit) {
    let (person, _) = kit.enrolled("wavers").await;
    let order = async || {
        kit.store.order_erasure(person.account, kit.now(), &kit.operator()).await.unwrap();
    };
    order().await;
    assert!(kit.store.cancel_erasure(person.account, &kit.operator()).await.unwrap());
    assert!(!kit.store.cancel_erasure(person.account, &kit.operator()).await.unwrap());
    assert!(kit.store.due_erasures(kit.now(), 9).await.unwrap().is_empty());

    order().await;
    assert!(kit.store.set_status(person.account, AccountStatus::Active, "slip", &kit.operator()).await.unwrap());
    assert_eq!(kit.store.account(person.account).await.unwrap().unwrap().erase_at, None);
    assert!(!kit.store.erase_account(person.account, &kit.operator()).await.unwrap(), "it is open");
    kit.wait(SignedDuration::from_mins(2));
    kit.log_in(&person).await;
    let nobody = credentials::ids::AccountId::NOBODY;
    let none = kit.store.order_erasure(nobody, kit.now(), &kit.operator()).await.unwrap();
    assert_eq!(none, ErasureOrder::NotThere);
}

pub async fn nl_01_a_crash_at_any_statement_leaves_all_or_nothing(kit: &Kit) {
    let (person, _) = kit.enrolled("crashing").await;
    kit.store.order_erasure(person.account, kit.now(), &kit.operator()).await.unwrap();
    let before = dump(&kit.store).await.unwrap();
    for statements in 0.. {
        fail_after(&kit.store, Some(statements));
        let ended = kit.store.erase_account(person.account, &kit.operator()).await;
        fail_after(&kit.store, None);
        match ended {
            Err(StoreError::Injected) => assert!(before == dump(&kit.store).await.unwrap(), "after {statements}"),
            ended => {
                assert!(ended.unwrap() && statements > 20);
                break;
            }
        }
    }
}
