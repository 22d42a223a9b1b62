//! `/activate`: a new account chooses its first password (rule J6b).
//!
//! The link's secret leaves the address at once: it goes into a cookie, and GET changes nothing else (requirement FP-04). Setting the
//! password uses the link up; this browser then holds the grant with which the wizard opens. A link may want a number as well ([`pin`]); without a link there
//! may be a letter, whose code `/letter` takes.

mod pin;

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::grant::GrantKind;
use credentials::ids::JourneyId;
use credentials::password::Password;
use credentials::token::SecretToken;
use journey::{Event, Journey, Target};
use store::{CommitError, LinkState, LiveLink};

use super::login::{enter, presented_grant, verify};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Lanes, PasswordOwner, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, Redirect, redirect};
use crate::pages::{ActivatePage, DeadLink, LinkDeadPage};

/// The page behind the link.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    if let Some(to) = take_token(query.as_deref(), "/activate", Cookie::Link) {
        return to.into_response();
    }
    if ctx.cookies.get(Cookie::Link).is_none() {
        return redirect("/letter").into_response();
    }
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// What the cookie of a link holds whose secret was damaged on the way: it opens nothing, and the page can say so.
const DAMAGED: &str = "damaged";

/// A link's secret in the address becomes a cookie, and the address is clean from then on.
pub(super) fn take_token(query: Option<&str>, path: &str, cookie: Cookie) -> Option<Redirect> {
    let query = query.filter(|query| query.contains("token"))?;
    let secret = Fields::parse(query).and_then(|fields| SecretToken::parse(fields.get("token")));
    let to = redirect(path);
    Some(match secret {
        Some(secret) => to.set(cookie, &secret.expose()),
        None => to.set(cookie, DAMAGED),
    })
}

/// Sets the first password and goes straight into the wizard.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let result = set_password(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn set_password(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let Some((link, secret)) = live_link(ctx).await? else { return second_click(ctx, fields).await };
    let pin = pin::typed(&link.row, fields)?;
    let password = flow::new_password(ctx, fields, "password", &owner(&link))?;
    let place = ctx.app.hashing.enter(false).map_err(|busy| Stop::Refused("password", busy))?;
    let presented = pin::present(ctx, &link.row, &secret, pin).await?;
    let journey = Journey::begin(JourneyId::generate(ctx.now, &*ctx.app.rng), ctx.now);
    let (app, now, account, id) = (ctx.app.clone(), ctx.now, link.row.account, journey.id);
    let work = move |hasher: &credentials::hashing::Hasher| {
        let row = hasher.hash_password(&password, account, &app.keyring, &*app.rng);
        let witness = hasher.verify_password(&row, &password, &app.keyring, id, now);
        witness.map(|witness| (row, witness))
    };
    let (row, witness) = ctx.app.hashing.run(place, work).await??;
    let (seed, grant) = flow::new_grant(ctx);
    match ctx.app.store.set_first_password(&presented, &row, &seed, &ctx.context()).await {
        Ok(()) => {}
        // The other tab was first, or the account was closed: the page says how it stands now.
        Err(CommitError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Stop::elsewhere(redirect("/activate"))),
    }
    let Some(witness) = witness else { return Err(Stop::elsewhere(redirect("/login"))) };
    into_wizard(ctx, &journey, witness, grant).await
}

/// The link was used a moment ago by this browser: with the password that was set then, it gets its grant once more (rule J11).
async fn second_click(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let used = || Stop::elsewhere(redirect("/activate"));
    let link = ctx.cookies.secret(Cookie::Link).ok_or_else(used)?.hash();
    let username = ctx.app.store.link_used_just_now(&link, ctx.now).await?.ok_or_else(used)?;
    let attempt = Password::parse_attempt(fields.get("password")).ok_or_else(used)?;
    let lookup = ctx.app.store.load_login(&username).await?.ok_or_else(used)?;
    let lanes = Lanes::of(ctx, lookup.account).await?;
    let place = ctx.app.hashing.enter(lanes.known).map_err(|busy| Stop::Refused("password", busy))?;
    let tries = flow::reserve_login(ctx, username.as_str(), &lanes).await?;
    let journey = Journey::begin(JourneyId::generate(ctx.now, &*ctx.app.rng), ctx.now);
    let witness = verify(ctx, place, Some(&lookup), attempt, journey.id).await?.ok_or_else(used)?;
    let (seed, grant) = flow::new_grant(ctx);
    if !ctx.app.store.hand_grant_over(&link, &seed, &ctx.context()).await? {
        return Err(used());
    }
    ctx.app.store.give_back(&tries, ctx.now).await?;
    into_wizard(ctx, &journey, witness, grant).await
}

/// The password that was just set and the grant that this browser now holds open the wizard.
async fn into_wizard(
    ctx: &Ctx,
    journey: &Journey,
    witness: credentials::witness::PasswordVerified,
    secret: SecretToken,
) -> Result<Response, Stop> {
    let account = witness.account();
    let facts = ctx.app.store.facts(account).await?.ok_or_else(|| Stop::elsewhere(redirect("/login")))?;
    let mut holding = ctx.clone();
    holding.cookies = holding.cookies.with(Cookie::Grant, &secret.expose());
    let event = Event::PasswordProven {
        witness,
        facts,
        grant: presented_grant(&holding, account).await?,
        seed: flow::new_grant(ctx).0,
        tries: Vec::new(),
        target: Target::Account,
    };
    let to = enter(ctx, journey, event).await?;
    Ok(to.set(Cookie::Grant, &secret.expose()).clear(Cookie::Link).flash("password-set").into_response())
}

/// What the link of this browser leads to, with its secret; one look, so that a link that once was takes no longer than one that never was (requirement EN-03).
async fn opened(ctx: &Ctx) -> Result<(LinkState, Option<SecretToken>), Stop> {
    let Some(secret) = ctx.cookies.secret(Cookie::Link) else { return Ok((LinkState::Dead, None)) };
    Ok((ctx.app.store.find_link(&secret.hash(), ctx.now).await?, Some(secret)))
}

fn usable(link: &LiveLink) -> bool {
    link.row.kind == GrantKind::Activation && !link.password_set
}

async fn live_link(ctx: &Ctx) -> Result<Option<(LiveLink, SecretToken)>, Stop> {
    Ok(match opened(ctx).await? {
        (LinkState::Live(link), Some(secret)) if usable(&link) => Some((link, secret)),
        _ => None,
    })
}

fn owner(link: &LiveLink) -> PasswordOwner<'_> {
    PasswordOwner { username: link.username.as_str(), display_name: &link.display_name }
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let mut framed = reply::frame(ctx, Bound::Visit);
    let link = match opened(ctx).await?.0 {
        LinkState::Live(link) if usable(&link) => link,
        state => {
            let page = LinkDeadPage { frame: framed.frame.clone(), kind: why_dead(&state) };
            return Ok(framed.show(StatusCode::GONE, &page)?);
        }
    };
    let status = framed.refused(again);
    let pin = link.row.pin.is_some();
    let mut password = owner(&link).field(ctx, "password", "password-label");
    password.focus = !pin;
    let page = ActivatePage { frame: framed.frame.clone(), display_name: link.display_name, pin, password };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}

/// Why the link does not work: used, or too old, replaced or never one of ours.
fn why_dead(state: &LinkState) -> DeadLink {
    match state {
        LinkState::Used | LinkState::Live(_) => DeadLink::ActivationUsed,
        LinkState::Dead => DeadLink::ActivationOld,
    }
}
