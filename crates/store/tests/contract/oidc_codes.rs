//! Codes: issued in a live session only, redeemed once (OP-04, OP-08).

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::AccountStatus;
use store::testing::{execute, query};
use store::{CodeIssued, NewCode, Redeemed, Redemption};
use tokio::task::JoinSet;

use crate::kit::Kit;
use crate::oidc_kit::{client_id, grant};

const RUNNERS: usize = 20;

/// What is stored of a code is what was granted, and its hash.
pub async fn op_04_a_code_is_found_redeemed_and_over(kit: &Kit) {
    let (_, cookie) = kit.enrolled("coder").await;
    let client = kit.with_client("app").await.id;
    let session = kit.opened(&cookie).await;
    let code = kit.code(&client, &session).await;
    let row = kit.store.find_code(&code.hash()).await.unwrap().unwrap();
    assert_eq!((&row.grant, row.issued_at, row.spent_at), (&grant(&client, &session), kit.now(), None));
    assert!(kit.store.find_code(&kit.secret().hash()).await.unwrap().is_none());

    let (access, refresh, tokens) = kit.tokens(&session);
    assert_eq!(kit.redeem(code.hash(), &tokens, None).await, Redeemed::Done);
    let spent = kit.store.find_code(&code.hash()).await.unwrap().unwrap();
    assert_eq!((spent.spent_at, spent.family), (Some(kit.now()), row.family));
    let found = kit.store.find_access(&access.hash(), &kit.sessions, kit.now()).await.unwrap().unwrap();
    assert_eq!((found.client, found.account, found.session), (client.clone(), session.account, session.id));
    assert_eq!((found.family, found.acr, found.auth_time), (row.family, row.grant.acr, session.factor_at));
    assert_eq!((found.scopes, found.expires_at), (tokens.scopes.clone(), tokens.lifetimes.access_expires_at));
    assert!(found.login_alive && !found.revoked);
    let found = kit.store.find_refresh(&refresh.hash(), &kit.sessions, kit.now()).await.unwrap().unwrap();
    assert_eq!((found.grant, found.expires_at), (grant(&client, &session), session.expires_at));
    for token in [&access, &refresh] {
        assert_eq!(kit.store.find_token(&token.hash()).await.unwrap(), Some((row.family, client.clone())));
    }

    // A minute is over.
    let late = kit.code(&client, &session).await;
    kit.wait(SignedDuration::from_secs(60));
    assert_eq!(kit.redeem(late.hash(), &kit.tokens(&session).2, None).await, Redeemed::Over);
    assert_eq!(kit.redeem(kit.secret().hash(), &kit.tokens(&session).2, None).await, Redeemed::Over);
}

/// OP-04: twenty redemptions at once, one gets tokens; and since the others show that the code was copied, these are dead too.
pub async fn op_04_twenty_redemptions_of_one_code(kit: &Kit) {
    let (_, cookie) = kit.enrolled("coder").await;
    let client = kit.with_client("app").await.id;
    let session = kit.opened(&cookie).await;
    let code = kit.code(&client, &session).await;
    let mut running = JoinSet::new();
    for _ in 0..RUNNERS {
        let (store, ctx, sessions) = (kit.store.clone(), kit.ctx(), kit.sessions);
        let (hash, (access, refresh, tokens)) = (code.hash(), kit.tokens(&session));
        running.spawn(async move {
            let redemption = Redemption { hash, tokens: &tokens, burn: None };
            (store.redeem_code(&redemption, &sessions, &ctx).await.unwrap(), access, refresh)
        });
    }
    let ended = running.join_all().await;
    let won: Vec<_> = ended.iter().filter(|(redeemed, ..)| *redeemed == Redeemed::Done).collect();
    assert_eq!(won.len(), 1);
    assert_eq!(ended.iter().filter(|(redeemed, ..)| *redeemed == Redeemed::Reused).count(), RUNNERS - 1);
    assert!(!kit.is_access_alive(&won[0].1).await);
    let refresh = kit.store.find_refresh(&won[0].2.hash(), &kit.sessions, kit.now()).await.unwrap().unwrap();
    assert!(refresh.revoked);
    let reuse = "SELECT success, reason, detail FROM audit WHERE event = 'authn_token_reuse'";
    assert_eq!(query(&kit.store, reuse, &[]).await.unwrap().len(), 1);
    let tokens = "SELECT hash FROM access_tokens UNION ALL SELECT hash FROM refresh_tokens";
    assert_eq!(query(&kit.store, tokens, &[]).await.unwrap().len(), 2);
}

/// OP-04, J3: no code without a live session, an active account and a client that is switched on; each is decided when it is issued.
pub async fn op_04_only_a_live_login_gives_a_code(kit: &Kit) {
    let (person, cookie) = kit.enrolled("coder").await;
    let client = kit.with_client("app").await.id;
    let session = kit.opened(&cookie).await;

    kit.store.set_client_enabled(&client, false, &kit.operator()).await.unwrap();
    assert_eq!(kit.issue(&client, &session).await.1, CodeIssued::LoginOver);
    kit.store.set_client_enabled(&client, true, &kit.operator()).await.unwrap();
    assert_eq!((kit.audited("client_disabled").await, kit.audited("client_enabled").await), (1, 1));
    // Suspended, though the session's row were still there.
    execute(&kit.store, "UPDATE accounts SET status = 'suspended'", &[]).await.unwrap();
    assert_eq!(kit.issue(&client, &session).await.1, CodeIssued::LoginOver);
    execute(&kit.store, "UPDATE accounts SET status = 'active'", &[]).await.unwrap();
    let kept = kit.code(&client, &session).await;
    let entries = "SELECT client FROM audit WHERE event = 'authn_application_login'";
    assert_eq!(query(&kit.store, entries, &[]).await.unwrap(), [["client=app"]], "LO-02");

    kit.store.end_session(session.id, "log-out", &kit.ctx()).await.unwrap();
    let (code, issued) = kit.issue(&client, &session).await;
    assert_eq!(issued, CodeIssued::LoginOver);
    assert!(kit.store.find_code(&code.hash()).await.unwrap().is_none());
    // The code from before the end is worth nothing after it.
    assert_eq!(kit.redeem(kept.hash(), &kit.tokens(&session).2, None).await, Redeemed::Over);

    let idle = kit.opened(&kit.log_in(&person).await).await;
    kit.wait(kit.sessions.idle);
    assert_eq!(kit.issue(&client, &idle).await.1, CodeIssued::LoginOver);
    let other = kit.opened(&kit.log_in(&person).await).await;
    assert_eq!(kit.issue(&client_id("unknown"), &other).await.1, CodeIssued::LoginOver);
    kit.store.set_status(person.account, AccountStatus::Disabled, "left", &kit.operator()).await.unwrap();
    assert_eq!(kit.issue(&client, &other).await.1, CodeIssued::LoginOver);
    assert_eq!(query(&kit.store, "SELECT hash FROM access_tokens", &[]).await.unwrap(), Vec::<Vec<String>>::new());
}

/// J3: whichever comes first, a session that ended while codes were issued leaves none that is worth anything.
pub async fn op_04_issuing_races_the_end_of_the_session(kit: &Kit) {
    let (person, _) = kit.enrolled("coder").await;
    let client = kit.with_client("app").await.id;
    for round in 0..5 {
        kit.wait(SignedDuration::from_mins(2));
        kit.store.reset_counters(person.account, "test", &kit.operator()).await.unwrap();
        let session = kit.opened(&kit.log_in(&person).await).await;
        let mut running = JoinSet::new();
        for _ in 0..6 {
            let (store, ctx, sessions) = (kit.store.clone(), kit.ctx(), kit.sessions);
            let (code, grant) = (kit.secret(), grant(&client, &session));
            running.spawn(async move {
                let new = NewCode { hash: code.hash(), grant: &grant, request: None };
                (store.issue_code(&new, &sessions, &ctx).await.unwrap(), code)
            });
        }
        let ended = kit.store.end_session(session.id, "log-out", &kit.ctx()).await.unwrap();
        assert!(ended, "round {round}");
        let after = kit.issue(&client, &session).await;
        assert_eq!(after.1, CodeIssued::LoginOver);
        for (issued, code) in running.join_all().await {
            let exists = kit.store.find_code(&code.hash()).await.unwrap().is_some();
            assert_eq!(exists, issued == CodeIssued::Issued);
            assert_eq!(kit.redeem(code.hash(), &kit.tokens(&session).2, None).await, Redeemed::Over);
        }
    }
}

/// OP-08: an assertion works once, together with the code that it came with; twenty at once burn it once.
pub async fn op_08_an_assertion_is_burnt_with_the_code(kit: &Kit) {
    let (_, cookie) = kit.enrolled("coder").await;
    let client = kit.with_client("app").await.id;
    let session = kit.opened(&cookie).await;
    let (first, second) = (kit.code(&client, &session).await, kit.code(&client, &session).await);
    let burn = kit.burn();
    assert_eq!(kit.redeem(first.hash(), &kit.tokens(&session).2, Some(&burn)).await, Redeemed::Done);
    assert_eq!(kit.redeem(second.hash(), &kit.tokens(&session).2, Some(&burn)).await, Redeemed::Replayed);
    // The second code was not touched.
    assert_eq!(kit.redeem(second.hash(), &kit.tokens(&session).2, Some(&kit.burn())).await, Redeemed::Done);
    // An assertion that came with a dead code is used all the same.
    let late = kit.burn();
    assert_eq!(kit.redeem(kit.secret().hash(), &kit.tokens(&session).2, Some(&late)).await, Redeemed::Over);

    let burn = kit.burn();
    let mut running = JoinSet::new();
    for _ in 0..RUNNERS {
        let store = kit.store.clone();
        running.spawn(async move { store.burn_jti(&burn).await.unwrap() });
    }
    assert_eq!(running.join_all().await.into_iter().filter(|won| *won).count(), 1);
    kit.wait(SignedDuration::from_mins(5));
    assert!(kit.store.purge(kit.now()).await.unwrap().asked >= 3);
    assert!(kit.store.burn_jti(&burn).await.unwrap());
}

/// T15: a code or token that somebody wrote into the database is none, and neither is one that was moved to another family.
pub async fn t15_a_token_written_by_hand_is_none(kit: &Kit) {
    let (_, cookie) = kit.enrolled("coder").await;
    let client = kit.with_client("app").await.id;
    let login = kit.tokens_in(&client, &cookie).await;
    let session = kit.opened(&cookie).await;
    let code = kit.code(&client, &session).await;
    let forged = [
        "UPDATE authorization_codes SET issued_at = issued_at + 1000000",
        "UPDATE access_tokens SET scopes = 'openid phone'",
        "UPDATE refresh_tokens SET expires_at = expires_at + 1000000",
    ];
    assert_eq!(kit.tokens_alive(&login).await, (true, true));
    for sql in forged {
        execute(&kit.store, sql, &[]).await.unwrap();
    }
    assert!(kit.store.find_code(&code.hash()).await.unwrap().is_none());
    assert_eq!(kit.tokens_alive(&login).await, (false, false));
    let other: SecretToken = kit.tokens_in(&client, &cookie).await.access;
    execute(&kit.store, "UPDATE sessions SET expires_at = expires_at + 1000000", &[]).await.unwrap();
    assert!(!kit.is_access_alive(&other).await);
}
