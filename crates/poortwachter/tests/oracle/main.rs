//! The same script against another provider of OpenID Connect, npm's `oidc-provider`, and against ours; every difference is explained in
//! `differences.rs`, and a difference without an explanation, or an explanation without its difference, fails the test.

mod acts;
mod differences;
mod other;
mod script;
mod side;

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::Value;
use testkit::{OidcClient, Portal, Proof};

use other::Other;
use script::{Run, asks};
use side::Side;

async fn play(run: &mut Run, log_in: impl AsyncFnOnce(&mut Run)) {
    acts::without_a_session(run).await;
    log_in(run).await;
    acts::with_a_session(run).await;
    acts::codes(run).await;
    acts::proofs(run).await;
    acts::tokens(run).await;
    acts::userinfo(run).await;
    acts::pushed(run).await;
    acts::logout(run).await;
}

async fn ours() -> Run {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut secrets = BTreeMap::new();
    let mut caller = None;
    for id in ["dossier", "other"] {
        let client = OidcClient::register(&portal, id).await;
        let Proof::Basic(secret) = &*client.proof else { panic!("another proof") };
        secrets.insert(id, secret.clone());
        caller = Some(client);
    }
    let (browser, caller) = (Box::new(portal.browser()), Box::new(caller.expect("two clients")));
    let mut run = Run { side: Side::Ours { browser, caller }, secrets, found: Vec::new() };
    play(&mut run, async |run| {
        let Side::Ours { browser, .. } = &mut run.side else { panic!("the other side") };
        anna.log_in(&portal, browser).await;
    })
    .await;
    run
}

async fn theirs() -> Run {
    let secrets = ["dossier", "other"].map(|id| (id, format!("secret-of-{id}"))).into();
    let mut run = Run { side: Side::Other(Other::start()), secrets, found: Vec::new() };
    play(&mut run, async |run| {
        let Side::Other(other) = &mut run.side else { panic!("our side") };
        other.log_in(&asks(&[])).await;
    })
    .await;
    run
}

#[tokio::test]
async fn op_the_same_script_at_another_provider_differs_only_where_it_is_explained() {
    let (ours, theirs) = (ours().await, theirs().await);
    let names = |run: &Run| run.found.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs), "one script");
    let mut wrong = Vec::new();
    let mut differing = BTreeSet::new();
    for ((name, ours), (_, theirs)) in ours.found.iter().zip(&theirs.found) {
        println!("{name:48} {ours:34} {}", if ours == theirs { "the same" } else { theirs });
        if ours == theirs {
            continue;
        }
        differing.insert(*name);
        match differences::EXPLAINED.iter().find(|explained| explained.0 == *name) {
            Some(explained) if explained.1 == ours && explained.2 == theirs && !explained.3.is_empty() => {}
            _ => wrong.push(format!("{name}: ours {ours:?}, theirs {theirs:?}")),
        }
    }
    println!("{} requests, {} differences", ours.found.len(), differing.len());
    assert!(wrong.is_empty(), "without an explanation:\n{}", wrong.join("\n"));
    let idle: Vec<_> = differences::EXPLAINED.iter().filter(|explained| !differing.contains(explained.0)).collect();
    assert!(idle.is_empty(), "explained, but the same on both sides: {idle:?}");
}

/// What both say of themselves in the same member of the metadata has to be the same thing.
#[tokio::test]
async fn op_the_metadata_promise_no_less_than_another_provider_where_we_support_it() {
    let path = "/.well-known/openid-configuration";
    let document = async |side: &mut Side| -> Value {
        serde_json::from_str(&side.call(Method::GET, path, "", &[]).await.body).expect("JSON")
    };
    let portal = Portal::start().await;
    let caller = OidcClient::register(&portal, "dossier").await;
    let ours = document(&mut Side::Ours { browser: Box::new(portal.browser()), caller: Box::new(caller) }).await;
    let theirs = document(&mut Side::Other(Other::start())).await;
    let names = |document: &Value| document.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
    let missing: Vec<_> = names(&theirs).difference(&names(&ours)).cloned().collect();
    let explained: Vec<_> = differences::NOT_TOLD.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(missing, explained, "members that the other provider has and we have not");
    for name in ["authorization_response_iss_parameter_supported", "claims_parameter_supported"] {
        assert_eq!((&ours[name], &theirs[name]), (&Value::Bool(true), &Value::Bool(true)), "{name}");
    }
}
