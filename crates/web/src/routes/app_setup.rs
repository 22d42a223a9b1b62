//! S5, second half: the authenticator app is set up and proven.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::totp::{TotpCode, TotpRefusal, otpauth_uri, prove_pending_totp};
use journey::{Event, Policy, Refusal, State};

use super::method::pending;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, Stop};
use crate::http::body::Form;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, Fault, redirect};
use crate::look::{Texts, qr};
use crate::pages::AppSetupPage;

/// S5 with QR code and secret.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// Proves the app with one code; the factor counts from here on, and S6 follows.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let result = prove(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn prove(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let State::EnrolFactor(carried, _, Some(shown)) = &loaded.journey.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    let code = TotpCode::parse(fields.get("code")).map_err(|typo| Stop::Refused("code", Refusal::FactorTypo(typo)))?;
    let (keyring, rng) = (&ctx.app.keyring, &*ctx.app.rng);
    let proven = match prove_pending_totp(&shown.totp, &carried.password, &code, keyring, ctx.now, rng) {
        Ok(proven) => proven,
        Err(TotpRefusal::Expired) => return Err(Stop::Refused("code", Refusal::FactorExpired)),
        Err(TotpRefusal::Sealed(error)) => return Err(error.into()),
        Err(TotpRefusal::Wrong | TotpRefusal::Replayed) => return Err(Stop::Refused("code", Refusal::FactorWrong)),
    };
    let code = flow::code_seed(ctx, loaded.facts.account).await.map_err(at_code)?;
    let event = Event::NewFactorProven { witness: proven.witness, row: proven.row, facts: loaded.facts.clone(), code };
    let next = flow::advance(ctx, &loaded, event).await?;
    Ok(redirect(flow::path_of(&next.state)).into_response())
}

fn at_code(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(_, refusal) => Stop::Refused("code", refusal),
        other => other,
    }
}

/// The journey at S5 with a secret that may still be proven; one that has become too old is replaced, and said so (requirement SF-08).
async fn at_this_screen(ctx: &Ctx) -> Result<Loaded, Stop> {
    let loaded = flow::load(ctx).await?;
    let State::EnrolFactor(_, _, Some(shown)) = &loaded.journey.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    if ctx.now < shown.made_at + Policy::PENDING_FACTOR {
        return Ok(loaded);
    }
    flow::advance(ctx, &loaded, Event::AppChosen { pending: pending(ctx) }).await?;
    Err(Stop::elsewhere(redirect("/enrol/app").flash("new-secret")))
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let State::EnrolFactor(_, _, Some(shown)) = &loaded.journey.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    let account = ctx.app.store.account(loaded.facts.account).await?;
    let username = account.map(|account| account.username.to_string()).unwrap_or_default();
    let secret = &shown.totp.secret;
    let uri = otpauth_uri(secret, &ctx.app.brand.product, &username);
    let label = Texts::of(ctx.lang).get("app-setup-qr-label");
    let mut framed = reply::frame(ctx, Bound::Visit);
    let status = framed.refused(again);
    let page = AppSetupPage {
        qr_svg: qr::svg(&uri, &label).ok_or_else(|| Fault("the QR code does not fit".to_owned()))?,
        secret_groups: secret.groups(),
        account_label: format!("{}: {username}", ctx.app.brand.product),
        otpauth_uri: uri.to_string(),
        frame: framed.frame.clone(),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
