//! `/letter`: the code of a letter becomes the cookie that its link would have been (rules J6b and J6c).
//!
//! The code is the secret itself, so it leads to the page of its own kind; what is still needed there is asked there. Typing errors are told at once and
//! count nowhere. A wrong code counts for the address, and unknown, used and too old are told alike.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::grant::GrantKind;
use credentials::letter_code::LetterCode;
use credentials::token::SecretToken;
use journey::{AuditEvent, Refusal, audit::names};
use store::LinkState;

use crate::ctx::Ctx;
use crate::flow::{self, Again, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::LetterCodePage;

/// As much of what was typed as the page shows again.
const SHOWN: usize = 80;

/// The page with the field.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, "", None);
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again))).await
}

/// Takes the code and goes on as the link does.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let result = take_code(&ctx, &fields).await;
    // A code that was well typed and does not work is not shown again: it may be somebody's.
    let typo = matches!(result, Err(Stop::Refused(_, Refusal::LetterTypo(_))));
    let typed = if typo { fields.get("code") } else { "" };
    flow::answer(&ctx, result, async |again| page(&ctx, typed, Some(again))).await
}

async fn take_code(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let refused = |refusal| Stop::Refused("code", refusal);
    let code = LetterCode::parse(fields.get("code")).map_err(|typo| refused(Refusal::LetterTypo(typo)))?;
    let tried = flow::reserve_address(ctx, "code").await?;
    let secret = code.token();
    let Some((path, cookie)) = place(ctx, &secret).await? else {
        ctx.audit(None, AuditEvent::refused(names::ACTIVATION_FAIL, "letter-code")).await;
        return Err(refused(Refusal::LetterWrong));
    };
    ctx.app.store.give_back(&[tried], ctx.now).await?;
    Ok(redirect(path).set(cookie, &secret.expose()).into_response())
}

/// Where the link with this secret leads, and in which cookie it goes there.
async fn place(ctx: &Ctx, secret: &SecretToken) -> Result<Option<(&'static str, Cookie)>, Stop> {
    let LinkState::Live(link) = ctx.app.store.find_link(&secret.hash(), ctx.now).await? else { return Ok(None) };
    Ok(match link.row.kind {
        GrantKind::Activation if !link.password_set => Some(("/activate", Cookie::Link)),
        GrantKind::HelpDesk => Some(("/reset-link", Cookie::Grant)),
        GrantKind::Activation | GrantKind::RecoveryCode | GrantKind::FirstLogin => None,
    })
}

fn page(ctx: &Ctx, typed: &str, again: Option<Again>) -> Result<Response, Stop> {
    let mut framed = reply::frame(ctx, Bound::Visit);
    let status = framed.refused(again);
    let page = LetterCodePage { frame: framed.frame.clone(), typed: typed.chars().take(SHOWN).collect() };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
