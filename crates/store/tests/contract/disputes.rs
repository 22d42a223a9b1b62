//! "That was not me", and the way back (requirement RC-08, rules J9 and J13).

use credentials::password::Password;
use credentials::token::{SecretToken, TokenHash};
use jiff::SignedDuration;
use journey::{AccountStatus, NoticeKind};
use store::testing::{change_password, dump, execute, fail_after, query};
use store::{AccountChange, CommitError, FormerField, LinkKind, LinkState, Objected, ObjectionState, StoreError};
use tokio::task::JoinSet;

use crate::kit::Kit;
use crate::notices::new_mail;
use crate::walk::{PASSWORD, Person};

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Kit {
    /// Empties the outbox of mails; the link in the newest notice of this kind at that address.
    pub async fn objection(&self, kind: NoticeKind, to: &str) -> TokenHash {
        let mut found = None;
        loop {
            let rows = self.store.claim_outbox(50, self.now()).await.unwrap();
            if rows.is_empty() {
                return found.expect("such a notice waits");
            }
            for row in rows {
                self.store.mark_sent(row.id, self.now()).await.unwrap();
                if row.kind == kind && row.recipient == to {
                    let link = row.link.expect("the notice has a link");
                    let token = link.strip_prefix("https://portal.example/not-me?token=").expect("our link");
                    found = Some(SecretToken::parse(token).expect("256 bits").hash());
                }
            }
        }
    }

    pub async fn object(&self, token: &TokenHash) -> Objected {
        self.store.object(token, &self.ctx()).await.unwrap()
    }

    async fn status(&self, person: &Person) -> AccountStatus {
        self.store.account(person.account).await.unwrap().unwrap().status
    }

    /// Sets another password, as somebody who is allowed to would.
    pub async fn new_password(&self, person: &Person, text: &str) {
        let password = Password::parse_attempt(text).unwrap();
        let sealed = self.hasher.hash_password(&password, person.account, &self.keyring, self.rng.as_ref());
        change_password(&self.store, &sealed, &self.ctx()).await.unwrap();
    }

    async fn knows(&self, person: &Person, text: &str) -> bool {
        let row = self.store.load_login(&person.username).await.unwrap().unwrap();
        let Some(stored) = row.password else { return false };
        let typed = Password::parse_attempt(text).unwrap();
        let journey = credentials::ids::JourneyId::generate(self.now(), self.rng.as_ref());
        self.hasher.verify_password(&stored, &typed, &self.keyring, journey, self.now()).unwrap().is_some()
    }

    /// Somebody else recovers the account with its password and code, and enrols an app of their own; their session.
    async fn steal(&self, person: &Person) -> (Person, SecretToken) {
        let (accepted, grant) = self.at_recovery(person).await;
        self.commit(&accepted).await.unwrap();
        self.wait(SignedDuration::from_mins(5));
        let mut thief =
            Person { username: person.username.clone(), account: person.account, grant, secret: None, code: None };
        let session = self.enrol(&mut thief).await;
        self.wait(SignedDuration::from_mins(2));
        (thief, session)
    }

    async fn alive(&self, session: &SecretToken) -> bool {
        self.store.load_session(&session.hash(), self.now(), &self.sessions).await.unwrap().is_some()
    }
}

/// RC-08: looking changes nothing; the first click suspends, ends everything, marks and tells; the second says so.
pub async fn rc_08_an_objection_closes_the_account_and_acts_once(kit: &Kit) {
    let (person, _) = kit.enrolled("robbed").await;
    let (thief, session) = kit.steal(&person).await;
    let token = kit.objection(NoticeKind::RecoveryDone, "robbed@home.example").await;
    // A login of the thief is under way, and an administrator has just sent a link.
    kit.arrive(&thief, None).await;
    let (link, order) = kit.order();
    kit.store.issue_link(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();
    assert!(kit.alive(&session).await);

    let before = dump(&kit.store).await.unwrap();
    let ObjectionState::Live(seen) = kit.store.find_objection(&token, kit.now()).await.unwrap() else { panic!() };
    assert_eq!((seen.kind, seen.event_from.as_deref()), (NoticeKind::RecoveryDone, Some("192.0.2.7")));
    assert_eq!(seen.event_at, kit.now() - SignedDuration::from_mins(7));
    assert_eq!(dump(&kit.store).await.unwrap(), before);

    assert_eq!(kit.object(&token).await, Objected::Done);
    assert_eq!(kit.status(&person).await, AccountStatus::Suspended);
    assert!(!kit.alive(&session).await);
    for nothing in ["SELECT id FROM journeys", "SELECT id FROM sessions", "SELECT token_hash FROM known_browsers"] {
        assert!(query(&kit.store, nothing, &[]).await.unwrap().is_empty(), "{nothing}");
    }
    let LinkState::Dead = kit.store.find_link(&link.hash(), kit.now()).await.unwrap() else { panic!("a live link") };
    assert!(kit.store.load_recovery_code(person.account, kit.now()).await.unwrap().is_none());
    let dispute = kit.store.find_dispute(person.account).await.unwrap().unwrap();
    assert_eq!((dispute.factors.len(), dispute.since), (1, seen.event_at));

    let told = kit.told_by_mail().await;
    let expected = [
        (NoticeKind::AccountSuspended, "robbed@example.org".to_owned()),
        (NoticeKind::AccountSuspended, "robbed@home.example".to_owned()),
        (NoticeKind::ObjectionForHelpDesk, "desk@example.org".to_owned()),
        (NoticeKind::ResetStarted, "robbed@example.org".to_owned()),
        (NoticeKind::ResetStarted, "robbed@home.example".to_owned()),
    ];
    assert_eq!(told, expected);
    let audit = "SELECT reason, actor FROM audit WHERE event = 'account_disputed'";
    assert_eq!(query(&kit.store, audit, &[]).await.unwrap(), [["reason=recovery-done", "actor=visitor"]]);

    let before = dump(&kit.store).await.unwrap();
    assert_eq!(kit.object(&token).await, Objected::Already);
    assert_eq!(dump(&kit.store).await.unwrap(), before);
    let used = kit.store.find_objection(&token, kit.now()).await.unwrap();
    assert_eq!(used, ObjectionState::Used { open: true });
    assert_eq!(kit.object(&SecretToken::generate(kit.rng.as_ref()).hash()).await, Objected::Dead);
}

/// RC-08: 14 days to the second, and then it is as if it had never been (EN-01).
pub async fn rc_08_an_objection_lives_for_fourteen_days(kit: &Kit) {
    let person = kit.person("late").await;
    let token = kit.objection(NoticeKind::PasswordSet, "late@example.org").await;
    kit.wait(DAY * 14 - SignedDuration::from_secs(1));
    assert!(matches!(kit.store.find_objection(&token, kit.now()).await.unwrap(), ObjectionState::Live(_)));
    kit.wait(SignedDuration::from_secs(1));
    assert_eq!(kit.store.find_objection(&token, kit.now()).await.unwrap(), ObjectionState::Dead);
    assert_eq!(kit.object(&token).await, Objected::Dead);
    assert_eq!(kit.status(&person).await, AccountStatus::Active);
}

/// J13: whichever comes first, no session is alive after both.
pub async fn j13_an_objection_and_a_login_leave_no_live_session(kit: &Kit) {
    for round in 0..8 {
        let (person, _) = kit.enrolled(&format!("race{round}")).await;
        let token = kit.objection(NoticeKind::FactorAdded, &format!("race{round}@example.org")).await;
        let cookie = kit.arrive(&person, None).await;
        let (made, session) = kit.prove_factor(&person, &cookie).await;
        let (login, objected) = tokio::join!(kit.commit(&made), kit.object(&token));
        assert_eq!(objected, Objected::Done);
        if let Err(error) = login {
            assert!(matches!(error, CommitError::Stale), "{error:?}");
        }
        assert!(!kit.alive(&session).await);
        let left = "SELECT id FROM sessions WHERE account_id = $1";
        assert!(query(&kit.store, left, &[person.account.into()]).await.unwrap().is_empty(), "round {round}");
    }
}

/// RC-08: one of many clicks acts, and one suspension is told.
pub async fn rc_08_fifty_clicks_close_it_once(kit: &Kit) {
    let person = kit.person("clicked").await;
    let token = kit.objection(NoticeKind::PasswordSet, "clicked@example.org").await;
    let mut running = JoinSet::new();
    for _ in 0..50 {
        let (store, ctx) = (kit.store.clone(), kit.ctx());
        running.spawn(async move { store.object(&token, &ctx).await.unwrap() });
    }
    let mut done = 0;
    while let Some(ended) = running.join_next().await {
        match ended.unwrap() {
            Objected::Done => done += 1,
            Objected::Already => {}
            Objected::Dead => panic!("the link lives"),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(kit.status(&person).await, AccountStatus::Suspended);
    assert_eq!(kit.told_by_mail().await.len(), 3);
}

/// J9: the thief's app goes, addresses and password come back, a new password is due, and a link leads in.
pub async fn j9_reinstating_destroys_and_restores(kit: &Kit) {
    let (person, _) = kit.enrolled("restored").await;
    let (_, _) = kit.steal(&person).await;
    let token = kit.objection(NoticeKind::FactorAdded, "restored@example.org").await;
    // Each twice: what was before the first of them is the owner's.
    for (number, mail) in ["thief@example.net", "thief2@example.net"].into_iter().enumerate() {
        kit.new_password(&person, &format!("the words of a thief {number}")).await;
        let second = AccountChange { notice_mail: Some(None), phone: Some(None), ..new_mail(mail) };
        kit.change(&person, &second).await;
        kit.wait(SignedDuration::from_mins(1));
    }
    kit.told_by_mail().await;
    assert_eq!(kit.object(&token).await, Objected::Done);
    // From here on the thief's addresses hear nothing.
    let told = kit.told_by_mail().await;
    assert!(told.iter().all(|(_, to)| !to.contains("thief")), "{told:?}");
    assert!(told.contains(&(NoticeKind::AccountSuspended, "restored@home.example".to_owned())), "{told:?}");
    let dispute = kit.store.find_dispute(person.account).await.unwrap().unwrap();
    assert!(dispute.password && !dispute.first_password);
    let mut fields: Vec<_> = dispute.addresses.iter().map(|one| (one.field, one.before.clone())).collect();
    fields.sort();
    let was = |text: &str| Some(text.to_owned());
    let expected = [
        (FormerField::Mail, was("restored@example.org")),
        (FormerField::NoticeMail, was("restored@home.example")),
        (FormerField::Phone, was("+31612345678")),
    ];
    assert_eq!(fields, expected);

    let (link, order) = kit.order();
    let mailed = store::LinkOrder {
        delivery: store::LinkDelivery::Mail(zeroize::Zeroizing::new("https://portal.example/x".to_owned())),
        ..order
    };
    let ctx = store::Context { because: Some("spoke with the owner".to_owned()), ..kit.operator() };
    let done = kit.store.reinstate(person.account, LinkKind::HelpDesk, &mailed, &ctx).await.unwrap().unwrap();
    assert_eq!((done.active, done.mailed), (true, 1));
    let account = kit.store.account(person.account).await.unwrap().unwrap();
    assert_eq!((account.status, account.status_reason), (AccountStatus::Active, None));
    assert_eq!((account.mail, account.notice_mail), (was("restored@example.org"), was("restored@home.example")));
    assert_eq!(account.phone, was("+31612345678"));
    assert!(kit.knows(&person, PASSWORD).await && !kit.knows(&person, "the words of a thief 0").await);
    let due = "SELECT username FROM accounts WHERE id = $1 AND must_change_password";
    assert_eq!(query(&kit.store, due, &[person.account.into()]).await.unwrap().len(), 1);
    let factors = kit.store.list_factors(person.account).await.unwrap();
    assert!(factors.iter().all(|factor| factor.wiped_at.is_some()));
    assert_eq!(factors[1].wiped_reason.as_deref(), Some("disputed"));
    assert!(kit.present(&link).await.is_some());
    let told = kit.told_by_mail().await;
    assert!(told.contains(&(NoticeKind::ResetLink, "restored@example.org".to_owned())), "{told:?}");
    assert!(told.iter().all(|(_, to)| !to.contains("thief")), "{told:?}");
    let audit = "SELECT actor, detail FROM audit WHERE event = 'account_reinstated'";
    let audit = query(&kit.store, audit, &[]).await.unwrap();
    assert_eq!(audit, [["actor=operator:root", "detail=spoke with the owner"]]);

    // The other mails about the same affair have been answered with it, and there is nothing more to do.
    assert!(kit.store.find_dispute(person.account).await.unwrap().is_none());
    let live = "SELECT kind FROM objections WHERE used_at IS NULL";
    assert!(query(&kit.store, live, &[]).await.unwrap().is_empty());
    assert_eq!(kit.object(&token).await, Objected::Already);
    let settled = kit.store.find_objection(&token, kit.now()).await.unwrap();
    assert_eq!(settled, ObjectionState::Used { open: false });
    let again = kit.store.reinstate(person.account, LinkKind::HelpDesk, &kit.order().1, &ctx).await.unwrap();
    assert!(again.is_none());
}

/// J9: whoever found the activation link first chose the password: there is none after it, and an activation link is due.
pub async fn j9_the_first_password_may_be_disputed(kit: &Kit) {
    let person = kit.person("first").await;
    let token = kit.objection(NoticeKind::PasswordSet, "first@example.org").await;
    kit.new_password(&person, "the words of a thief").await;
    assert_eq!(kit.object(&token).await, Objected::Done);
    let dispute = kit.store.find_dispute(person.account).await.unwrap().unwrap();
    assert!(dispute.first_password && !dispute.password);
    let (link, order) = kit.order();
    kit.store.reinstate(person.account, LinkKind::Activation, &order, &kit.operator()).await.unwrap().unwrap();
    let row = kit.store.load_login(&person.username).await.unwrap().unwrap();
    assert!(row.password.is_none());
    let LinkState::Live(live) = kit.store.find_link(&link.hash(), kit.now()).await.unwrap() else { panic!("dead") };
    assert!(!live.password_set);
}

/// RC-08: it only ever closes, also by the way of a reinstatement.
pub async fn rc_08_an_objection_opens_nothing_that_an_administrator_closed(kit: &Kit) {
    let (person, _) = kit.enrolled("closed").await;
    let token = kit.objection(NoticeKind::FactorAdded, "closed@example.org").await;
    kit.store.set_status(person.account, AccountStatus::Disabled, "left", &kit.operator()).await.unwrap();
    assert_eq!(kit.object(&token).await, Objected::Done);
    assert_eq!(kit.status(&person).await, AccountStatus::Disabled);
    let (link, order) = kit.order();
    let done = kit.store.reinstate(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();
    assert!(!done.unwrap().active);
    assert_eq!(kit.status(&person).await, AccountStatus::Disabled);
    assert!(kit.present(&link).await.is_none());
    // And nothing is reinstated that nobody objected to.
    let (other, _) = kit.enrolled("other").await;
    let none = kit.store.reinstate(other.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();
    assert!(none.is_none());
}

/// RC-03: both are written whole or not at all.
pub async fn rc_03_a_crash_while_an_account_is_disputed_or_reinstated(kit: &Kit) {
    let (person, _) = kit.enrolled("crashed").await;
    kit.change(&person, &new_mail("thief@example.net")).await;
    let token = kit.objection(NoticeKind::AddressChanged, "crashed@example.org").await;
    let order = kit.order().1;
    for reinstating in [false, true] {
        let before = dump(&kit.store).await.unwrap();
        for statements in 0.. {
            fail_after(&kit.store, Some(statements));
            let ended = if reinstating {
                let (kind, ctx) = (LinkKind::HelpDesk, kit.operator());
                kit.store.reinstate(person.account, kind, &order, &ctx).await.map(|_| ())
            } else {
                kit.store.object(&token, &kit.ctx()).await.map(|_| ())
            };
            fail_after(&kit.store, None);
            match ended {
                Err(StoreError::Injected) => assert_eq!(dump(&kit.store).await.unwrap(), before, "{statements}"),
                Ok(()) => {
                    assert!(statements >= 10, "{statements}");
                    break;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert_eq!(kit.store.account(person.account).await.unwrap().unwrap().mail.as_deref(), Some("crashed@example.org"));
    execute(&kit.store, "DELETE FROM outbox", &[]).await.unwrap();
}
