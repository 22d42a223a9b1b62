//! The session check: what it remembers is never other than what stands in the rows (requirements FA-04, SE-02 and SE-08).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{AccountAct, AccountStatus, NoticeKind};
use oidc::acr::Acr;
use store::testing::{execute, statements};
use store::{AccountChange, Acting, Database, Objected, OpenOptions, Presence, Removed, Store};
use tokio::task::JoinSet;

use crate::forward::HOST;
use crate::kit::Kit;
use crate::walk::Person;

/// The statements of one reading.
const READING: u64 = 6;

impl Kit {
    pub async fn check(&self, token: &SecretToken) -> Option<Arc<Presence>> {
        self.store.check_session(&token.hash(), self.now(), &self.sessions).await.unwrap()
    }

    pub async fn check_forward(&self, token: &SecretToken) -> Option<Arc<Presence>> {
        self.store.check_forward_session(&token.hash(), HOST, self.now(), &self.sessions).await.unwrap()
    }

    /// Somebody with a cookie of the portal and one of an application; both were checked a moment ago.
    async fn present_at_both(&self, name: &str) -> Guest {
        let (person, portal) = self.enrolled(name).await;
        let application = self.forwarded(&portal).await;
        let guest = Guest { person, portal, application };
        assert_eq!(guest.standing(self).await, (true, true));
        // Once more: the first one also wrote that the cookie was used.
        assert_eq!(guest.standing(self).await, (true, true));
        guest
    }

    fn another_handle(&self) -> impl Future<Output = Store> {
        let (url, keyring, rng) = (self.url.clone(), self.keyring.clone(), self.rng.clone());
        async move {
            let database = Database::open(&url, OpenOptions { max_connections: 2 }).await.unwrap();
            database.into_store(keyring, rng).await.unwrap()
        }
    }
}

struct Guest {
    person: Person,
    portal: SecretToken,
    application: SecretToken,
}

impl Guest {
    /// What the checks say of the two cookies.
    async fn standing(&self, kit: &Kit) -> (bool, bool) {
        (kit.check(&self.portal).await.is_some(), kit.check_forward(&self.application).await.is_some())
    }

    async fn acting<'a>(&self, kit: &'a Kit) -> Acting<'a> {
        let session = kit.check(&self.portal).await.unwrap().view.session.id;
        Acting { account: self.person.account, session, policy: &kit.sessions }
    }
}

/// FA-04, SE-08: each way in which a session ends, with both cookies checked just before and right after.
pub async fn fa_04_whatever_ends_a_session_ends_its_check_at_once(kit: &Kit) {
    const ENDS: [&str; 14] = [
        "logout",
        "all",
        "by-owner",
        "suspended",
        "disabled",
        "recovery",
        "password",
        "forgotten",
        "objection",
        "replaced",
        "too-many",
        "lapsed",
        "purged",
        "written",
    ];
    for (number, end) in ENDS.into_iter().enumerate() {
        let guest = kit.present_at_both(&format!("ends.{number}")).await;
        let bystander = kit.present_at_both(&format!("stays.{number}")).await;
        match end {
            "recovery" | "password" | "forgotten" | "objection" => by_journey(kit, &guest, end).await,
            "replaced" | "too-many" => Box::pin(by_another_login(kit, &guest, end)).await,
            _ => by_the_portal(kit, &guest, end).await,
        }
        assert_eq!(guest.standing(kit).await, (false, false), "{end}");
        let stays = !matches!(end, "lapsed" | "purged");
        assert_eq!(bystander.standing(kit).await, (stays, stays), "{end}: somebody else");
        assert_eq!(guest.standing(kit).await, (false, false), "{end}, once more");
    }
}

async fn by_the_portal(kit: &Kit, guest: &Guest, end: &str) {
    let (store, ctx, account) = (&kit.store, kit.ctx(), guest.person.account);
    let session = guest.acting(kit).await.session;
    match end {
        "logout" => assert!(store.end_session(session, "logout", &ctx).await.unwrap()),
        "all" => assert_eq!(store.end_sessions(account, None, "all", &ctx).await.unwrap(), 1),
        "by-owner" => assert!(store.end_session_of(account, session, "by-owner", &ctx).await.unwrap()),
        "suspended" | "disabled" => {
            let status = AccountStatus::parse(end).unwrap();
            store.set_status(account, status, "test", &kit.operator()).await.unwrap();
        }
        "lapsed" => {
            kit.wait(kit.sessions.idle);
            assert!(store.end_lapsed_sessions(&kit.sessions, &kit.ctx()).await.unwrap() > 0);
        }
        "purged" => {
            kit.wait(kit.sessions.overall);
            store.purge(kit.now()).await.unwrap();
        }
        "written" => {
            let sql = "UPDATE sessions SET expires_at = expires_at + 1 WHERE id IN \
                       (SELECT id FROM sessions WHERE account_id = $1)";
            execute(store, sql, &[account.into()]).await.unwrap();
        }
        other => panic!("{other}"),
    }
}

async fn by_journey(kit: &Kit, guest: &Guest, end: &str) {
    match end {
        "recovery" => {
            let (accepted, _) = kit.at_recovery(&guest.person).await;
            kit.commit(&accepted).await.unwrap();
        }
        "password" => {
            let row = kit.hashed(&guest.person, "vier paarden lopen langzaam");
            let other = kit.session_of(&guest.person).await;
            let acting = Acting { account: guest.person.account, session: other, policy: &kit.sessions };
            assert!(kit.store.change_password(&acting, &row, true, &kit.ctx()).await.unwrap());
        }
        "forgotten" => {
            let token = kit.follow_link(&kit.mail_link(&guest.person).await).await;
            let (proven, _) = kit.prove_factor(&guest.person, &token).await;
            kit.commit(&proven).await.unwrap();
            let chosen = kit.choose_password(&guest.person, &token).await;
            kit.commit(&chosen).await.unwrap();
        }
        "objection" => {
            let address = format!("{}@example.org", guest.person.username);
            let link = kit.objection(NoticeKind::FactorAdded, &address).await;
            assert!(matches!(kit.object(&link).await, Objected::Done));
        }
        other => panic!("{other}"),
    }
}

async fn by_another_login(kit: &Kit, guest: &Guest, end: &str) {
    if end == "too-many" {
        for _ in 0..kit.sessions.max_per_account {
            kit.session_of(&guest.person).await;
        }
        return;
    }
    let another = kit.log_in(&guest.person).await;
    kit.wait(SignedDuration::from_mins(1));
    let (session, _) = kit.stepped_up(&guest.person, &another).await;
    let made = kit.act(&session, AccountAct::ReplaceFactor(session.factor)).await;
    kit.commit(&made).await.unwrap();
    let proven = kit.prove_another_app(&made.token).await;
    kit.commit(&proven).await.unwrap();
}

/// SF-05, FA-04: a factor that its owner removes takes its sessions along.
pub async fn sf_05_a_removed_factor_ends_its_checks(kit: &Kit) {
    let owner = kit.with_two("removes").await;
    kit.wait(SignedDuration::from_mins(1));
    let portal = kit.log_in(&owner.person).await;
    let application = kit.forwarded(&portal).await;
    let seen = async || (kit.check(&portal).await.is_some(), kit.check_forward(&application).await.is_some());
    assert_eq!((seen().await, seen().await), ((true, true), (true, true)));
    assert_eq!(kit.store.remove_factor(&owner.removal(owner.app, kit), &kit.ctx()).await.unwrap(), Removed::Gone);
    assert_eq!(seen().await, (false, false));
}

/// FA-04: groups, role and name; the cookie of a step-up; the factors that an account has.
pub async fn fa_04_what_changes_shows_at_once(kit: &Kit) {
    let guest = kit.present_at_both("changes").await;
    let change = AccountChange {
        display_name: Some("Somebody Else".to_owned()),
        groups: Some(vec!["finance".to_owned()]),
        role: Some(journey::Role::HelpDesk),
        ..AccountChange::default()
    };
    kit.store.update_account(guest.person.account, &change, "test", &kit.operator()).await.unwrap();
    for presence in [kit.check(&guest.portal).await.unwrap(), kit.check_forward(&guest.application).await.unwrap()] {
        assert_eq!(presence.view.groups, ["finance"]);
        assert_eq!(presence.view.role, journey::Role::HelpDesk);
        assert_eq!(presence.person.display_name.as_deref(), Some("Somebody Else"));
        assert_eq!(presence.person.groups.iter().collect::<Vec<_>>(), ["finance"]);
        assert_eq!((presence.login.reachable, presence.login.acr()), (Acr::TwoFactor, Acr::TwoFactor));
    }
    // SE-03: after a step-up the old cookie is dead and the new one alive.
    let (_, next) = kit.stepped_up(&guest.person, &guest.portal).await;
    assert!(kit.check(&guest.portal).await.is_none());
    assert!(kit.check(&next).await.unwrap().login.step_up.is_some());
    // J11: so it is when a cookie that never arrived is replaced.
    let person = kit.enrolled("double").await;
    let fresh = SecretToken::generate(kit.rng.as_ref());
    kit.wait(SignedDuration::from_mins(1));
    let session = kit.session_of(&person.0).await;
    assert!(kit.store.reissue_unused_session(session, fresh.hash(), kit.now()).await.unwrap());
    assert!(kit.check(&fresh).await.is_some());
    assert!(!kit.store.reissue_unused_session(session, person.1.hash(), kit.now()).await.unwrap(), "it was used");
}

/// FA-04, SE-08: another process, which has a memory of its own.
pub async fn fa_04_a_change_elsewhere_is_known_within_a_second(kit: &Kit) {
    let elsewhere = kit.another_handle().await;
    let see = async |token: &SecretToken, at_host: bool| {
        let (hash, now) = (token.hash(), kit.now());
        let found = if at_host {
            elsewhere.check_forward_session(&hash, HOST, now, &kit.sessions).await
        } else {
            elsewhere.check_session(&hash, now, &kit.sessions).await
        };
        found.unwrap().is_some()
    };
    for (number, end) in ["logout", "suspended", "recovery"].into_iter().enumerate() {
        let guest = kit.present_at_both(&format!("elsewhere.{number}")).await;
        assert!(see(&guest.portal, false).await && see(&guest.application, true).await);
        match end {
            "recovery" => by_journey(kit, &guest, end).await,
            _ => by_the_portal(kit, &guest, end).await,
        }
        let ended = Instant::now();
        while see(&guest.portal, false).await || see(&guest.application, true).await {
            assert!(ended.elapsed() < Duration::from_secs(1), "{end} is not known elsewhere");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    elsewhere.close().await;
}

/// FA-04: readers in a loop while sessions end; once the end has returned nobody is told that they are alive.
pub async fn fa_04_no_check_says_alive_after_the_end_has_returned(kit: &Kit) {
    for round in 0..12 {
        let guest = kit.present_at_both(&format!("races.{round}")).await;
        let session = guest.acting(kit).await.session;
        let ended = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for number in 0..24 {
            let (store, now, policy, ended) = (kit.store.clone(), kit.now(), kit.sessions, Arc::clone(&ended));
            let (portal, application) = (guest.portal.hash(), guest.application.hash());
            readers.spawn(async move {
                let mut seen_alive = 0;
                loop {
                    let over = ended.load(Ordering::SeqCst);
                    let found = match number % 2 {
                        0 => store.check_session(&portal, now, &policy).await,
                        _ => store.check_forward_session(&application, HOST, now, &policy).await,
                    };
                    let alive = found.unwrap().is_some();
                    assert!(!(over && alive), "alive after its end");
                    if over {
                        return seen_alive;
                    }
                    seen_alive += u32::from(alive);
                    // Readings that are made anew all the time are the ones that could come back too late.
                    if number < 4 {
                        let sql = "UPDATE sessions SET used_at = used_at WHERE id = $1 AND used_at IS NOT NULL";
                        execute(&store, sql, &[session.into()]).await.unwrap();
                    }
                    tokio::task::yield_now().await;
                }
            });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(kit.store.end_session(session, "logout", &kit.ctx()).await.unwrap());
        ended.store(true, Ordering::SeqCst);
        let seen: u32 = readers.join_all().await.into_iter().sum();
        assert!(seen > 0, "somebody saw it alive before");
    }
}

/// SE-02: idle and overall time are those of the check, not of the reading; a request to an application is activity, a look at the
/// portal's cookie is none, and once a minute it is written down.
pub async fn se_02_a_check_asks_the_time_and_forward_auth_is_activity(kit: &Kit) {
    let guest = kit.present_at_both("awake").await;
    let seen = async || kit.check(&guest.portal).await.unwrap().view.session.last_seen_at;
    let begun = seen().await;
    kit.wait(SignedDuration::from_secs(59));
    let (before, asked) = (statements(&kit.store), Instant::now());
    kit.check_forward(&guest.application).await.unwrap();
    kit.check_forward(&guest.application).await.unwrap();
    assert_eq!(seen().await, begun);
    // At most one reading for each cookie; on a machine that was held up for long there may be more.
    if asked.elapsed() < Duration::from_millis(100) {
        assert!(statements(&kit.store) - before <= 2 * READING, "from memory");
    }
    kit.wait(SignedDuration::from_secs(1));
    kit.check(&guest.portal).await.unwrap();
    assert_eq!(seen().await, begun);
    kit.check_forward(&guest.application).await.unwrap();
    assert_eq!(seen().await, kit.now());
    let second = SignedDuration::from_secs(1);
    for _ in 0..3 {
        kit.wait(kit.sessions.idle - second);
        assert!(kit.check_forward(&guest.application).await.is_some(), "an active person never idles out");
    }
    kit.wait(kit.sessions.idle);
    assert_eq!(guest.standing(kit).await, (false, false));

    let guest = kit.present_at_both("all.day").await;
    let overall = guest.acting(kit).await.session;
    assert!(kit.check(&guest.portal).await.is_some_and(|presence| presence.view.session.id == overall));
    let until = kit.check(&guest.portal).await.unwrap().view.session.expires_at;
    while kit.now() + kit.sessions.idle - second < until {
        kit.wait(kit.sessions.idle - second);
        assert!(kit.check_forward(&guest.application).await.is_some());
    }
    kit.wait(until.duration_since(kit.now()) - second);
    assert_eq!(guest.standing(kit).await, (true, true));
    kit.wait(second);
    assert_eq!(guest.standing(kit).await, (false, false));
}

/// Fifty that ask at once cost the statements of one.
pub async fn one_reading_at_a_time(kit: &Kit) {
    let guest = kit.present_at_both("crowd").await;
    let cost = async |readers: usize| {
        // Ends what was read, and changes nothing.
        let sql = "UPDATE accounts SET updated_at = updated_at + 0 WHERE id = $1";
        execute(&kit.store, sql, &[guest.person.account.into()]).await.unwrap();
        let before = statements(&kit.store);
        let mut running = JoinSet::new();
        for _ in 0..readers {
            let (store, token, now, policy) = (kit.store.clone(), guest.portal.hash(), kit.now(), kit.sessions);
            running.spawn(async move { store.check_session(&token, now, &policy).await.unwrap().is_some() });
        }
        assert!(running.join_all().await.into_iter().all(|alive| alive));
        statements(&kit.store) - before
    };
    assert_eq!(cost(1).await, READING);
    // A machine that is held up for half a second reads a second time.
    let crowds = [cost(50).await, cost(50).await, cost(50).await];
    assert!(crowds.contains(&READING), "{crowds:?}");
}
