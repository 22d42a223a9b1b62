//! Forward-auth: a login is carried to an application's host in one browser, once (requirements FA-02 and FA-04).

use credentials::token::SecretToken;
use jiff::SignedDuration;
use oidc::acr::Acr;
use oidc::forward::TicketRow;
use oidc::forward::ticket::LIFE;
use store::testing::{dump, execute, query};
use store::{CommitError, ForwardOpened, ForwardRequest, ForwardSpend};
use uuid::Uuid;

use crate::kit::Kit;
use crate::races::{RUNNERS, race};

pub const HOST: &str = "app.example";
const TARGET: &str = "/deep/page?x=%2F&y";

/// A ticket on its way: what the browser has.
pub struct Carried {
    ticket: SecretToken,
    nonce: SecretToken,
}

impl Kit {
    /// The portal issues a ticket for the session of this cookie.
    pub async fn ticket(&self, portal: &SecretToken) -> Carried {
        let session = self.check(portal).await.expect("a session").view.session.id;
        let carried = Carried { ticket: self.secret(), nonce: self.secret() };
        let row = TicketRow {
            hash: carried.ticket.hash(),
            nonce: carried.nonce.hash(),
            host: HOST.to_owned(),
            session,
            target: TARGET.to_owned(),
            issued_at: self.now(),
        };
        assert!(self.store.issue_forward_ticket(&row).await.unwrap());
        carried
    }

    /// Shows a ticket at a host with a nonce; what came of it, and the cookie.
    async fn show(
        &self,
        carried: &Carried,
        nonce: Option<&SecretToken>,
        host: &str,
    ) -> (Option<ForwardOpened>, SecretToken) {
        let cookie = self.secret();
        let (ticket, hash) = (carried.ticket.hash(), cookie.hash());
        let spend = ForwardSpend { ticket: &ticket, nonce, host, cookie: &hash };
        (self.store.spend_forward_ticket(&spend, &self.sessions, &self.ctx()).await.unwrap(), cookie)
    }

    /// The whole way; the cookie of the application's host.
    pub async fn forwarded(&self, portal: &SecretToken) -> SecretToken {
        let carried = self.ticket(portal).await;
        let (opened, cookie) = self.show(&carried, Some(&carried.nonce), HOST).await;
        assert_eq!(opened.expect("the ticket is good").target, TARGET);
        cookie
    }

    async fn tickets_left(&self) -> usize {
        query(&self.store, "SELECT token_hash FROM forward_tickets", &[]).await.unwrap().len()
    }
}

/// FA-02: another browser, another host, too late, a second time, after the logout: nothing, and the ticket is gone.
pub async fn fa_02_a_ticket_opens_its_host_in_its_browser_once(kit: &Kit) {
    let (person, portal) = kit.enrolled("carried").await;
    let stranger = kit.secret();
    for (nonce, host, wait) in [
        (Some(&stranger), HOST, 0),
        (None, HOST, 0),
        (None, "other.example", 0),
        (None, "app.example:8443", 0),
        (None, "APP.example", 0),
        (None, HOST, LIFE.as_secs()),
    ] {
        let carried = kit.ticket(&portal).await;
        kit.wait(SignedDuration::from_secs(wait));
        // Where it is the host or the time that is wrong, the browser is the right one.
        let own = (host != HOST || wait > 0).then_some(&carried.nonce);
        let (opened, cookie) = kit.show(&carried, nonce.or(own), host).await;
        assert_eq!(opened, None);
        assert!(kit.check_forward(&cookie).await.is_none());
        let (opened, _) = kit.show(&carried, Some(&carried.nonce), HOST).await;
        assert_eq!(opened, None, "it was burnt");
        assert_eq!(kit.tickets_left().await, 0);
    }
    let carried = kit.ticket(&portal).await;
    let (opened, cookie) = kit.show(&carried, Some(&carried.nonce), HOST).await;
    let opened = opened.unwrap();
    assert_eq!((opened.account, opened.target.as_str()), (person.account, TARGET));
    let presence = kit.check_forward(&cookie).await.unwrap();
    assert_eq!((presence.view.session.id, presence.login.session), (opened.session, opened.session));
    assert_eq!((presence.person.username.as_str(), presence.login.acr()), ("carried", Acr::TwoFactor));
    assert_eq!(kit.show(&carried, Some(&carried.nonce), HOST).await.0, None);

    let carried = kit.ticket(&portal).await;
    kit.store.end_session(opened.session, "logout", &kit.ctx()).await.unwrap();
    assert_eq!(kit.show(&carried, Some(&carried.nonce), HOST).await.0, None);
    let row = TicketRow {
        hash: kit.secret().hash(),
        nonce: kit.secret().hash(),
        host: HOST.to_owned(),
        session: opened.session,
        target: TARGET.to_owned(),
        issued_at: kit.now(),
    };
    assert!(!kit.store.issue_forward_ticket(&row).await.unwrap(), "the session is over");
    let told = "SELECT success FROM audit WHERE event = 'session_forwarded' AND detail = 'app.example' ORDER BY id";
    let told = query(&kit.store, told, &[]).await.unwrap();
    assert_eq!(
        (told.len(), told.concat().iter().filter(|line| line.ends_with('1') || line.ends_with("true")).count()),
        (7, 1)
    );
}

/// NL-01: an address can name a person, and stands in no row and no backup as it is.
pub async fn nl_01_where_somebody_was_going_is_sealed(kit: &Kit) {
    let (_, portal) = kit.enrolled("sealed").await;
    kit.ticket(&portal).await;
    let request = ForwardRequest {
        id: uuid::Uuid::from_u128(7),
        host: HOST.to_owned(),
        target: TARGET.to_owned(),
        nonce: kit.secret().hash(),
        created_at: kit.now(),
    };
    kit.store.save_forward_request(&request).await.unwrap();
    assert_eq!(kit.store.load_forward_request(request.id, kit.now()).await.unwrap(), Some(request));
    let all = format!("{:?}", dump(&kit.store).await.unwrap());
    assert!(all.contains(HOST) && !all.contains("/deep/page"), "{all}");
}

/// FA-02: fifty at once with one ticket open one session.
pub async fn fa_02_fifty_uses_of_one_ticket(kit: &Kit) {
    let (_, portal) = kit.enrolled("fifty").await;
    let carried = kit.ticket(&portal).await;
    let runners = (0..RUNNERS).map(|_| {
        let (store, policy, ctx, cookie) = (kit.store.clone(), kit.sessions, kit.ctx(), kit.secret().hash());
        let (ticket, nonce) = (carried.ticket.hash(), carried.nonce.clone());
        async move {
            let spend = ForwardSpend { ticket: &ticket, nonce: Some(&nonce), host: HOST, cookie: &cookie };
            let opened = store.spend_forward_ticket(&spend, &policy, &ctx).await?;
            opened.map(|_| ()).ok_or(CommitError::Lost("ticket"))
        }
    });
    let tally = race(runners).await;
    assert_eq!((tally.won, tally.lost.len()), (1, RUNNERS - 1));
    assert_eq!(query(&kit.store, "SELECT host FROM forward_sessions", &[]).await.unwrap().len(), 1);
}

/// FA-02: not at another host, not at the portal, and the portal's not at an application; ending one cookie ends that one.
pub async fn fa_02_a_cookie_counts_at_its_own_host(kit: &Kit) {
    let (_, portal) = kit.enrolled("hosts").await;
    let (first, second) = (kit.forwarded(&portal).await, kit.forwarded(&portal).await);
    for _ in 0..2 {
        assert!(kit.check_forward(&first).await.is_some());
        for host in ["other.example", "app.example:8443", ""] {
            let found = kit.store.check_forward_session(&first.hash(), host, kit.now(), &kit.sessions).await;
            assert!(found.unwrap().is_none(), "{host}");
        }
        assert!(kit.check(&first).await.is_none());
        assert!(kit.check_forward(&portal).await.is_none());
    }
    let session = kit.check(&portal).await.unwrap().view.session.id;
    let store = &kit.store;
    assert_eq!(store.end_forward_session(&first.hash(), "other.example").await.unwrap(), None);
    assert!(kit.check_forward(&first).await.is_some());
    assert_eq!(store.end_forward_session(&first.hash(), HOST).await.unwrap(), Some(session));
    assert!(kit.check_forward(&first).await.is_none());
    assert_eq!(store.end_forward_session(&first.hash(), HOST).await.unwrap(), None);
    assert!(kit.check_forward(&second).await.is_some() && kit.check(&portal).await.is_some());
    // Tabs that log in at the same moment each get a cookie; the oldest beyond four goes.
    let mut later = Vec::new();
    for _ in 0..4 {
        kit.wait(SignedDuration::from_secs(1));
        later.push(kit.forwarded(&portal).await);
    }
    assert!(kit.check_forward(&second).await.is_none());
    for cookie in &later {
        assert!(kit.check_forward(cookie).await.is_some());
    }
}

/// T15: whoever can only write to the database carries nobody's login anywhere.
pub async fn t15_rows_written_by_hand_open_nothing(kit: &Kit) {
    let (_, portal) = kit.enrolled("forged").await;
    let forged = Carried { ticket: kit.secret(), nonce: kit.secret() };
    let good = kit.ticket(&portal).await;
    let sql = "INSERT INTO forward_tickets SELECT $1, $2, host, target_sealed, session_id, issued_at, mac FROM forward_tickets";
    execute(&kit.store, sql, &[(&forged.ticket.hash()).into(), (&forged.nonce.hash()).into()]).await.unwrap();
    assert_eq!(kit.show(&forged, Some(&forged.nonce), HOST).await.0, None);
    execute(&kit.store, "UPDATE forward_tickets SET issued_at = issued_at + 1", &[]).await.unwrap();
    assert_eq!(kit.show(&good, Some(&good.nonce), HOST).await.0, None);

    let own = kit.forwarded(&portal).await;
    let cookie = kit.secret();
    let sql =
        "INSERT INTO forward_sessions SELECT $1, session_id, account_id, host, created_at, mac FROM forward_sessions";
    execute(&kit.store, sql, &[(&cookie.hash()).into()]).await.unwrap();
    assert!(kit.check_forward(&cookie).await.is_none());
    assert!(kit.check_forward(&own).await.is_some());
    execute(&kit.store, "UPDATE forward_sessions SET host = 'other.example'", &[]).await.unwrap();
    for host in [HOST, "other.example"] {
        let found = kit.store.check_forward_session(&own.hash(), host, kit.now(), &kit.sessions).await.unwrap();
        assert!(found.is_none());
    }
}

/// SE-03: a confirmation of later counts with a new cookie only.
pub async fn se_03_a_cookie_proves_what_was_proven_when_it_was_made(kit: &Kit) {
    let (person, portal) = kit.enrolled("raised").await;
    let before = kit.forwarded(&portal).await;
    assert!(kit.check_forward(&before).await.is_some());
    kit.wait(SignedDuration::from_mins(1));
    let (_, portal) = kit.stepped_up(&person, &portal).await;
    assert_eq!(kit.check_forward(&before).await.unwrap().login.step_up, None);
    let after = kit.forwarded(&portal).await;
    assert!(kit.check_forward(&after).await.unwrap().login.step_up.is_some());
}

/// What was asked for is kept for a day, a ticket for a minute.
pub async fn fa_02_what_nobody_came_back_for_goes(kit: &Kit) {
    let (_, portal) = kit.enrolled("forgets").await;
    let request = ForwardRequest {
        id: Uuid::from_bytes([7; 16]),
        host: HOST.to_owned(),
        target: TARGET.to_owned(),
        nonce: kit.secret().hash(),
        created_at: kit.now(),
    };
    kit.store.save_forward_request(&request).await.unwrap();
    kit.ticket(&portal).await;
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().forward, 0);
    kit.wait(LIFE);
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().forward, 1);
    assert_eq!(kit.tickets_left().await, 0);
    kit.wait(SignedDuration::from_hours(24) - LIFE - SignedDuration::from_secs(1));
    assert_eq!(kit.store.load_forward_request(request.id, kit.now()).await.unwrap(), Some(request.clone()));
    assert_eq!(kit.store.load_forward_request(Uuid::nil(), kit.now()).await.unwrap(), None);
    kit.wait(SignedDuration::from_secs(1));
    assert_eq!(kit.store.load_forward_request(request.id, kit.now()).await.unwrap(), None);
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().forward, 1);
}
