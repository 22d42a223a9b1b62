//! `/forgot/password`: one field, the username.

use axum::extract::RawQuery;
use axum::response::Response;
use journey::{Refusal, RequestKind, Target, Username};

use super::{ask, page, sent_page, target_in};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::pages::Forgot;
use crate::routes::login::remembered;

/// The page that asks, with the username that this browser remembers.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let target = target_in(&ctx, query.as_deref());
    let result = page(&ctx, Forgot::Password, (&remembered(&ctx), &target), None);
    flow::answer(&ctx, result, async |again| page(&ctx, Forgot::Password, ("", &target), Some(again))).await
}

/// Asks for a link; what is answered does not depend on any account.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let target = ctx.app.settings.target(fields.some("to"));
    let typed = fields.get("username");
    let result = ask_for(&ctx, typed, &target).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Forgot::Password, (typed, &target), Some(again))).await
}

async fn ask_for(ctx: &Ctx, typed: &str, target: &Target) -> Result<Response, Stop> {
    if typed.trim().is_empty() {
        return Err(Stop::Refused("username", Refusal::Empty("login-empty-username")));
    }
    // What nobody can be called is asked for all the same, cut to a length that fits a row: it finds nobody.
    let name = Username::parse(typed);
    let cut: String = typed.trim().chars().take(Username::MAX).collect();
    ask(ctx, RequestKind::Password, name.as_ref().map_or(&cut, Username::as_str), target).await
}

/// The page that says the same to everybody.
pub async fn sent(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    sent_page(&ctx, Forgot::Password, query.as_deref())
}
