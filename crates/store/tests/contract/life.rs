//! A database that has been lived in: people at every stage, applications, messages, links, keys, and an audit log that is sealed.

use credentials::ids::JourneyId;
use credentials::sms;
use jiff::SignedDuration;
use journey::{AccountStatus, Event, SmsKind};
use oidc::jose::Alg;
use oidc::par::PushedRow;
use store::testing::queue_sms;
use store::{AddressField, LinkKind, SmsOrder};

use crate::kit::Kit;
use crate::notices::new_mail;
use crate::oidc_keys::{add, new_key};
use crate::oidc_kit::request;
use crate::{password_links, waiting};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Lets it be lived in. Nothing is over when this returns.
pub async fn live(kit: &Kit) {
    recovers(kit).await;
    is_reset(kit).await;
    waiting::waiting(kit, "waits").await;
    leaves(kit).await;
    uses_applications(kit).await;
    owns(kit).await;
    // Somebody with a link, somebody in the wizard, somebody who asked for a password and has not been answered.
    kit.invite("invited").await;
    let begun = kit.person("begun").await;
    kit.arrive(&begun, Some(&begun.grant)).await;
    let (asks, _) = kit.enrolled("asks").await;
    password_links::mailed(kit, &asks).await;
    kit.store.place_request(&password_links::request(&asks), &kit.ctx()).await.unwrap().unwrap();
    while kit.store.seal_audit(kit.now()).await.unwrap().more {}
}

/// A recovery from the code to the new factor, and another that was begun.
async fn recovers(kit: &Kit) {
    let (mut person, _) = kit.enrolled("recovers").await;
    for _ in 0..2 {
        let (accepted, grant) = kit.at_recovery(&person).await;
        kit.commit(&accepted).await.unwrap();
        person.grant = grant;
        kit.wait(SignedDuration::from_mins(2));
        kit.enrol(&mut person).await;
        kit.wait(HOUR);
    }
    let (accepted, _) = kit.at_recovery(&person).await;
    kit.commit(&accepted).await.unwrap();
}

async fn is_reset(kit: &Kit) {
    let (person, _) = kit.enrolled("reset").await;
    let (link, order) = kit.order();
    kit.store.issue_link(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();
    let token = kit.arrive(&person, Some(&link)).await;
    kit.take(&token, |loaded| Event::ResetByLink { facts: loaded.facts.clone() }).await;
}

async fn leaves(kit: &Kit) {
    let (person, _) = kit.enrolled("leaves").await;
    kit.store.order_erasure(person.account, kit.now() + HOUR, &kit.operator()).await.unwrap();
    kit.wait(HOUR);
    let mails = kit.store.claim_outbox(1, kit.now()).await.unwrap();
    kit.store.mark_sent(mails[0].id, kit.now()).await.unwrap();
    assert!(kit.store.erase_account(person.account, &kit.operator()).await.unwrap());
    let (closed, _) = kit.enrolled("closed").await;
    kit.store.set_status(closed.account, AccountStatus::Suspended, "away", &kit.operator()).await.unwrap();
}

async fn uses_applications(kit: &Kit) {
    let (_, keys) = new_key(kit, Alg::Es256);
    assert!(add(kit, &keys, None).await);
    let (_, next) = new_key(kit, Alg::Es256);
    assert!(add(kit, &next, Some(keys.row.id)).await);
    let (person, _) = kit.enrolled("applies").await;
    let cookie = kit.log_in(&person).await;
    let client = kit.with_client("app").await.id;
    let login = kit.tokens_in(&client, &cookie).await;
    let (_, _, tokens) = kit.tokens(&login.session);
    kit.rotate(login.refresh.hash(), &tokens).await;
    kit.code(&client, &login.session).await;
    let second = kit.tokens_in(&client, &cookie).await;
    assert!(kit.store.revoke_family(second.family, &kit.ctx()).await.unwrap());
    kit.store.save_authorization(&request(&client), kit.now()).await.unwrap();
    let pushed = PushedRow {
        hash: kit.secret().hash(),
        client: client.clone(),
        request: request(&client),
        pushed_at: kit.now(),
    };
    assert!(kit.store.push_request(&pushed, None).await.unwrap());
    kit.forwarded(&cookie).await;
    kit.ticket(&cookie).await;
}

/// Somebody with two factors, a confirmed session, another address asked for, a former one, and an SMS that waits.
async fn owns(kit: &Kit) {
    let owner = kit.with_two("owns").await;
    kit.ask(&owner, AddressField::NoticeMail, "owns@elsewhere.example").await;
    let account = owner.person.account;
    kit.change(&owner.person, &new_mail("owns@new.example")).await;
    let (about, expires_at) = (JourneyId::generate(kit.now(), kit.rng.as_ref()), kit.now() + sms::LIFE);
    let order = SmsOrder { kind: SmsKind::LoginCode, number: "+31687654321", code: "123456", about, expires_at };
    queue_sms(&kit.store, account, &order, &kit.ctx()).await.unwrap();
    let (confirms, session) = kit.enrolled("confirms").await;
    kit.stepped_up(&confirms, &session).await;
}
