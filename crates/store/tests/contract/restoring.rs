//! What comes back with a backup and what does not.

use credentials::security_key::testing::U2fKey;
use credentials::totp::verify_totp;
use jiff::SignedDuration;
use journey::{AccountStatus, Role};
use store::testing::{dump, execute, query};
use store::{AccountChange, BackupError, NOT_BACKED_UP, Replaced, StoreError, erased_name};

use crate::kit::Kit;
use crate::oidc_kit::client_id;
use crate::walk::{Person, new_account};

const LATER: SignedDuration = SignedDuration::from_mins(2);

impl Kit {
    /// Everything of now is lost but for the backup and what is left in the database; goes on with the backup.
    async fn fall_back(&self, backup: &[u8]) -> (Self, store::Restored) {
        self.store.close().await;
        let restored = self.try_restore(backup, &self.url, true).await.unwrap();
        (self.moved(&self.url).await, restored)
    }

    async fn count(&self, sql: &'static str) -> usize {
        query(&self.store, sql, &[]).await.unwrap().len()
    }

    fn types_a_code(&self, person: &Person) -> credentials::totp::TotpCode {
        person.secret.as_ref().unwrap().code_at(self.now())
    }
}

/// TO-03: no session, grant, journey, link or token lives, and no code that can have been typed works again, whatever is known of the time between.
pub async fn nothing_that_was_alive_or_used_comes_back(kit: &Kit) {
    let (person, session) = kit.enrolled("bea").await;
    let client = kit.with_client("hr").await;
    kit.tokens_in(&client.id, &session).await;
    let (invited, _) = kit.invite("new.one").await;
    kit.arrive(&person, None).await;
    kit.log_in(&person).await;
    let word = kit.secret();
    kit.store.leave_word(&word, kit.now()).await.unwrap();
    kit.store.tell_keys(uuid::Uuid::from_u128(7), kit.now()).await.unwrap();
    assert_eq!(kit.store.nodes(kit.now()).await.unwrap().len(), 1);
    let backup = kit.backup().await;
    assert!(kit.store.take_word(&word, kit.now()).await.unwrap());
    let early = kit.now() + SignedDuration::from_secs(30);
    let early = person.secret.as_ref().unwrap().code_at(early);

    let (moved, restored) = kit.restore(&backup).await;
    assert_eq!(restored.replaced, Replaced::Nothing);
    assert_eq!((restored.without_factor.len(), restored.never_activated), (0, 1));
    let text = dump(&moved.store).await.unwrap();
    for (table, _) in NOT_BACKED_UP {
        assert!(!text.contains(&format!("\n{table}: ")), "{table}");
    }
    assert!(moved.session(&session).await.is_none());
    assert!(!moved.store.take_word(&word, moved.now()).await.unwrap(), "the doctor's word was used");
    assert!(moved.store.nodes(moved.now()).await.unwrap().is_empty(), "no portal runs on it yet");
    assert!(moved.store.list_factors(invited).await.unwrap().is_empty());

    let row = moved.store.load_totp(person.account).await.unwrap().remove(0);
    let journey = credentials::ids::JourneyId::generate(moved.now(), moved.rng.as_ref());
    for code in [moved.types_a_code(&person), early] {
        verify_totp(&row, &code, &moved.keyring, journey, moved.now()).unwrap_err();
    }
    moved.wait(SignedDuration::from_secs(60));
    let code = moved.types_a_code(&person);
    verify_totp(&row, &code, &moved.keyring, journey, moved.now()).unwrap();
    moved.log_in(&person).await;
    moved.store.close().await;
}

/// Codes that were spent, factors that were wiped, accounts that were closed, and what counts only upwards.
pub async fn what_was_closed_since_stays_closed(kit: &Kit) {
    let mut key = U2fKey::from_seed(5);
    let (recovers, _) = kit.enrolled("recovers").await;
    let with_key = kit.with_key("has.key", &key).await;
    let (suspended, _) = kit.enrolled("suspended").await;
    let (demoted, _) = kit.enrolled("demoted").await;
    let (changes, _) = kit.enrolled("changes").await;
    let (stays, _) = kit.enrolled("stays").await;
    let role = |role| AccountChange { role: Some(role), ..AccountChange::default() };
    kit.change(&demoted, &role(Role::Administrator)).await;
    let backup = kit.backup().await;

    kit.wait(SignedDuration::from_hours(1));
    let (accepted, _) = kit.at_recovery(&recovers).await;
    kit.commit(&accepted).await.unwrap();
    let token = kit.at_s2(&with_key).await;
    let login = kit.answer_key(&with_key, &token, &mut key, 7).await;
    kit.commit(&login).await.unwrap();
    kit.store.set_status(suspended.account, AccountStatus::Suspended, "lost", &kit.operator()).await.unwrap();
    kit.change(&demoted, &role(Role::User)).await;
    kit.new_password(&changes, "an altogether other one 5").await;
    kit.log_in(&stays).await;
    let used = kit.types_a_code(&stays);

    let (now, restored) = kit.fall_back(&backup).await;
    let Replaced::Same(carried) = restored.replaced else { panic!("{restored:?}") };
    assert_eq!((carried.codes, carried.factors, carried.closed, carried.roles), (0, 1, 1, 1), "{carried:?}");
    assert_eq!((carried.passwords, carried.counts, carried.erased), (1, 1, 0), "{carried:?}");
    assert!(carried.waiting > 0);
    assert_eq!(restored.without_factor, ["recovers"]);
    let status = "SELECT id FROM recovery_codes WHERE status = 'accepted' AND accepted_until > accepted_at";
    assert_eq!(now.count(status).await, 1, "J4: the recovery that is under way can be finished");
    assert!(now.held(&recovers).await.is_empty());
    let counted = query(&now.store, "SELECT sign_count FROM factors WHERE sign_count IS NOT NULL", &[]).await.unwrap();
    assert_eq!(counted, [["sign_count=7"]]);
    let account = async |person: &Person| now.store.account(person.account).await.unwrap().unwrap();
    assert_eq!(account(&suspended).await.status, AccountStatus::Suspended);
    assert_eq!(account(&demoted).await.role, Role::User);
    assert_eq!(now.count("SELECT id FROM accounts WHERE must_change_password = TRUE").await, 1);
    let row = now.store.load_totp(stays.account).await.unwrap().remove(0);
    let journey = credentials::ids::JourneyId::generate(now.now(), now.rng.as_ref());
    verify_totp(&row, &used, &now.keyring, journey, now.now()).unwrap_err();

    // A code that was used up is used up, also by a second look at the same backup.
    execute(&now.store, "UPDATE recovery_codes SET status = 'spent', hash_sealed = NULL", &[]).await.unwrap();
    let (again, restored) = now.fall_back(&backup).await;
    let Replaced::Same(carried) = restored.replaced else { panic!("{restored:?}") };
    assert_eq!((carried.codes, carried.factors), (6, 1), "{carried:?}");
    while again.store.seal_audit(again.now()).await.unwrap().more {}
    assert_eq!(again.store.verify_audit(None, |_| {}).await.unwrap().broken, None);
    again.store.close().await;
}

/// NL-01: somebody who left after the backup stays away, and nobody gets the name.
pub async fn an_erased_account_does_not_come_back(kit: &Kit) {
    let (person, _) = kit.enrolled("leaver").await;
    let (stays, _) = kit.enrolled("stayer").await;
    let backup = kit.backup().await;
    kit.store.order_erasure(person.account, kit.now(), &kit.operator()).await.unwrap();
    assert!(kit.store.erase_account(person.account, &kit.operator()).await.unwrap());

    let (now, restored) = kit.fall_back(&backup).await;
    let Replaced::Same(carried) = restored.replaced else { panic!("{restored:?}") };
    assert_eq!((carried.erased, carried.factors), (1, 0));
    assert!(!dump(&now.store).await.unwrap().contains("leaver"));
    let left = now.store.account(person.account).await.unwrap().unwrap();
    assert_eq!((left.username.as_str(), left.mail), (erased_name(person.account).as_str(), None));
    let again = now.store.insert_account(&new_account("leaver"), &now.order().1, &now.operator()).await;
    assert!(matches!(again, Err(StoreError::UsernameErased)));
    now.wait(LATER);
    now.log_in(&stays).await;
    now.store.close().await;
}

/// OP-08, OP-19: an application that was switched off, a secret that was replaced, and who hears that everybody is logged out.
pub async fn what_applications_lost_since_stays_lost(kit: &Kit) {
    let (person, session) = kit.enrolled("bea").await;
    let (off, on) = (kit.with_client("off").await, kit.with_client("on").await);
    let backup = kit.backup().await;
    kit.tokens_in(&on.id, &session).await;
    execute(&kit.store, "UPDATE clients SET disabled_at = 1 WHERE id = 'off'", &[]).await.unwrap();
    execute(&kit.store, "DELETE FROM client_secrets WHERE client_id = 'on'", &[]).await.unwrap();
    execute(&kit.store, "DELETE FROM client_uris WHERE client_id = 'on' AND uri LIKE '%/b'", &[]).await.unwrap();

    let later = kit.later_backup().await;
    let (now, restored) = kit.fall_back(&backup).await;
    let Replaced::Same(carried) = restored.replaced else { panic!("{restored:?}") };
    assert!(carried.goes_on);
    assert_eq!((carried.applications, carried.registrations, carried.logouts), (1, 2, 1), "{carried:?}");
    assert!(!now.store.find_client(&off.id, now.now()).await.unwrap().unwrap().enabled);
    let told = query(&now.store, "SELECT client_id, account_id FROM logout_outbox", &[]).await.unwrap();
    let account = format!("account_id={}", person.account.as_uuid().simple());
    assert_eq!(told, [["client_id=on".to_owned(), account]]);
    assert_eq!(now.count("SELECT hash FROM client_secrets").await, 1);

    // The wrong backup was restored, then the right one, which is younger: what only that one has was not taken away.
    let (last, restored) = now.fall_back(&later).await;
    let Replaced::Same(carried) = restored.replaced else { panic!("{restored:?}") };
    assert_eq!((carried.goes_on, carried.registrations, carried.signing_keys), (false, 0, 0), "{carried:?}");
    assert!(last.store.find_client(&client_id("younger"), last.now()).await.unwrap().is_some());
    assert_eq!(last.count("SELECT hash FROM client_secrets WHERE client_id = 'younger'").await, 1);
    last.store.close().await;
}

impl Kit {
    /// A younger backup, with an application that the older ones do not have.
    async fn later_backup(&self) -> Vec<u8> {
        self.wait(LATER);
        self.with_client("younger").await;
        self.backup().await
    }
}

pub async fn a_database_with_data_is_replaced_only_when_that_is_said(kit: &Kit) {
    kit.furnish().await;
    let backup = kit.backup().await;
    let url = kit.bare().await;
    kit.try_restore(&backup, &url, false).await.unwrap();
    let moved = kit.moved(&url).await;
    moved.invite("later").await;
    let before = dump(&moved.store).await.unwrap();
    if !store::testing::is_sqlite(&moved.store) {
        let busy = moved.try_restore(&backup, &url, true).await;
        assert!(matches!(busy, Err(BackupError::InUse(1..))), "{busy:?}");
    }
    moved.store.close().await;
    let refused = moved.try_restore(&backup, &url, false).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty)), "{refused:?}");
    let same = moved.moved(&url).await;
    assert!(before == dump(&same.store).await.unwrap());

    // Somebody else's data goes when that is said, and nothing of it is believed.
    execute(&same.store, "UPDATE meta SET value = 'another canary' WHERE key = 'canary'", &[]).await.unwrap();
    execute(&same.store, "UPDATE accounts SET status = 'disabled'", &[]).await.unwrap();
    same.store.close().await;
    let restored = same.try_restore(&backup, &url, true).await.unwrap();
    assert_eq!(restored.replaced, Replaced::OtherKeys);
    let last = same.moved(&url).await;
    assert_eq!(last.count("SELECT id FROM accounts WHERE status = 'active'").await, 3);
    last.store.close().await;
}

pub async fn a_crash_at_any_statement_leaves_the_old_or_the_new_database(kit: &Kit) {
    kit.enrolled("bea").await;
    let backup = kit.backup().await;
    kit.invite("later").await;
    let before = dump(&kit.store).await.unwrap();
    kit.store.close().await;
    let mut failed = 0;
    for statements in (0..).step_by(3) {
        let restored = kit.restore_until(&backup, statements).await;
        let now = kit.moved(&kit.url).await;
        let after = dump(&now.store).await.unwrap();
        now.store.close().await;
        match restored {
            Err(BackupError::Store(StoreError::Injected)) => assert!(before == after, "after {statements}"),
            restored => {
                restored.unwrap();
                assert!(!after.contains("later") && after.contains("database-restored"));
                break;
            }
        }
        failed += 1;
    }
    assert!(failed > 40, "{failed}");
}

impl Kit {
    async fn restore_until(&self, backup: &[u8], statements: u32) -> Result<store::Restored, BackupError> {
        let database = store::Database::open(&self.url, store::OpenOptions { max_connections: 1 }).await.unwrap();
        store::testing::fail_database_after(&database, Some(statements));
        let reader = store::BackupReader::open(backup).unwrap();
        let keys = (self.keyring.clone(), self.rng.clone() as std::sync::Arc<dyn credentials::rng::Rng>);
        let restored = database.restore(reader, keys, true, &self.operator()).await;
        database.close().await;
        restored
    }
}
