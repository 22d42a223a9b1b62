//! Tries: reserved before anything is verified (rule J8, requirement TH-02).

use credentials::ids::AccountId;
use credentials::token::TokenHash;
use journey::throttle::{CounterKey, CounterKind, Lane, Limits, Tally, TryTaken};
use journey::{AuditEvent, Refusal, audit::names};

use super::stop::Stop;
use crate::ctx::Ctx;
use crate::http::cookies::Cookie;
use crate::http::peer;

/// Which lane a browser has on an account.
#[derive(Clone, Debug)]
pub struct Lanes {
    /// A browser's own, or the world's.
    pub lane: Lane,
    /// Whether it once completed a full login on the account.
    pub known: bool,
}

impl Lanes {
    /// The lane of this browser on an account: its own when it is known, or holds a live grant for it.
    pub async fn of(ctx: &Ctx, account: AccountId) -> Result<Self, Stop> {
        let store = &ctx.app.store;
        let browser = ctx.cookies.secret(Cookie::Browser).map(|token| token.hash());
        // The statement runs whether or not there is a cookie or an account (requirement EN-02).
        let hash = browser.unwrap_or_else(|| TokenHash::from_bytes([0; 32]));
        if store.is_known_browser(account, &hash).await? && browser.is_some() {
            return Ok(Self { lane: Lane::Browser(store.browser_lane(&hash)), known: true });
        }
        let grant = ctx.cookies.secret(Cookie::Grant).map(|token| token.hash());
        if let Some(hash) = grant
            && store.find_grant(&hash, ctx.now).await?.is_some_and(|row| row.account == account)
        {
            return Ok(Self { lane: Lane::Browser(store.browser_lane(&hash)), known: false });
        }
        Ok(Self { lane: Lane::World, known: false })
    }
}

/// Reserves one try on a counter; a refusal at `field` when the limits do not allow it.
pub async fn reserve(ctx: &Ctx, field: &'static str, key: CounterKey) -> Result<(TryTaken, Tally), Stop> {
    let mut limits = Limits::of(key.kind, &key.lane);
    if key.kind == CounterKind::Source {
        limits = limits.with_per_window(source_limit(ctx, limits.per_window));
    }
    match ctx.app.store.reserve_try(&key, &limits, ctx.now).await? {
        Ok(granted) => Ok((granted.taken, granted.tally)),
        Err(blocked) => {
            ctx.audit(None, AuditEvent::refused(names::RATE_LIMIT, key.kind.as_str())).await;
            Err(Stop::Refused(field, Refusal::Throttled { retry_at: blocked.retry_at, count: blocked.count }))
        }
    }
}

fn source_limit(ctx: &Ctx, usual: u32) -> u32 {
    let networks = &ctx.app.settings.networks;
    let address = ctx.address.to_canonical();
    networks.iter().find(|named| named.network.contains(&address)).map_or(usual, |named| named.failure_limit)
}

/// The tries of S1: the address's, unless the browser is known, and the username's.
pub async fn reserve_login(ctx: &Ctx, username: &str, lanes: &Lanes) -> Result<Vec<TryTaken>, Stop> {
    let mut tries = Vec::new();
    if !lanes.known {
        let key = CounterKey { kind: CounterKind::Source, subject: peer::source(ctx.address), lane: Lane::World };
        tries.push(reserve(ctx, "password", key).await?.0);
    }
    let subject = ctx.app.store.username_subject(username);
    let key = CounterKey { kind: CounterKind::Password, subject, lane: lanes.lane.clone() };
    tries.push(reserve(ctx, "password", key).await?.0);
    Ok(tries)
}
