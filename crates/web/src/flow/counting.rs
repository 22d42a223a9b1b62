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
            return Ok(Self { lane: Lane::Browser(store.grant_lane(account)), known: false });
        }
        Ok(Self { lane: Lane::World, known: false })
    }
}

/// Reserves one try on a counter; a refusal at `field` when the limits do not allow it.
pub async fn reserve(ctx: &Ctx, field: &'static str, key: CounterKey) -> Result<(TryTaken, Tally), Stop> {
    let mut limits = Limits::of(key.kind, &key.lane);
    if let Some(raised) = raised(ctx).filter(|_| key.kind == CounterKind::Source) {
        limits = limits.with_per_window(raised);
    }
    match ctx.app.store.reserve_try(&key, &limits, ctx.now).await? {
        Ok(granted) => Ok((granted.taken, granted.tally)),
        Err(blocked) => {
            ctx.audit(None, AuditEvent::refused(names::RATE_LIMIT, key.kind.as_str())).await;
            Err(Stop::Refused(field, Refusal::Throttled { retry_at: blocked.retry_at, count: blocked.count }))
        }
    }
}

/// One try of the visitor's address.
pub async fn reserve_address(ctx: &Ctx, field: &'static str) -> Result<TryTaken, Stop> {
    let key = CounterKey { kind: CounterKind::Source, subject: peer::source(ctx.address), lane: Lane::World };
    Ok(reserve(ctx, field, key).await?.0)
}

/// The failures that the visitor's network is allowed in ten minutes, where the settings raise them.
fn raised(ctx: &Ctx) -> Option<u32> {
    let address = ctx.address.to_canonical();
    let named = ctx.app.settings.networks.iter().find(|named| named.network.contains(&address));
    named.map(|named| named.failure_limit)
}

/// What else it may ask for in an hour, then, such as codes by SMS: raised as many times as its failures are (rule J8).
pub fn raised_to(ctx: &Ctx, kind: CounterKind) -> Option<u32> {
    let usual = |kind| Limits::of(kind, &Lane::World).per_window;
    raised(ctx).map(|limit| limit.saturating_mul(usual(kind)) / usual(CounterKind::Source))
}

/// The tries of S1: the address's, unless the browser is known, and the username's.
pub async fn reserve_login(ctx: &Ctx, username: &str, lanes: &Lanes) -> Result<Vec<TryTaken>, Stop> {
    let mut tries = Vec::new();
    if !lanes.known {
        tries.push(reserve_address(ctx, "password").await?);
    }
    let subject = ctx.app.store.username_subject(username);
    let key = CounterKey { kind: CounterKind::Password, subject, lane: lanes.lane.clone() };
    tries.push(reserve(ctx, "password", key).await?.0);
    Ok(tries)
}
