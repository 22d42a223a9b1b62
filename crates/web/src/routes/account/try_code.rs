//! `/account/recovery-code/try`: is this my code? Trying spends nothing, shares the counters of S3 and never voids the code (rule J14).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::JourneyId;
use credentials::recovery_code::RecoveryCode;
use credentials::witness::FirstProof;
use journey::audit::names;
use journey::throttle::{CounterKey, CounterKind};
use journey::{AccountPlace, AuditEvent, CodeFact, Refusal};

use super::confirm::{Confirmed, confirmed};
use super::nothing;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Lanes, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::pages::TryCodePage;
use crate::routes::reset::{paused, shape};

/// Asks the code.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, "", None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again)).await).await
}

/// Says whether it is the one.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let typed = fields.get("code");
    let result = try_code(&ctx, typed).await;
    flow::answer(&ctx, result, async |again| page(&ctx, typed, Some(again)).await).await
}

async fn try_code(ctx: &Ctx, typed: &str) -> Result<Response, Stop> {
    let (held, fact) = at_this_page(ctx).await?;
    let typo = |typo| Stop::Refused("code", Refusal::CodeTypo(typo, fact.format));
    let code = RecoveryCode::parse(typed, fact.format).map_err(typo)?;
    let account = held.view().session.account;
    let place = ctx.app.hashing.enter(true).map_err(|busy| Stop::Refused("code", busy))?;
    let lane = Lanes::of(ctx, account).await?.lane;
    let key = CounterKey { kind: CounterKind::RecoveryCode, subject: fact.id.to_string(), lane };
    let (tried, _) = flow::reserve(ctx, "code", key).await.map_err(paused)?;
    let row = ctx.app.store.load_recovery_code(account, ctx.now).await?.ok_or_else(nothing)?;
    let witness = held.witness(ctx, JourneyId::generate(ctx.now, &*ctx.app.rng)).ok_or_else(nothing)?;
    let (app, first, now) = (ctx.app.clone(), FirstProof::from(witness), ctx.now);
    let work = move |hasher: &credentials::hashing::Hasher| {
        hasher.verify_recovery_code(&row, &code, &first, &app.keyring, now)
    };
    if ctx.app.hashing.run(place, work).await??.is_none() {
        ctx.audit(Some(account), AuditEvent::refused(names::CODE_TRIED, "wrong-code")).await;
        return Err(Stop::Refused("code", Refusal::CodeWrong));
    }
    ctx.app.store.give_back(&[tried], ctx.now).await?;
    ctx.audit(Some(account), AuditEvent::success(names::CODE_TRIED)).await;
    Ok(redirect("/account").flash("code-right").into_response())
}

/// The confirmed session and the code that could be used; without a code there is nothing to try.
async fn at_this_page(ctx: &Ctx) -> Result<(Confirmed, CodeFact), Stop> {
    let held = confirmed(ctx, AccountPlace::TryCode).await?;
    let facts = ctx.app.store.facts(held.view().session.account).await?.ok_or_else(nothing)?;
    let fact = facts.active_code().cloned().ok_or_else(nothing)?;
    Ok((held, fact))
}

async fn page(ctx: &Ctx, typed: &str, again: Option<Again>) -> Result<Response, Stop> {
    let (held, fact) = at_this_page(ctx).await?;
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, held.view());
    let status = framed.refused(again);
    let page = TryCodePage {
        frame: framed.frame.clone(),
        format: shape(fact.format),
        // Kept as it was typed, so that one wrong figure can be mended; a page with it is `no-store`.
        typed: typed.chars().take(60).collect(),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
