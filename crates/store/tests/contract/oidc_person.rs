//! What applications may be told of a login and a person (OP-10, OP-14, OP-15, J14).

use credentials::ids::AccountId;
use jiff::SignedDuration;
use journey::{AccountAct, FactorKind, Session};
use oidc::acr::Acr;
use oidc::login::Proof;
use store::testing::execute;
use store::{AccountChange, LinkDelivery, LinkOrder};

use crate::kit::Kit;
use crate::walk::new_account;

/// OP-14, OP-15: what is told is what happened in this session: the app, then a key by a step-up.
pub async fn op_15_a_login_is_told_as_it_happened(kit: &Kit) {
    let owner = kit.with_two("proves").await;
    kit.wait(SignedDuration::from_mins(1));
    let token = kit.log_in(&owner.person).await;
    let session = kit.opened(&token).await;
    let facts = kit.store.login_facts(&session, kit.now()).await.unwrap().unwrap();
    let app = Proof { at: session.factor_at, factor: FactorKind::Totp, device_bound: false, attested: false };
    assert_eq!((facts.account, facts.session, facts.expires_at), (session.account, session.id, session.expires_at));
    assert_eq!((facts.login, facts.step_up, facts.recovered_at), (app, None, None));
    assert_eq!((facts.acr(), facts.reachable), (Acr::TwoFactor, Acr::Phr), "the account has a key");

    let stepped = Session { stepped_up: Some((kit.now(), owner.key)), ..session.clone() };
    let facts = kit.store.login_facts(&stepped, kit.now()).await.unwrap().unwrap();
    let key = Proof { at: kit.now(), factor: FactorKind::SecurityKey, device_bound: true, attested: false };
    assert_eq!((facts.login, facts.step_up, facts.acr()), (app, Some(key), Acr::Phr));

    // The factor goes: there is no login of it any more.
    kit.store.remove_factor(&owner.removal(owner.app, kit), &kit.ctx()).await.unwrap();
    assert!(kit.store.login_facts(&session, kit.now()).await.unwrap().is_none());
}

/// J14: a key that a session added raises no level for a day, whether it is used or only could be.
pub async fn op_15_j14_an_added_key_raises_nothing_for_a_day(kit: &Kit) {
    let owner = kit.with_two("adds").await;
    execute(&kit.store, "UPDATE factors SET bound_by = 'totp' WHERE kind = 'security-key'", &[]).await.unwrap();
    let bound = kit.store.list_factors(owner.person.account).await.unwrap();
    let bound_at = bound.iter().find(|line| line.id == owner.key).unwrap().bound_at;
    kit.wait(SignedDuration::from_mins(1));
    let login = kit.opened(&kit.log_in(&owner.person).await).await;
    let with_key = Session { factor: owner.key, ..login.clone() };
    for session in [&login, &with_key] {
        let facts = kit.store.login_facts(session, kit.now()).await.unwrap().unwrap();
        assert_eq!((facts.acr(), facts.reachable), (Acr::TwoFactor, Acr::TwoFactor));
        assert!(!facts.login.device_bound);
    }
    let later = bound_at + SignedDuration::from_hours(24);
    let facts = kit.store.login_facts(&login, later).await.unwrap().unwrap();
    assert_eq!((facts.acr(), facts.reachable), (Acr::TwoFactor, Acr::Phr));
    let fresh = Session { factor_at: later, ..with_key };
    assert_eq!(kit.store.login_facts(&fresh, later).await.unwrap().unwrap().acr(), Acr::Phr);
}

/// J14: the session that replaced its factor was opened with the old one, whatever the new one is.
pub async fn op_15_a_replaced_factor_raises_no_login(kit: &Kit) {
    let (person, first) = kit.enrolled("replaces").await;
    let (session, cookie) = kit.stepped_up(&person, &first).await;
    let made = kit.act(&session, AccountAct::ReplaceFactor(session.factor)).await;
    kit.commit(&made).await.unwrap();
    kit.wait(SignedDuration::from_mins(1));
    kit.commit(&kit.prove_another_app(&made.token).await).await.unwrap();
    let own = kit.opened(&cookie).await;
    assert_ne!(own.factor, session.factor);
    let told = async || kit.store.login_facts(&own, kit.now()).await.unwrap().unwrap();
    let proof = Proof { at: session.factor_at, factor: FactorKind::Totp, device_bound: false, attested: false };
    assert_eq!((told().await.login, told().await.step_up, told().await.acr()), (proof, None, Acr::TwoFactor));
    // Had the one before been a number, the login would still be one with a number.
    execute(&kit.store, "UPDATE factors SET bound_by = 'sms' WHERE wiped_at IS NULL", &[]).await.unwrap();
    assert_eq!(told().await.login, Proof { factor: FactorKind::Sms, ..proof });
}

/// An account whose activation link goes by mail, and is used.
async fn activated_by_mail(kit: &Kit, name: &str) -> AccountId {
    let (token, order) = kit.order();
    let link = "https://portal.example/activate?token=x".to_owned();
    let delivery = LinkDelivery::Mail(link.into());
    let order = LinkOrder { delivery, ..order };
    let account = kit.store.insert_account(&new_account(name), &order, &kit.operator()).await.unwrap();
    kit.activate(account, &token).await;
    account
}

/// OP-10: what is known of a person; the address is verified when its owner used a link that was mailed to it, and only that address.
pub async fn op_10_a_person_is_told_as_known(kit: &Kit) {
    let shown = kit.person("shown").await.account;
    let person = kit.store.person(shown, false).await.unwrap().unwrap();
    assert_eq!((person.username.as_str(), person.display_name.as_deref()), ("shown", Some("Person shown")));
    assert_eq!((person.email.as_deref(), person.email_verified), (Some("shown@example.org"), false));
    assert_eq!((person.phone, person.phone_verified, person.locale.as_deref()), (None, false, Some("nl")));
    assert_eq!(person.groups.into_iter().collect::<Vec<_>>(), ["a,b", "hr"]);
    let phone = kit.store.person(shown, true).await.unwrap().unwrap();
    assert_eq!((phone.phone.as_deref(), phone.phone_verified), (Some("+31612345678"), false));

    let mailed = activated_by_mail(kit, "mailed").await;
    let verified = async || kit.store.person(mailed, false).await.unwrap().unwrap().email_verified;
    assert!(verified().await);
    let change = AccountChange { display_name: Some("Somebody".to_owned()), ..AccountChange::default() };
    kit.store.update_account(mailed, &change, "test", &kit.operator()).await.unwrap();
    assert!(verified().await);
    let change = AccountChange { mail: Some(Some("other@example.org".to_owned())), ..AccountChange::default() };
    kit.store.update_account(mailed, &change, "test", &kit.operator()).await.unwrap();
    assert!(!verified().await, "nobody has answered at the new one");
}

/// A number counts as verified when codes by SMS go to it.
pub async fn op_10_an_enrolled_number_is_verified(kit: &Kit) {
    let person = kit.with_number("phones").await;
    let change = AccountChange { phone: Some(Some(crate::kinds::NUMBER.to_owned())), ..AccountChange::default() };
    kit.store.update_account(person.account, &change, "test", &kit.operator()).await.unwrap();
    let known = kit.store.person(person.account, true).await.unwrap().unwrap();
    assert_eq!((known.phone.as_deref(), known.phone_verified), (Some(crate::kinds::NUMBER), true));
    assert!(!kit.store.person(person.account, false).await.unwrap().unwrap().phone_verified);
}
