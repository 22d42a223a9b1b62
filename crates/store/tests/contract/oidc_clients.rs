//! Registering applications, changing them, and their secrets (OP-02, OP-08).

use jiff::SignedDuration;
use oidc::acr::Acr;
use oidc::client::{Client, ClientAuth, ConsentRule, PkceRule, SecretHash};
use oidc::jose::{Alg, PrivateKey};
use store::StoreError;
use store::testing::query;

use crate::kit::Kit;
use crate::oidc_kit::{client_id, scopes};

/// What is registered comes back as it was, in its order, whatever the method.
pub async fn op_08_clients_are_stored_as_they_are(kit: &Kit) {
    let keys =
        vec![PrivateKey::generate(Alg::Es256).unwrap().public(), PrivateKey::generate(Alg::Es256).unwrap().public()];
    let secrets = vec![SecretHash(kit.secret().hash())];
    let whole = Client {
        auth: ClientAuth::PrivateKeyJwt { alg: Alg::Es256, keys },
        par_required: true,
        id_token_alg: Alg::EdDsa,
        consent: ConsentRule::FirstParty,
        least_acr: Some(Acr::Phr),
        cors_origins: vec!["https://b.example".to_owned(), "https://a.example".to_owned()],
        ..kit.client("with-keys")
    };
    let bare = Client { back_channel_logout_uri: None, post_logout_uris: Vec::new(), ..kit.client("bare") };
    let old = Client { auth: ClientAuth::Post(secrets), pkce: PkceRule::OldClient, ..kit.client("old") };
    let off = Client { auth: ClientAuth::None, enabled: false, ..kit.client("off") };
    let all = [bare, off, old, whole];
    for client in &all {
        assert!(kit.store.add_client(client, &kit.operator()).await.unwrap());
        assert!(!kit.store.add_client(client, &kit.operator()).await.unwrap(), "the name is taken");
        assert_eq!(kit.store.find_client(&client.id, kit.now()).await.unwrap().as_ref(), Some(client));
    }
    assert_eq!(kit.store.find_client(&client_id("nobody"), kit.now()).await.unwrap(), None);
    let lines = kit.store.list_clients(&kit.sessions, kit.now()).await.unwrap();
    let stored: Vec<Client> = lines.iter().map(|line| line.client.clone()).collect();
    assert_eq!(stored, all);
    assert_eq!((lines[1].disabled_at, lines[0].disabled_at, lines[0].created_at), (Some(kit.now()), None, kit.now()));
}

/// Changing replaces everything but whether it is switched on, and keeps the secrets that stay.
pub async fn op_08_a_registration_is_changed(kit: &Kit) {
    let client = kit.with_client("app").await;
    let changed = Client {
        name: "Another name".to_owned(),
        redirect_uris: vec!["https://app.example.org/b".to_owned(), "https://app.example.org/c".to_owned()],
        scopes: scopes("openid"),
        enabled: false,
        ..client.clone()
    };
    kit.wait(SignedDuration::from_hours(1));
    assert!(kit.store.change_client(&changed, &kit.operator()).await.unwrap());
    let found = kit.store.find_client(&client.id, kit.now()).await.unwrap().unwrap();
    assert_eq!(found, Client { enabled: true, ..changed.clone() });
    let line = kit.store.client_line(&client.id, &kit.sessions, kit.now()).await.unwrap().unwrap();
    assert_eq!(line.secrets[0].created_at, line.created_at, "the secret is the same one");

    let public = Client { auth: ClientAuth::None, ..changed };
    assert!(kit.store.change_client(&public, &kit.operator()).await.unwrap());
    assert!(query(&kit.store, "SELECT hash FROM client_secrets", &[]).await.unwrap().is_empty());
    assert!(!kit.store.change_client(&kit.client("nobody"), &kit.operator()).await.unwrap());
    let told = query(&kit.store, "SELECT event, actor, client FROM audit ORDER BY id", &[]).await.unwrap();
    let event = |name: &str| vec![format!("event={name}"), "actor=operator:root".to_owned(), "client=app".to_owned()];
    assert_eq!(told, [event("client_added"), event("client_changed"), event("client_changed")]);
}

/// OP-08: two secrets live while one is replaced; a third rotation ends the first at once.
pub async fn op_08_a_secret_is_replaced_with_an_overlap(kit: &Kit) {
    let client = kit.with_client("app").await;
    let secrets = async || match kit.store.find_client(&client.id, kit.now()).await.unwrap().unwrap().auth {
        ClientAuth::Basic(secrets) => secrets,
        other => panic!("{other:?}"),
    };
    let first = secrets().await[0];
    let [second, third] = [SecretHash(kit.secret().hash()), SecretHash(kit.secret().hash())];
    let rotate = async |secret, days: i64| {
        kit.wait(SignedDuration::from_secs(1));
        let until = kit.now() + SignedDuration::from_hours(24 * days);
        kit.store.rotate_client_secret(&client.id, secret, until, &kit.operator()).await.unwrap()
    };
    assert!(rotate(second, 7).await);
    assert_eq!(secrets().await, [second, first]);
    assert!(rotate(third, 2).await);
    assert_eq!(secrets().await, [third, second]);
    let line = kit.store.client_line(&client.id, &kit.sessions, kit.now()).await.unwrap().unwrap();
    let ends: Vec<_> = line.secrets.iter().map(|secret| secret.expires_at).collect();
    assert_eq!(ends, [None, Some(kit.now() + SignedDuration::from_hours(48))]);
    kit.wait(SignedDuration::from_hours(48));
    assert_eq!(secrets().await, [third]);
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().tokens, 1);

    let public = Client { auth: ClientAuth::None, ..kit.client("public") };
    kit.store.add_client(&public, &kit.operator()).await.unwrap();
    let until = kit.now();
    assert!(!kit.store.rotate_client_secret(&public.id, second, until, &kit.operator()).await.unwrap());
}

/// OP-08: a secret is one application's. A second one with the same would be refused forever and nobody would know why.
pub async fn op_08_a_secret_is_of_one_client(kit: &Kit) {
    let first = kit.with_client("app").await;
    let second = Client { auth: first.auth.clone(), ..kit.client("other") };
    let refused = kit.store.add_client(&second, &kit.operator()).await;
    assert!(matches!(refused, Err(StoreError::SharedSecret)), "{refused:?}");
    assert!(kit.store.find_client(&second.id, kit.now()).await.unwrap().is_none(), "nothing half");
    let other = kit.with_client("other").await;
    let ClientAuth::Basic(secrets) = first.auth else { panic!("no secret") };
    let refused = kit.store.rotate_client_secret(&other.id, secrets[0], kit.now(), &kit.operator()).await;
    assert!(matches!(refused, Err(StoreError::SharedSecret)), "{refused:?}");
    assert_eq!(kit.store.find_client(&other.id, kit.now()).await.unwrap().unwrap(), other);
}

/// The list tells how many logins at a client are alive, and when it was last used, to the hour.
pub async fn the_list_of_clients_tells_what_is_alive(kit: &Kit) {
    let client = kit.with_client("app").await.id;
    kit.with_client("unused").await;
    let (person, cookie) = kit.enrolled("lists").await;
    let line = async || kit.store.client_line(&client, &kit.sessions, kit.now()).await.unwrap().unwrap();
    let session = kit.opened(&cookie).await;
    kit.code(&client, &session).await;
    assert_eq!((line().await.live_grants, line().await.last_used_at), (0, None), "a code alone is no login");
    kit.tokens_in(&client, &cookie).await;
    let begun = kit.now();
    kit.wait(SignedDuration::from_mins(5));
    kit.tokens_in(&client, &kit.log_in(&person).await).await;
    assert_eq!((line().await.live_grants, line().await.last_used_at), (2, Some(begun)));
    kit.store.end_session(session.id, "log-out", &kit.ctx()).await.unwrap();
    assert_eq!(line().await.live_grants, 1);
    let unused = &kit.store.list_clients(&kit.sessions, kit.now()).await.unwrap()[1];
    assert_eq!((unused.client.id.as_str(), unused.live_grants, unused.last_used_at), ("unused", 0, None));
}
