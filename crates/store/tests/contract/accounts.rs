//! Accounts: making, finding, changing, closing.

use credentials::token::SecretToken;
use journey::throttle::{CounterKey, CounterKind, Lane, Limits};
use journey::{AccountStatus, Language, Role, Username};
use store::testing::{query, statements};
use store::{AccountChange, AccountFilter, AuditQuery, Context, StoreError};

use crate::kit::Kit;
use crate::walk::new_account;

pub async fn accounts_are_made_found_listed_and_changed(kit: &Kit) {
    let (id, _) = kit.invite("b.jansen").await;
    let taken = kit.store.insert_account(&new_account("B.Jansen"), &kit.order().1, &kit.operator()).await;
    assert!(matches!(taken, Err(StoreError::UsernameTaken)));
    for name in ["a.bakker", "c.smit", "bb", "B_x"] {
        kit.invite(name).await;
    }
    let found = kit.store.find_account(&Username::parse("B.JANSEN").unwrap()).await.unwrap().unwrap();
    assert_eq!((found.id, found.phone.as_deref()), (id, Some("+31612345678")));
    assert_eq!((found.role, found.language, found.status), (Role::User, Language::Nl, AccountStatus::Active));
    assert!(found.password_set_at.is_none());

    let names = async |after, limit, filter: &AccountFilter| {
        let lines = kit.store.list_accounts(after, limit, filter).await.unwrap();
        lines.iter().map(|line| line.username.to_string()).collect::<Vec<_>>()
    };
    let all = AccountFilter::default();
    assert_eq!(names(None, 3, &all).await, ["a.bakker", "b.jansen", "b_x"]);
    assert_eq!(names(Some("b_x"), 3, &all).await, ["bb", "c.smit"]);
    let prefix = AccountFilter { username_prefix: Some("b_".to_owned()), ..AccountFilter::default() };
    assert_eq!(names(None, 9, &prefix).await, ["b_x"]);
    let closed = AccountFilter { status: Some(AccountStatus::Disabled), ..AccountFilter::default() };
    assert!(names(None, 9, &closed).await.is_empty());

    let change = AccountChange {
        notice_mail: Some(None),
        phone: Some(Some("+31687654321".to_owned())),
        role: Some(Role::HelpDesk),
        ..AccountChange::default()
    };
    assert!(kit.store.update_account(id, &change, "ticket 12", &kit.operator()).await.unwrap());
    let changed = kit.store.account(id).await.unwrap().unwrap();
    assert_eq!((changed.notice_mail, changed.phone.as_deref()), (None, Some("+31687654321")));
    assert_eq!((changed.role, changed.mail), (Role::HelpDesk, found.mail));
    let log = kit.store.list_audit(AuditQuery { account: Some(id), before: None, limit: 1 }).await.unwrap();
    assert_eq!((log[0].reason.as_str(), log[0].detail.as_deref()), ("account-changed", Some("ticket 12")));
    assert_eq!(log[0].actor, "operator:root");
}

/// SE-08, J13: sessions, journeys, grants and the epoch, in one transaction.
pub async fn se_08_closing_an_account_ends_everything(kit: &Kit) {
    let (person, session) = kit.enrolled("closing").await;
    let journey = kit.arrive(&person, None).await;
    let epoch = kit.store.facts(person.account).await.unwrap().unwrap().epoch;
    kit.store.set_status(person.account, AccountStatus::Suspended, "lost phone", &kit.operator()).await.unwrap();

    assert!(kit.store.load_session(&session.hash(), kit.now(), &kit.sessions).await.unwrap().is_none());
    assert!(kit.store.load_journey(&journey.hash()).await.unwrap().is_none());
    for table in ["SELECT id FROM sessions", "SELECT id FROM journeys", "SELECT account_id FROM known_browsers"] {
        assert!(query(&kit.store, table, &[]).await.unwrap().is_empty(), "{table}");
    }
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert_eq!((facts.status, facts.epoch), (AccountStatus::Suspended, epoch.next()));
    assert!(
        kit.store
            .issue_link(person.account, store::LinkKind::HelpDesk, &kit.order().1, &kit.operator())
            .await
            .unwrap()
            .is_none()
    );

    kit.store.set_status(person.account, AccountStatus::Active, "found", &kit.operator()).await.unwrap();
    let account = kit.store.account(person.account).await.unwrap().unwrap();
    assert_eq!((account.status, account.status_reason), (AccountStatus::Active, None));
    assert_eq!(account.epoch, epoch.next().next());
    assert!(
        !kit.store
            .set_status(credentials::ids::AccountId::NOBODY, AccountStatus::Disabled, "", &kit.operator())
            .await
            .unwrap()
    );
}

/// D9: unlocking reopens the password, the second factor and the recovery code, in every lane, and nothing of anybody else.
pub async fn d9_unlocking_forgets_every_counter(kit: &Kit) {
    let (person, _) = kit.enrolled("locked").await;
    let code = kit.store.facts(person.account).await.unwrap().unwrap().code.unwrap();
    let subjects = [
        (CounterKind::Password, kit.store.username_subject("locked")),
        (CounterKind::SecondFactor, person.account.to_string()),
        (CounterKind::RecoveryCode, code.id.to_string()),
        (CounterKind::Password, kit.store.username_subject("somebody.else")),
        (CounterKind::Source, "192.0.2.7".to_owned()),
    ];
    for (kind, subject) in subjects {
        for lane in [Lane::World, Lane::Browser("a browser".to_owned())] {
            let key = CounterKey { kind, subject: subject.clone(), lane };
            kit.store.reserve_try(&key, &Limits::of(kind, &key.lane), kit.now()).await.unwrap().unwrap();
        }
    }
    assert!(kit.store.reset_counters(person.account, "called", &kit.operator()).await.unwrap());
    let left = query(&kit.store, "SELECT kind FROM counters ORDER BY kind, name", &[]).await.unwrap();
    let words: Vec<&str> = left.iter().map(|row| row[0].split_once('=').unwrap().1).collect();
    assert_eq!(words, ["password", "password", "source", "source"]);
}

/// RC-14: what an operator does says who and why, at every entry of the unit of work.
pub async fn rc_14_an_operators_reason_stands_in_the_audit_log(kit: &Kit) {
    let because = Context { because: Some("ticket 12".to_owned()), ..kit.operator() };
    let id = kit.store.insert_account(&new_account("new"), &kit.order().1, &because).await.unwrap();
    let log = kit.store.list_audit(AuditQuery { account: Some(id), before: None, limit: 9 }).await.unwrap();
    assert_eq!(log.len(), 2);
    for line in log {
        assert_eq!(
            (line.actor.as_str(), line.detail.as_deref()),
            ("operator:root", Some("ticket 12")),
            "{}",
            line.event
        );
    }
}

/// EN-02: a name that nobody has is looked up with the same number of statements.
pub async fn en_02_an_unknown_name_costs_the_same_statements(kit: &Kit) {
    let (person, _) = kit.enrolled("known").await;
    let cost = async |name: &str| {
        let before = statements(&kit.store);
        let row = kit.store.load_login(&Username::parse(name).unwrap()).await.unwrap();
        let account = row.as_ref().map_or(credentials::ids::AccountId::NOBODY, |row| row.account);
        let browser = SecretToken::generate(kit.rng.as_ref()).hash();
        kit.store.is_known_browser(account, &browser).await.unwrap();
        (row.is_some(), statements(&kit.store) - before)
    };
    let (known, statements_known) = cost(person.username.as_str()).await;
    let (unknown, statements_unknown) = cost("nobody.of.that.name").await;
    assert!(known && !unknown);
    assert_eq!(statements_known, statements_unknown);
}
