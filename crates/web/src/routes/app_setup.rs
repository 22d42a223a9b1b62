//! S5, second half: the authenticator app is set up and proven.

use axum::http::StatusCode;
use axum::response::Response;
use credentials::totp::{PendingTotp, TotpCode, TotpRefusal, otpauth_uri, prove_pending_totp};
use journey::{Event, NewFactor, Pending, PendingFactor, Refusal, State};

use super::method::pending;
use super::new_factor::{self, Proven};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, Stop};
use crate::http::body::Form;
use crate::http::fields::Fields;
use crate::http::reply::{Fault, redirect};
use crate::look::{Texts, qr};
use crate::pages::{AppSetupPage, Method};

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
    let (loaded, shown) = at_this_screen(ctx).await?;
    let code = TotpCode::parse(fields.get("code")).map_err(|typo| Stop::Refused("code", Refusal::FactorTypo(typo)))?;
    let (keyring, rng) = (&ctx.app.keyring, &*ctx.app.rng);
    let password = new_factor::first(&loaded)?;
    let proven = match prove_pending_totp(&shown, &password, &code, keyring, ctx.now, rng) {
        Ok(proven) => proven,
        Err(TotpRefusal::Expired) => return Err(Stop::Refused("code", Refusal::FactorExpired)),
        Err(TotpRefusal::Sealed(error)) => return Err(error.into()),
        // The secret stands on this very page: there is nothing to guess, and so nothing to count.
        Err(TotpRefusal::Wrong | TotpRefusal::Replayed) => return Err(Stop::Refused("code", Refusal::FactorWrong)),
    };
    let proven = Proven { witness: proven.witness, row: NewFactor::Totp(proven.row), tried: None };
    new_factor::store(ctx, &loaded, proven, "code").await
}

/// The journey at S5 with a secret that may still be proven; one that has become too old is replaced, and said so (requirement SF-08).
async fn at_this_screen(ctx: &Ctx) -> Result<(Loaded, PendingTotp), Stop> {
    let loaded = flow::load(ctx).await?;
    let State::EnrolFactor(_, _, Some(Pending { factor: PendingFactor::App(shown), made_at })) = &loaded.journey.state
    else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    if ctx.now < *made_at + journey::Policy::PENDING_FACTOR {
        let shown = shown.clone();
        return Ok((loaded, shown));
    }
    let event = Event::MethodChosen { pending: pending(ctx, Method::App), facts: loaded.facts.clone() };
    flow::advance(ctx, &loaded, event).await?;
    Err(Stop::elsewhere(redirect("/enrol/app").flash("new-secret")))
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let (loaded, shown) = at_this_screen(ctx).await?;
    let account = ctx.app.store.account(loaded.facts.account).await?;
    let username = account.map(|account| account.username.to_string()).unwrap_or_default();
    let uri = otpauth_uri(&shown.secret, &ctx.app.brand.product, &username);
    let label = Texts::of(ctx.lang).get("app-setup-qr-label");
    let mut framed = new_factor::framed(ctx, &loaded);
    let status = framed.refused(again);
    let page = AppSetupPage {
        qr_svg: qr::svg(&uri, &label).ok_or_else(|| Fault::new("the QR code does not fit"))?,
        secret_groups: shown.secret.groups(),
        account_label: format!("{}: {username}", ctx.app.brand.product),
        otpauth_uri: uri.to_string(),
        frame: framed.frame.clone(),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
