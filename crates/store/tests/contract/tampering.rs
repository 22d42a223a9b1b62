//! Somebody who can write to the database, and has no key (threat 15).

use credentials::hashing::Hasher;
use credentials::ids::JourneyId;
use credentials::password::Password;
use credentials::sms;
use credentials::token::SecretToken;
use credentials::totp::{TotpRefusal, verify_totp};
use jiff::SignedDuration;
use journey::SmsKind;
use store::testing::{Value, execute, query, queue_sms};
use store::{LinkDelivery, LinkKind, LinkOrder, SmsOrder, StoreError};
use zeroize::Zeroizing;

use crate::kit::Kit;
use crate::walk::PASSWORD;

/// The attacker's own account gets the victim's sealed values, and the other way round: none of them opens.
pub async fn t15_swapped_ciphertext_does_not_open(kit: &Kit) {
    let (mallory, _) = kit.enrolled("mallory").await;
    let (victim, _) = kit.enrolled("victim").await;
    let [from, to] = [&mallory, &victim].map(|person| Value::from(person.account));
    let token = kit.arrive(&victim, None).await;
    let own = kit.arrive(&mallory, None).await;

    for sql in [
        "UPDATE accounts SET password_sealed = (SELECT password_sealed FROM accounts WHERE id = $1) WHERE id = $2",
        "UPDATE factors SET secret_sealed = (SELECT secret_sealed FROM factors WHERE account_id = $1) WHERE account_id = $2",
        "UPDATE recovery_codes SET hash_sealed = (SELECT hash_sealed FROM recovery_codes WHERE account_id = $1) \
         WHERE account_id = $2",
        "UPDATE accounts SET phone_sealed = (SELECT phone_sealed FROM accounts WHERE id = $1) WHERE id = $2",
        "UPDATE journeys SET state_sealed = (SELECT state_sealed FROM journeys WHERE account_id = $1 AND grant_id IS NULL \
         ORDER BY id DESC LIMIT 1) WHERE account_id = $2",
    ] {
        assert!(execute(&kit.store, sql, &[from.clone(), to.clone()]).await.unwrap() > 0, "{sql}");
    }

    let row = kit.store.load_login(&victim.username).await.unwrap().unwrap();
    let typed = Password::parse_attempt(PASSWORD).unwrap();
    let journey = JourneyId::generate(kit.now(), kit.rng.as_ref());
    let hasher: &Hasher = &kit.hasher;
    assert!(hasher.verify_password(&row.password.unwrap(), &typed, &kit.keyring, journey, kit.now()).is_err());

    let app = kit.store.load_totp(victim.account).await.unwrap().remove(0);
    let code = mallory.secret.as_ref().unwrap().code_at(kit.now());
    let refused = verify_totp(&app, &code, &kit.keyring, journey, kit.now());
    assert!(matches!(refused, Err(TotpRefusal::Sealed(_))), "{refused:?}");

    assert!(matches!(kit.store.account(victim.account).await.err(), Some(StoreError::Sealed(_))));
    assert!(matches!(kit.store.load_journey(&token.hash()).await, Err(StoreError::Journey(_))));

    let password = kit.load(&own).await.journey.state.carried().unwrap().first.clone();
    let code = kit.store.load_recovery_code(victim.account, kit.now()).await.unwrap().unwrap();
    let moved = credentials::recovery_code::SealedRecoveryCode { account: mallory.account, ..code };
    let typed = mallory.code.as_ref().unwrap();
    assert!(hasher.verify_recovery_code(&moved, typed, &password, &kit.keyring, kit.now()).is_err());
}

/// A row that was copied or changed is no session, whatever was changed in it.
pub async fn t15_a_session_written_by_hand_is_none(kit: &Kit) {
    let (mallory, own) = kit.enrolled("mallory").await;
    let (victim, _) = kit.enrolled("victim").await;
    let loads = async |token: &SecretToken| {
        kit.store.load_session(&token.hash(), kit.now(), &kit.sessions).await.unwrap().is_some()
    };
    assert!(loads(&own).await);

    // The victim's row once more, under a cookie that the attacker knows.
    let known = SecretToken::generate(kit.rng.as_ref());
    let id = Value::from(JourneyId::generate(kit.now(), kit.rng.as_ref()));
    let copy = "INSERT INTO sessions (id, account_id, factor_id, token_hash, password_at, factor_at, created_at, \
                last_seen_at, expires_at, mac) SELECT $1, account_id, factor_id, $2, password_at, factor_at, \
                created_at, last_seen_at, expires_at, mac FROM sessions WHERE account_id = $3";
    let values = [id, Value::from(&known.hash()), Value::from(victim.account)];
    assert_eq!(execute(&kit.store, copy, &values).await.unwrap(), 1);
    assert!(!loads(&known).await);

    // The attacker's own row, made the victim's.
    let steal = "UPDATE sessions SET account_id = $1, factor_id = (SELECT id FROM factors WHERE account_id = $1) \
                 WHERE token_hash = $2";
    let hash = own.hash();
    execute(&kit.store, steal, &[Value::from(victim.account), Value::from(&hash)]).await.unwrap();
    assert!(!loads(&own).await);
    execute(&kit.store, steal, &[Value::from(mallory.account), Value::from(&hash)]).await.unwrap();
    assert!(loads(&own).await);

    // A longer life.
    let longer = "UPDATE sessions SET expires_at = expires_at + 1 WHERE token_hash = $1";
    execute(&kit.store, longer, &[Value::from(&hash)]).await.unwrap();
    assert!(!loads(&own).await);
}

/// T15: a message whose text was moved from elsewhere is not sent, says why, and holds up nobody's.
pub async fn t15_a_message_that_does_not_open_stands_in_nobodys_way(kit: &Kit) {
    let (first, second) = (kit.invite("first").await.0, kit.invite("second").await.0);
    for account in [first, second] {
        let link = Zeroizing::new(format!("https://portal.example/reset/{account}"));
        let order = LinkOrder { delivery: LinkDelivery::Mail(link), ..kit.order().1 };
        kit.store.issue_link(account, LinkKind::Activation, &order, &kit.operator()).await.unwrap();
        let (about, expires_at) = (JourneyId::generate(kit.now(), kit.rng.as_ref()), kit.now() + sms::LIFE);
        let order = SmsOrder { kind: SmsKind::LoginCode, number: "+31687654321", code: "123456", about, expires_at };
        queue_sms(&kit.store, account, &order, &kit.ctx()).await.unwrap();
    }
    let moved = "UPDATE outbox SET payload_sealed = (SELECT payload_sealed FROM outbox AS other \
                 WHERE other.account_id = $2 AND other.channel = outbox.channel) WHERE account_id = $1";
    assert_eq!(execute(&kit.store, moved, &[first.into(), second.into()]).await.unwrap(), 2);

    let mails = kit.store.claim_outbox(9, kit.now()).await.unwrap();
    let codes = kit.store.claim_sms(9, kit.now()).await.unwrap();
    assert_eq!((mails.len(), mails[0].account), (1, second));
    assert_eq!((codes.len(), codes[0].account), (1, second));
    let why = "SELECT channel FROM outbox WHERE last_error LIKE 'it does not open%' ORDER BY channel";
    assert_eq!(query(&kit.store, why, &[]).await.unwrap().len(), 2);
    // The lease holds for them too; after it they are looked at again, since a missing key may be put back.
    assert!(kit.store.claim_outbox(9, kit.now()).await.unwrap().is_empty());
    kit.wait(SignedDuration::from_mins(2));
    let own = "SELECT id FROM outbox WHERE account_id = $1 AND attempts = 2";
    kit.store.claim_outbox(9, kit.now()).await.unwrap();
    assert_eq!(query(&kit.store, own, &[first.into()]).await.unwrap().len(), 1);
}
