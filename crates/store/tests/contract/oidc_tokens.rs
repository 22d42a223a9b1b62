//! Tokens: they rotate, die with their family when one comes back, and end with the login behind them (OP-04, OP-09, J3).

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::AccountStatus;
use store::testing::{dump, query};
use store::{Acting, GrantQuery, Redeemed, Redemption};
use tokio::task::JoinSet;

use crate::kit::Kit;
use crate::oidc_kit::{Login, client_id, scopes};
use crate::walk::Person;

const RUNNERS: usize = 20;

/// OP-09: each works once and gives the next; an old one that comes back ends them all.
pub async fn op_09_a_refresh_token_that_comes_back_ends_the_family(kit: &Kit) {
    let (_, cookie) = kit.enrolled("rotates").await;
    let client = kit.with_client("app").await.id;
    let login = kit.tokens_in(&client, &cookie).await;
    let (access, refresh, next) = kit.tokens(&login.session);
    assert_eq!(kit.rotate(login.refresh.hash(), &next).await, Redeemed::Done);
    assert_eq!(kit.tokens_alive(&login).await, (true, false), "the first access token lives its ten minutes");
    let second = Login { access, refresh, ..login };
    assert_eq!(kit.tokens_alive(&second).await, (true, true));
    let row = kit.store.find_refresh(&second.refresh.hash(), &kit.sessions, kit.now()).await.unwrap().unwrap();
    assert_eq!(
        (row.family, row.expires_at),
        (second.family, second.session.expires_at),
        "OP-09: no longer than the session"
    );

    assert_eq!(kit.rotate(login.refresh.hash(), &kit.tokens(&second.session).2).await, Redeemed::Reused);
    assert_eq!(kit.tokens_alive(&second).await, (false, false));
    assert_eq!(kit.rotate(second.refresh.hash(), &kit.tokens(&second.session).2).await, Redeemed::Over);
    let reuse = "SELECT success, reason, client FROM audit WHERE event = 'authn_token_reuse'";
    let told = query(&kit.store, reuse, &[]).await.unwrap();
    assert_eq!((told.len(), told[0][1].as_str(), told[0][2].as_str()), (1, "reason=reused", "client=app"));
    assert!(!kit.store.end_reused(login.family, &kit.ctx()).await.unwrap(), "ended once");
}

/// OP-09: twenty uses at once, one gets tokens, and these are dead.
pub async fn op_09_twenty_uses_of_one_refresh_token(kit: &Kit) {
    let (_, cookie) = kit.enrolled("rotates").await;
    let client = kit.with_client("app").await.id;
    let login = kit.tokens_in(&client, &cookie).await;
    let mut running = JoinSet::new();
    for _ in 0..RUNNERS {
        let (store, ctx, sessions) = (kit.store.clone(), kit.ctx(), kit.sessions);
        let (hash, (access, refresh, tokens)) = (login.refresh.hash(), kit.tokens(&login.session));
        running.spawn(async move {
            let redemption = Redemption { hash, tokens: &tokens, burn: None };
            (store.rotate_refresh(&redemption, &sessions, &ctx).await.unwrap(), access, refresh)
        });
    }
    let ended = running.join_all().await;
    let (won, lost): (Vec<_>, Vec<_>) = ended.into_iter().partition(|(redeemed, ..)| *redeemed == Redeemed::Done);
    assert_eq!((won.len(), lost.len()), (1, RUNNERS - 1));
    assert!(lost.iter().all(|(redeemed, ..)| *redeemed == Redeemed::Reused));
    let (_, access, refresh) = won.into_iter().next().unwrap();
    assert_eq!(kit.tokens_alive(&Login { access, refresh, ..login }).await, (false, false));
}

/// A login at an application: a code that is not redeemed yet, and tokens.
struct Used {
    person: Person,
    login: Login,
    code: SecretToken,
}

impl Used {
    async fn new(kit: &Kit, name: &str) -> Self {
        let (person, cookie) = kit.enrolled(name).await;
        let client = client_id("app");
        let login = kit.tokens_in(&client, &cookie).await;
        let code = kit.code(&client, &login.session).await;
        Self { person, login, code }
    }

    async fn is_dead(&self, kit: &Kit, what: &str) {
        assert_eq!(kit.tokens_alive(&self.login).await, (false, false), "{what}");
        let next = kit.tokens(&self.login.session).2;
        assert_eq!(kit.redeem(self.code.hash(), &next, None).await, Redeemed::Over, "{what}");
        assert_eq!(kit.rotate(self.login.refresh.hash(), &next).await, Redeemed::Over, "{what}");
        let access = kit.store.find_access(&self.login.access.hash(), &kit.sessions, kit.now()).await.unwrap();
        assert!(access.is_some_and(|row| !row.revoked && !row.login_alive), "{what}: by the join, not by a write");
    }
}

/// OP-04, OP-09, J3: whichever way a session ends, its code, access token and refresh token are dead at that moment.
pub async fn op_09_tokens_end_with_the_session(kit: &Kit) {
    kit.with_client("app").await;
    let ctx = kit.ctx();
    let out = Used::new(kit, "logs-out").await;
    kit.store.end_session(out.login.session.id, "log-out", &ctx).await.unwrap();
    out.is_dead(kit, "log-out").await;

    let listed = Used::new(kit, "lists").await;
    kit.store.end_session_of(listed.person.account, listed.login.session.id, "by-owner", &ctx).await.unwrap();
    listed.is_dead(kit, "ended in the list of one's sessions").await;

    let suspended = Used::new(kit, "suspended").await;
    kit.store.set_status(suspended.person.account, AccountStatus::Suspended, "test", &kit.operator()).await.unwrap();
    suspended.is_dead(kit, "suspension").await;

    let wiped = Used::new(kit, "recovers").await;
    let (accepted, _) = kit.at_recovery(&wiped.person).await;
    assert_eq!(kit.tokens_alive(&wiped.login).await, (true, true), "not before the code is accepted");
    kit.commit(&accepted).await.unwrap();
    wiped.is_dead(kit, "recovery").await;

    let changed = Used::new(kit, "changes").await;
    let other = kit.opened(&kit.log_in(&changed.person).await).await;
    let acting = Acting { account: changed.person.account, session: other.id, policy: &kit.sessions };
    let row = kit.hashed(&changed.person, "vier paarden lopen langzaam");
    assert!(kit.store.change_password(&acting, &row, true, &ctx).await.unwrap());
    changed.is_dead(kit, "password change").await;

    let idle = Used::new(kit, "idle").await;
    kit.wait(kit.sessions.idle - SignedDuration::from_mins(1));
    idle.is_dead(kit, "idle").await;
}

/// SE-10: the oldest session ends beyond the limit, and its tokens with it; those of the others live.
pub async fn op_09_tokens_of_one_session_too_many_end(kit: &Kit) {
    kit.with_client("app").await;
    let used = Used::new(kit, "many").await;
    for _ in 0..10 {
        kit.wait(SignedDuration::from_mins(1));
        kit.log_in(&used.person).await;
    }
    kit.wait(SignedDuration::from_mins(1));
    let newest = kit.tokens_in(&client_id("app"), &kit.log_in(&used.person).await).await;
    assert_eq!(kit.tokens_alive(&newest).await, (true, true));
    used.is_dead(kit, "too many").await;
}

/// Switched off, a client has nothing; switched on again, nothing of before comes back.
pub async fn op_09_a_client_switched_off_and_on_gets_nothing_back(kit: &Kit) {
    kit.with_client("app").await;
    let used = Used::new(kit, "switched").await;
    let app = client_id("app");
    assert!(kit.store.set_client_enabled(&app, false, &kit.operator()).await.unwrap());
    assert!(!kit.store.set_client_enabled(&app, false, &kit.operator()).await.unwrap());
    assert_eq!(kit.tokens_alive(&used.login).await, (false, false));
    kit.wait(SignedDuration::from_secs(1));
    assert!(kit.store.set_client_enabled(&app, true, &kit.operator()).await.unwrap());
    assert_eq!(kit.tokens_alive(&used.login).await, (false, false));
    let next = kit.tokens(&used.login.session).2;
    assert_eq!(kit.redeem(used.code.hash(), &next, None).await, Redeemed::Over);
    let code = kit.code(&app, &used.login.session).await;
    assert_eq!(kit.redeem(code.hash(), &next, None).await, Redeemed::Done);
}

/// A client gives tokens back; an operator ends those of one account, or all; each is in the audit log.
pub async fn op_11_families_are_ended_one_by_one_or_all(kit: &Kit) {
    let app = kit.with_client("app").await.id;
    let other = kit.with_client("other").await.id;
    let (anna, first) = kit.enrolled("anna").await;
    let (_, second) = kit.enrolled("piet").await;
    let [one, two, three] =
        [kit.tokens_in(&app, &first).await, kit.tokens_in(&app, &second).await, kit.tokens_in(&other, &first).await];
    let grants = async |query: GrantQuery<'_>| {
        let lines = kit.store.list_grants(&query, &kit.sessions, kit.now()).await.unwrap();
        lines.into_iter().map(|line| line.family).collect::<Vec<_>>()
    };
    assert_eq!(grants(GrantQuery::default()).await, [one.family, two.family, three.family]);
    assert_eq!(grants(GrantQuery { client: Some(&app), account: Some(anna.account) }).await, [one.family]);
    let line = kit.store.list_grants(&GrantQuery::default(), &kit.sessions, kit.now()).await.unwrap().remove(0);
    assert_eq!((line.username.as_str(), line.client), ("anna", app.clone()));
    assert_eq!((line.scopes, line.ends_at), (scopes("openid email offline_access"), one.session.expires_at));

    assert_eq!(kit.store.end_grants(&app, Some(anna.account), &kit.operator()).await.unwrap(), 1);
    assert_eq!(kit.tokens_alive(&one).await, (false, false));
    assert_eq!((kit.tokens_alive(&two).await, kit.tokens_alive(&three).await), ((true, true), (true, true)));
    assert!(kit.store.revoke_family(three.family, &kit.ctx()).await.unwrap());
    assert!(!kit.store.revoke_family(three.family, &kit.ctx()).await.unwrap());
    assert_eq!(kit.tokens_alive(&three).await, (false, false));
    assert_eq!(kit.store.end_grants(&app, None, &kit.operator()).await.unwrap(), 1);
    assert_eq!(grants(GrantQuery::default()).await, []);
    let told = "SELECT event FROM audit WHERE event IN ('client_grants_ended', 'authn_token_revoked') ORDER BY id";
    let told = query(&kit.store, told, &[]).await.unwrap();
    assert_eq!(told, [["event=client_grants_ended"], ["event=authn_token_revoked"], ["event=client_grants_ended"]]);
}

/// A spent code is remembered for as long as something of it could live; then everything goes. SE-01: no token is in the database.
pub async fn op_09_what_is_over_is_thrown_away(kit: &Kit) {
    let (_, cookie) = kit.enrolled("purged").await;
    let client = kit.with_client("app").await.id;
    let login = kit.tokens_in(&client, &cookie).await;
    let text = dump(&kit.store).await.unwrap();
    assert!(!text.contains(login.access.expose().as_str()) && !text.contains(login.refresh.expose().as_str()));

    kit.wait(SignedDuration::from_mins(10));
    let gone = kit.store.purge(kit.now()).await.unwrap();
    assert_eq!((gone.tokens, gone.families), (1, 0));
    assert_eq!(query(&kit.store, "SELECT hash FROM authorization_codes", &[]).await.unwrap().len(), 1);
    kit.wait(kit.sessions.overall);
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().families, 1);
    let left = "SELECT hash FROM authorization_codes UNION ALL SELECT hash FROM refresh_tokens";
    assert!(query(&kit.store, left, &[]).await.unwrap().is_empty());
}
