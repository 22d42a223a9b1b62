//! The word of `doctor`.

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::AuditEvent;
use journey::audit::names;
use store::AuditEntry;
use store::testing::query;

use crate::kit::Kit;

pub async fn a_word_is_taken_once_and_in_time(kit: &Kit) {
    let words: Vec<SecretToken> = (0..3).map(|_| SecretToken::generate(&*kit.rng)).collect();
    assert!(!kit.store.take_word(&words[0], kit.now()).await.unwrap(), "none was left");
    kit.store.leave_word(&words[0], kit.now()).await.unwrap();
    assert!(!kit.store.take_word(&words[1], kit.now()).await.unwrap());
    // Two who show it at once: one of them gets it.
    let (now, word) = (kit.now(), &words[0]);
    let (one, two) = tokio::join!(kit.store.take_word(word, now), kit.store.take_word(word, now));
    assert_eq!(u8::from(one.unwrap()) + u8::from(two.unwrap()), 1);
    assert!(!kit.store.take_word(word, now).await.unwrap());

    kit.store.leave_word(&words[1], kit.now()).await.unwrap();
    kit.store.leave_word(&words[2], kit.now()).await.unwrap();
    assert!(!kit.store.take_word(&words[1], kit.now()).await.unwrap(), "the newer one stands in its place");
    kit.wait(SignedDuration::from_mins(2));
    assert!(!kit.store.take_word(&words[2], kit.now()).await.unwrap(), "two minutes are over");
    let rows = query(&kit.store, "SELECT value FROM meta WHERE key = 'doctor'", &[]).await.unwrap();
    assert!(!format!("{rows:?}").contains(words[2].expose().as_str()), "only a hash is stored");
}

pub async fn the_last_backup_is_told_by_the_audit_log(kit: &Kit) {
    let entry = |reason| AuditEntry::new(AuditEvent::success(names::SENSITIVE_READ).because(reason));
    kit.store.audit(entry("list"), &kit.operator()).await.unwrap();
    assert_eq!(kit.store.last_backup().await.unwrap(), None);
    for _ in 0..2 {
        kit.wait(SignedDuration::from_hours(1));
        kit.store.audit(entry("backup"), &kit.operator()).await.unwrap();
    }
    let last = kit.now();
    kit.wait(SignedDuration::from_hours(1));
    kit.store.audit(entry("list"), &kit.operator()).await.unwrap();
    assert_eq!(kit.store.last_backup().await.unwrap(), Some(last));
}
