//! Factors of each kind: stored, loaded, used, wiped, taken away (requirements SF-06, SM-01).

use credentials::security_key::testing::U2fKey;
use jiff::SignedDuration;
use journey::{FactorKind, KindRule, Kinds, Policy, Role, State};
use store::CommitError;
use store::testing::{dump, execute, query};

use crate::kinds::NUMBER;
use crate::kit::Kit;

pub async fn each_kind_is_stored_loaded_and_wiped(kit: &Kit) {
    let (app, _) = kit.enrolled("app").await;
    let number = kit.with_number("number").await;
    let key = kit.with_key("key", &U2fKey::from_seed(1)).await;
    let phones = kit.store.load_phones(number.account).await.unwrap();
    assert_eq!(phones[0].open(&kit.keyring).unwrap().as_e164(), NUMBER);
    let keys = kit.store.load_keys(key.account).await.unwrap();
    assert_eq!((keys.len(), keys[0].account, keys[0].sign_count), (1, key.account, 0));
    // Each is found under its own kind and account only.
    for (person, counts) in [(&app, (1, 0, 0)), (&number, (0, 1, 0)), (&key, (0, 0, 1))] {
        let (store, account) = (&kit.store, person.account);
        let apps = store.load_totp(account).await.unwrap().len();
        let phones = store.load_phones(account).await.unwrap().len();
        assert_eq!((apps, phones, store.load_keys(account).await.unwrap().len()), counts);
    }
    let line = kit.store.list_factors(key.account).await.unwrap().remove(0);
    assert_eq!((line.label.as_str(), line.bound_from.as_deref()), ("Thuis", Some("192.0.2.7")));

    for person in [&app, &number, &key] {
        kit.wait(SignedDuration::from_mins(2));
        let (accepted, _) = kit.at_recovery(person).await;
        kit.commit(&accepted).await.unwrap();
        assert!(kit.held(person).await.is_empty());
        let history = kit.store.list_factors(person.account).await.unwrap();
        assert_eq!((history.len(), history[0].wiped_reason.as_deref()), (1, Some("reset")));
    }
    let left = "SELECT id FROM factors WHERE secret_sealed IS NOT NULL OR credential_hash IS NOT NULL";
    assert!(query(&kit.store, left, &[]).await.unwrap().is_empty());
}

pub async fn facts_tell_the_role_and_when_a_factor_was_used(kit: &Kit) {
    let mut key = U2fKey::from_seed(1);
    let person = kit.with_key("used", &key).await;
    let facts = async || kit.store.facts(person.account).await.unwrap().unwrap();
    // The session of the wizard was opened with it.
    assert_eq!((facts().await.role, facts().await.factors[0].last_used_at), (Role::User, Some(kit.now())));
    kit.wait(SignedDuration::from_hours(3));
    let token = kit.at_s2(&person).await;
    let login = kit.answer_key(&person, &token, &mut key, 1).await;
    assert_ne!(facts().await.factors[0].last_used_at, Some(kit.now()), "proven is not used");
    kit.commit(&login).await.unwrap();
    assert_eq!(facts().await.factors[0].last_used_at, Some(kit.now()));
    for (text, role) in [("administrator", Role::Administrator), ("help-desk", Role::HelpDesk)] {
        execute(&kit.store, "UPDATE accounts SET role = $1", &[text.into()]).await.unwrap();
        assert_eq!(facts().await.role, role);
    }
}

/// SF-06, SM-03: a number whose kind is switched off is proven a last time and replaced; its row stays, its secret does not, and
/// a session that it opened is over.
pub async fn sf_06_a_kind_that_goes_leaves_its_history(kit: &Kit) {
    let person = kit.with_number("replaced").await;
    let window = Some(kit.now() + SignedDuration::from_hours(24));
    let kinds = Kinds { sms: KindRule::nobody(), replace_until: window, ..Kinds::default() };
    let policy = Policy { kinds, ..Policy::default() };
    let token = kit.at_s2(&person).await;
    let factor = kit.store.load_phones(person.account).await.unwrap()[0].factor;
    let (sent, code) = kit.send(&token, factor, None).await;
    kit.commit(&sent).await.unwrap();
    let proven = kit.answer_code(&person, &token, code, &policy).await;
    assert!(matches!(proven.outcome.journey.state, State::EnrolIntroduction(..)));
    kit.commit(&proven).await.unwrap();
    assert_eq!(kit.held(&person).await, [FactorKind::Sms], "nothing goes before the new one is there");
    kit.choose_app(&token).await;
    let epoch = kit.store.facts(person.account).await.unwrap().unwrap().epoch;
    let replaced = {
        let event = kit.app_proof(&token).await;
        kit.prepare_with(&token, &policy, |_| event).await
    };
    let opened = "SELECT f.kind FROM sessions s JOIN factors f ON f.id = s.factor_id";
    assert_eq!(query(&kit.store, opened, &[]).await.unwrap(), [["kind=sms"]], "the session of the first set-up");
    kit.commit(&replaced).await.unwrap();

    // OP-19: it ends here, where applications hear of it, and not when its row is thrown away.
    assert!(!query(&kit.store, opened, &[]).await.unwrap().contains(&vec!["kind=sms".to_owned()]));
    let ended = "SELECT reason FROM audit WHERE event = 'session_ended'";
    assert_eq!(query(&kit.store, ended, &[]).await.unwrap(), [["reason=factor-removed"]]);
    assert_eq!(kit.held(&person).await, [FactorKind::Totp]);
    assert_ne!(kit.store.facts(person.account).await.unwrap().unwrap().epoch, epoch, "older journeys die (J13)");
    let gone = "SELECT kind, secret_sealed, wiped_reason FROM factors WHERE wiped_at IS NOT NULL";
    let gone = query(&kit.store, gone, &[]).await.unwrap();
    assert_eq!(gone, [["kind=sms", "secret_sealed=-", "wiped_reason=switched-off"]]);
    let audit = "SELECT reason, factor_kind FROM audit WHERE event = 'factor_removed'";
    assert_eq!(query(&kit.store, audit, &[]).await.unwrap(), [["reason=switched-off", "factor_kind=sms"]]);
}

/// SM-01: the code waits in the outbox from the commit on; a step that is taken back sends nothing.
pub async fn sm_01_a_code_goes_out_with_its_step_or_not_at_all(kit: &Kit) {
    let person = kit.with_number("sent").await;
    let token = kit.at_s2(&person).await;
    let factor = kit.store.load_phones(person.account).await.unwrap()[0].factor;
    while !kit.store.claim_sms(9, kit.now()).await.unwrap().is_empty() {}
    let (first, code) = kit.send(&token, factor, None).await;
    // Another tab sends at the same moment: one of them counts, and one code goes out.
    let (second, _) = kit.send(&token, factor, None).await;
    kit.commit(&first).await.unwrap();
    let before = dump(&kit.store).await.unwrap();
    assert!(matches!(kit.commit(&second).await, Err(CommitError::Raced)));
    assert_eq!(dump(&kit.store).await.unwrap(), before);
    let waiting = kit.store.claim_sms(9, kit.now()).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].code(), waiting[0].number.as_str()), (Some(code.digits().as_str()), NUMBER));
    assert_eq!(waiting[0].expires_at, kit.now() + SignedDuration::from_mins(5));

    // A wipe in between: the step was built on an older account (J13).
    kit.wait(SignedDuration::from_mins(2));
    let (late, _) = kit.send(&token, factor, None).await;
    let (accepted, _) = kit.at_recovery(&person).await;
    kit.commit(&accepted).await.unwrap();
    assert!(matches!(kit.commit(&late).await, Err(CommitError::Stale)));
    let waiting = kit.store.claim_sms(9, kit.now()).await.unwrap();
    assert!(waiting.iter().all(|row| row.attempts > 1 || row.code().is_none()), "no new code waits");
}

/// SM-01: the code lies in the journey's own state, so that the revision decides between two posts of it.
pub async fn sm_01_a_code_is_used_once(kit: &Kit) {
    let person = kit.with_number("once").await;
    let token = kit.at_s2(&person).await;
    let factor = kit.store.load_phones(person.account).await.unwrap()[0].factor;
    let (sent, code) = kit.send(&token, factor, None).await;
    kit.commit(&sent).await.unwrap();
    let policy = Policy::default();
    let one = kit.answer_code(&person, &token, code, &policy).await;
    let other = kit.answer_code(&person, &token, code, &policy).await;
    let (one, other) = tokio::join!(kit.commit(&one), kit.commit(&other));
    assert!(one.is_ok() != other.is_ok());
    let lost = one.err().or(other.err()).unwrap();
    assert!(matches!(lost, CommitError::Raced), "{lost:?}");
    assert_eq!(query(&kit.store, "SELECT id FROM sessions", &[]).await.unwrap().len(), 2, "the wizard's and one");
    assert!(matches!(kit.load(&token).await.journey.state, State::Ended(..)));
}
