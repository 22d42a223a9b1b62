//! What somebody does in their own account: factors, sessions, activity, language (requirements SF-05, SF-09, SE-09).

use credentials::hashing::SealedPassword;
use credentials::ids::{FactorId, SessionId};
use credentials::password::{Password, PasswordPolicy};
use credentials::security_key::testing::U2fKey;
use credentials::totp::{PendingTotp, TotpSecret};
use jiff::SignedDuration;
use journey::audit::names;
use journey::{AccountStatus, Ending, Event, FactorKind, Kinds, Language, PendingFactor, Policy, State};
use store::testing::{dump, execute, query};
use store::{Acting, CommitError, FactorRemoval, Removed};

use crate::kit::Kit;
use crate::races::{RUNNERS, race};
use crate::walk::Person;

/// Somebody with a key and an app, and the session of the app.
pub struct Owner {
    pub person: Person,
    pub session: SessionId,
    pub key: FactorId,
    pub app: FactorId,
}

impl Owner {
    pub fn acting<'a>(&self, kit: &'a Kit) -> Acting<'a> {
        Acting { account: self.person.account, session: self.session, policy: &kit.sessions }
    }

    pub fn removal<'a>(&self, factor: FactorId, kit: &'a Kit) -> FactorRemoval<'a> {
        FactorRemoval { acting: self.acting(kit), factor, usable: Kinds::ALL.to_vec() }
    }
}

impl Kit {
    /// The wizard with a key, and an app as the second factor; then a login with the app.
    pub async fn with_two(&self, name: &str) -> Owner {
        let mut person = self.person(name).await;
        let token = self.at_s5(&person).await;
        let proven = self.prove_key(&token, &U2fKey::from_seed(name.bytes().fold(7, u8::wrapping_add))).await;
        self.commit(&proven).await.unwrap();
        let (made, _, code) = self.type_back(&token).await;
        person.code = Some(code);
        self.commit(&made).await.unwrap();
        self.wait(SignedDuration::from_secs(1));
        self.take(&token, |loaded| Event::SecondWanted { facts: loaded.facts.clone() }).await;
        let factor = FactorId::generate(self.now(), self.rng.as_ref());
        let pending = PendingTotp { factor, secret: TotpSecret::generate(self.rng.as_ref()) };
        person.secret = Some(pending.secret.clone());
        let pending = PendingFactor::App(pending);
        self.take(&token, |loaded| Event::MethodChosen { pending, facts: loaded.facts.clone() }).await;
        let event = self.app_proof(&token).await;
        let made = self.prepare_with(&token, &Policy::default(), |_| event).await;
        self.commit(&made).await.unwrap();
        self.wait(SignedDuration::from_mins(2));
        let session = self.session_of(&person).await;
        let held = self.store.list_factors(person.account).await.unwrap();
        let of = |kind| held.iter().find(|line| line.kind == kind).unwrap().id;
        Owner { session, key: of(FactorKind::SecurityKey), app: of(FactorKind::Totp), person }
    }

    /// A login with the app; which session it opened.
    pub async fn session_of(&self, person: &Person) -> SessionId {
        self.wait(SignedDuration::from_mins(1));
        let token = self.arrive(person, None).await;
        let (made, _) = self.prove_factor(person, &token).await;
        match self.commit(&made).await.unwrap().journey.state {
            State::Ended(_, Ending::LoggedIn { session, .. }) => session,
            other => panic!("no login: {other:?}"),
        }
    }

    async fn lives(&self, person: &Person) -> Vec<SessionId> {
        let lines = self.store.list_sessions(person.account, &self.sessions, self.now()).await.unwrap();
        lines.iter().map(|line| line.id).collect()
    }
}

/// SF-05, SF-06, J9, J13: a factor goes with its sessions, everybody is told, older journeys die, the history stays.
pub async fn sf_05_a_factor_goes_with_its_sessions(kit: &Kit) {
    let owner = kit.with_two("removes").await;
    let other = kit.with_two("bystander").await;
    let late = kit.password_with(&owner.person, None, &Policy::default()).await;
    let told = kit.store.count_outbox().await.unwrap();
    assert_eq!(kit.store.remove_factor(&owner.removal(other.key, kit), &kit.ctx()).await.unwrap(), Removed::Unknown);
    assert_eq!(kit.store.remove_factor(&owner.removal(owner.app, kit), &kit.ctx()).await.unwrap(), Removed::Gone);

    assert_eq!(kit.held(&owner.person).await, [FactorKind::SecurityKey]);
    assert_eq!(kit.held(&other.person).await.len(), 2);
    assert!(!kit.lives(&owner.person).await.contains(&owner.session), "it stood on the factor that went");
    assert!(kit.lives(&other.person).await.contains(&other.session));
    assert_eq!(kit.store.count_outbox().await.unwrap(), told + 2, "both addresses are told");
    assert!(matches!(kit.commit(&late).await, Err(CommitError::Stale)));
    let gone = "SELECT kind, wiped_reason, secret_sealed FROM factors WHERE wiped_at IS NOT NULL";
    let gone = query(&kit.store, gone, &[]).await.unwrap();
    assert_eq!(gone, [["kind=totp", "wiped_reason=removed", "secret_sealed=-"]]);
    // The session is over: nothing more can be taken away from it.
    assert_eq!(kit.store.remove_factor(&owner.removal(owner.key, kit), &kit.ctx()).await.unwrap(), Removed::NotAllowed);
}

/// SF-09: the last one stays, also when what would be left cannot log in.
pub async fn sf_09_the_last_one_stays(kit: &Kit) {
    let owner = kit.with_two("keeps").await;
    let only_apps = FactorRemoval { usable: vec![FactorKind::Totp], ..owner.removal(owner.app, kit) };
    let before = dump(&kit.store).await.unwrap();
    assert_eq!(kit.store.remove_factor(&only_apps, &kit.ctx()).await.unwrap(), Removed::LastOne);
    assert_eq!(dump(&kit.store).await.unwrap(), before, "a refusal writes nothing");
    assert_eq!(kit.store.remove_factor(&owner.removal(owner.key, kit), &kit.ctx()).await.unwrap(), Removed::Gone);
    assert_eq!(kit.store.remove_factor(&owner.removal(owner.key, kit), &kit.ctx()).await.unwrap(), Removed::Unknown);
    assert_eq!(kit.store.remove_factor(&owner.removal(owner.app, kit), &kit.ctx()).await.unwrap(), Removed::LastOne);
    assert_eq!(kit.lives(&owner.person).await.len(), 1, "the session of the factor that stays goes on");
}

/// SF-09: of fifty removals of the last two, by two sessions at once, one factor is left.
pub async fn sf_09_the_last_two_at_once_leave_one(kit: &Kit) {
    let owner = kit.with_two("races").await;
    let runners = (0..RUNNERS).map(|number| {
        let factor = if number % 2 == 0 { owner.key } else { owner.app };
        let (store, ctx, sessions) = (kit.store.clone(), kit.ctx(), kit.sessions);
        let (account, session) = (owner.person.account, owner.session);
        async move {
            let acting = Acting { account, session, policy: &sessions };
            let removal = FactorRemoval { acting, factor, usable: Kinds::ALL.to_vec() };
            match store.remove_factor(&removal, &ctx).await? {
                Removed::Gone => Ok(()),
                Removed::LastOne => Err(CommitError::Lost("last one")),
                Removed::Unknown => Err(CommitError::Lost("unknown")),
                Removed::NotAllowed => Err(CommitError::Lost("session")),
            }
        }
    });
    let tally = race(runners).await;
    assert_eq!((tally.won, tally.lost.len()), (1, RUNNERS - 1));
    assert_eq!(kit.held(&owner.person).await.len(), 1);
}

pub async fn a_factor_gets_another_name(kit: &Kit) {
    let owner = kit.with_two("names").await;
    let account = owner.person.account;
    let epoch = kit.store.facts(account).await.unwrap().unwrap().epoch;
    assert!(kit.store.rename_factor(account, owner.app, "Werktelefoon", &kit.ctx()).await.unwrap());
    let lines = kit.store.list_factors(account).await.unwrap();
    let line = lines.iter().find(|line| line.id == owner.app).unwrap();
    assert_eq!((line.label.as_str(), line.last_used_from.as_deref()), ("Werktelefoon", Some("192.0.2.7")));
    assert_eq!(kit.store.facts(account).await.unwrap().unwrap().epoch, epoch);
    assert_eq!(kit.audited("factor_renamed").await, 1);
    let other = kit.person("other").await;
    assert!(!kit.store.rename_factor(other.account, owner.app, "Mijn", &kit.ctx()).await.unwrap());
    kit.store.remove_factor(&owner.removal(owner.key, kit), &kit.ctx()).await.unwrap();
    assert!(!kit.store.rename_factor(account, owner.key, "Weg", &kit.ctx()).await.unwrap());
}

/// SE-09: an owner sees the sessions that are alive and ends them, and nobody else's.
pub async fn se_09_own_sessions_are_seen_and_ended(kit: &Kit) {
    let (anna, piet) = (kit.with_two("anna").await, kit.with_two("piet").await);
    let second = kit.session_of(&anna.person).await;
    let lines = kit.store.list_sessions(anna.person.account, &kit.sessions, kit.now()).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.id).take(2).collect::<Vec<_>>(), [second, anna.session]);
    let line = &lines[0];
    assert_eq!(
        (line.factor, line.address.as_deref(), line.user_agent.as_deref()),
        (FactorKind::Totp, Some("192.0.2.7"), Some("A browser"))
    );
    assert!(!kit.store.end_session_of(anna.person.account, piet.session, "by-owner", &kit.ctx()).await.unwrap());
    assert!(kit.lives(&piet.person).await.contains(&piet.session));
    assert!(kit.store.end_session_of(anna.person.account, anna.session, "by-owner", &kit.ctx()).await.unwrap());
    assert!(!kit.store.end_session_of(anna.person.account, anna.session, "by-owner", &kit.ctx()).await.unwrap());
    assert!(!kit.lives(&anna.person).await.contains(&anna.session));
    // One that somebody wrote into the database, or that is idle too long, is none.
    execute(&kit.store, "UPDATE sessions SET mac = 'x' WHERE id = $1", &[second.into()]).await.unwrap();
    assert!(!kit.lives(&anna.person).await.contains(&second));
    kit.wait(kit.sessions.idle);
    assert!(kit.lives(&piet.person).await.is_empty());
}

/// What the owner sees of the audit log: own entries, nothing of how the portal works, 90 days, page by page.
pub async fn the_activity_is_ones_own_and_in_pages(kit: &Kit) {
    let (anna, piet) = (kit.with_two("anna").await, kit.with_two("piet").await);
    let account = anna.person.account;
    kit.arrive(&anna.person, None).await;
    let list = async |before, limit| kit.store.list_activity(account, before, limit, kit.now()).await.unwrap();
    let whole = list(None, 100).await;
    assert!(whole.iter().all(|line| line.account == Some(account) && names::FOR_OWNER.contains(&line.event.as_str())));
    assert!(whole.iter().any(|line| line.event == names::LOGIN_SUCCESS));
    // The password was given three times, and only the last one led to no login.
    let proven: Vec<_> = whole.iter().filter(|line| line.event == names::PASSWORD_PROVEN).collect();
    assert_eq!((proven.len(), proven[0].id), (1, whole[0].id));
    let mut paged = Vec::new();
    while let page = list(paged.last().map(|line: &store::AuditLine| line.id), 2).await
        && !page.is_empty()
    {
        paged.extend(page);
    }
    assert_eq!(paged, whole);
    assert!(!kit.store.list_activity(piet.person.account, None, 9, kit.now()).await.unwrap().is_empty());
    kit.wait(SignedDuration::from_hours(90 * 24));
    assert!(list(None, 100).await.is_empty());
}

pub async fn a_language_is_stored_once(kit: &Kit) {
    let person = kit.person("speaks").await;
    assert!(kit.store.set_language(person.account, Language::En, &kit.ctx()).await.unwrap());
    assert!(!kit.store.set_language(person.account, Language::En, &kit.ctx()).await.unwrap());
    assert_eq!(kit.store.account(person.account).await.unwrap().unwrap().language, Language::En);
    let audit = "SELECT reason FROM audit WHERE event = 'account_language_changed'";
    assert_eq!(query(&kit.store, audit, &[]).await.unwrap(), [["reason=en"]]);
}

impl Kit {
    pub fn hashed(&self, person: &Person, text: &str) -> SealedPassword {
        let typed = Password::parse_new(text, &PasswordPolicy::default(), &[]).unwrap();
        self.hasher.hash_password(&typed, person.account, &self.keyring, self.rng.as_ref())
    }
}

/// The others end or stay, the one that does it stays, what was before is kept, and a session that is over changes nothing.
pub async fn pw_08_a_password_changes_in_a_live_session_only(kit: &Kit) {
    let owner = kit.with_two("changes").await;
    let other = kit.session_of(&owner.person).await;
    let row = kit.hashed(&owner.person, "vier paarden lopen langzaam");
    let store = &kit.store;
    assert!(store.change_password(&owner.acting(kit), &row, false, &kit.ctx()).await.unwrap());
    assert!(kit.lives(&owner.person).await.contains(&other));
    let kept = "SELECT account_id FROM former_passwords WHERE account_id = $1";
    assert_eq!(query(store, kept, &[owner.person.account.into()]).await.unwrap().len(), 1);
    kit.wait(SignedDuration::from_mins(1));
    assert!(store.change_password(&owner.acting(kit), &row, true, &kit.ctx()).await.unwrap());
    assert_eq!(kit.lives(&owner.person).await, [owner.session]);
    let stranger = kit.with_two("stranger").await;
    assert!(
        !store.change_password(&stranger.acting(kit), &row, true, &kit.ctx()).await.unwrap(),
        "a hash of somebody else"
    );
    store.end_session(owner.session, "test", &kit.ctx()).await.unwrap();
    let before = dump(store).await.unwrap();
    assert!(!store.change_password(&owner.acting(kit), &row, true, &kit.ctx()).await.unwrap());
    assert_eq!(dump(store).await.unwrap(), before);
}

/// Whichever is first, no session of the account is left, and the account is closed.
pub async fn j13_a_changed_password_and_a_disabled_account_at_once(kit: &Kit) {
    let owner = kit.with_two("raced").await;
    let row = kit.hashed(&owner.person, "vier paarden lopen langzaam");
    let (acting, ctx) = (owner.acting(kit), kit.ctx());
    let change = kit.store.change_password(&acting, &row, false, &ctx);
    let close = kit.store.set_status(owner.person.account, AccountStatus::Disabled, "test", &ctx);
    let (changed, closed) = tokio::join!(change, close);
    changed.unwrap();
    closed.unwrap();
    assert!(kit.lives(&owner.person).await.is_empty());
    assert_eq!(kit.store.account(owner.person.account).await.unwrap().unwrap().status, AccountStatus::Disabled);
}
