//! `/account/language`: in which language its owner is written to. The switch of every page is for that browser only.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use journey::{Language, Refusal};

use super::needed;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Stop};
use crate::http::body::SessionForm;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::look::Lang;
use crate::pages::LanguagePage;

/// The choice.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// Stores it, for this browser as well.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let result = store(&ctx, fields.get("language")).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn store(ctx: &Ctx, chosen: &str) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let missing = || Stop::Refused("language", Refusal::Empty("language-missing"));
    let language = Language::parse(chosen).ok_or_else(missing)?;
    ctx.app.store.set_language(view.session.account, language, &ctx.context()).await?;
    let to = redirect("/account").set(Cookie::Language, language.as_str());
    Ok(to.flash("language-changed").into_response())
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let status = framed.refused(again);
    let present = match view.language {
        Language::Nl => Lang::Nl,
        Language::En => Lang::En,
    };
    let page = LanguagePage { frame: framed.frame.clone(), present };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
