//! What somebody agreed to (OP-17).

use store::Acting;
use store::testing::query;

use crate::kit::Kit;
use crate::oidc_kit::scopes;

/// OP-17: an agreement adds to the one before, is seen in the account, and is taken back with everything that came of it.
pub async fn op_17_consent_is_given_seen_and_taken_back(kit: &Kit) {
    let (client, other) = (kit.with_client("app").await.id, kit.with_client("house").await.id);
    let (person, cookie) = kit.enrolled("agrees").await;
    let (_, stranger) = kit.enrolled("stranger").await;
    let session = kit.opened(&cookie).await;
    let acting = Acting { account: person.account, session: session.id, policy: &kit.sessions };
    let (store, ctx) = (&kit.store, kit.ctx());
    assert_eq!(store.load_consent(person.account, &client).await.unwrap(), None);
    store.agree_to(&acting, &client, &scopes("openid email"), &ctx).await.unwrap().unwrap();
    let row = store.agree_to(&acting, &client, &scopes("openid phone"), &ctx).await.unwrap().unwrap();
    assert_eq!((row.scopes.to_text().as_str(), row.agreed_at), ("openid email phone", kit.now()));
    assert_eq!(store.load_consent(person.account, &client).await.unwrap(), Some(row.clone()));

    let (login, house) = (kit.tokens_in(&client, &cookie).await, kit.tokens_in(&other, &cookie).await);
    let theirs = kit.tokens_in(&client, &stranger).await;
    let seen = store.list_applications(person.account, &kit.sessions, kit.now()).await.unwrap();
    let seen: Vec<_> = seen.iter().map(|line| (line.name.as_str(), line.consent.is_some(), line.live_grants)).collect();
    assert_eq!(seen, [("The app", true, 1), ("The house", false, 1)]);

    assert!(store.revoke_consent(&acting, &client, &ctx).await.unwrap());
    assert!(!store.revoke_consent(&acting, &client, &ctx).await.unwrap(), "there is nothing left");
    assert_eq!(store.load_consent(person.account, &client).await.unwrap(), None);
    assert_eq!((kit.tokens_alive(&login).await, kit.tokens_alive(&theirs).await), ((false, false), (true, true)));
    // An application of the house was not agreed to; what it was given can be ended all the same.
    assert!(store.revoke_consent(&acting, &other, &ctx).await.unwrap());
    assert_eq!(kit.tokens_alive(&house).await, (false, false));
    assert!(store.list_applications(person.account, &kit.sessions, kit.now()).await.unwrap().is_empty());
    let told = "SELECT event, client, detail FROM audit WHERE event LIKE 'consent_%' ORDER BY id";
    let told = query(store, told, &[]).await.unwrap();
    assert_eq!(told[1], ["event=consent_given", "client=app", "detail=openid email phone"]);
    let revoked = |client| ["event=consent_revoked", client, "detail=-"];
    assert_eq!(told[2..], [revoked("client=app"), revoked("client=house")]);
}

/// Two tabs that agree to different things at once: nothing is lost. A session that is over agrees to nothing.
pub async fn op_17_two_agreements_at_once_are_both_kept(kit: &Kit) {
    let client = kit.with_client("app").await.id;
    let (person, cookie) = kit.enrolled("agrees").await;
    let session = kit.opened(&cookie).await;
    let acting = Acting { account: person.account, session: session.id, policy: &kit.sessions };
    let (ctx, mail, phone) = (kit.ctx(), scopes("email"), scopes("phone"));
    let one = kit.store.agree_to(&acting, &client, &mail, &ctx);
    let two = kit.store.agree_to(&acting, &client, &phone, &ctx);
    let (one, two) = tokio::join!(one, two);
    assert!(one.unwrap().is_some() && two.unwrap().is_some());
    let kept = kit.store.load_consent(person.account, &client).await.unwrap().unwrap();
    assert_eq!(kept.scopes, scopes("email phone"));

    kit.store.set_client_enabled(&client, false, &kit.operator()).await.unwrap();
    assert!(kit.store.agree_to(&acting, &client, &scopes("groups"), &ctx).await.unwrap().is_none());
    kit.store.set_client_enabled(&client, true, &kit.operator()).await.unwrap();
    kit.store.end_session(session.id, "log-out", &ctx).await.unwrap();
    assert!(kit.store.agree_to(&acting, &client, &scopes("groups"), &ctx).await.unwrap().is_none());
    assert!(!kit.store.revoke_consent(&acting, &client, &ctx).await.unwrap());
    assert_eq!(kit.store.load_consent(person.account, &client).await.unwrap(), Some(kept));
}
