//! `/account/factors/rename`: another name for a factor. No danger, so the session is enough.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::FactorId;

use super::{held_factor, named_factor, needed, nothing};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{Method, RenameFactorPage};
use crate::routes::key_setup::{LONGEST_NAME, name_of};

/// The name as it is.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let factor = query.as_deref().and_then(Fields::parse).as_ref().and_then(named_factor);
    let result = page(&ctx, factor, None, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, factor, None, Some(again)).await).await
}

/// Stores the new one.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let (factor, typed) = (named_factor(&fields), fields.get("name"));
    let result = rename(&ctx, factor, typed).await;
    flow::answer(&ctx, result, async |again| page(&ctx, factor, Some(typed), Some(again)).await).await
}

async fn rename(ctx: &Ctx, factor: Option<FactorId>, typed: &str) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let factor = factor.ok_or_else(nothing)?;
    let name = name_of(typed)?;
    if !ctx.app.store.rename_factor(view.session.account, factor, &name, &ctx.context()).await? {
        return Err(nothing());
    }
    Ok(redirect("/account").flash("factor-renamed").into_response())
}

async fn page(
    ctx: &Ctx,
    factor: Option<FactorId>,
    typed: Option<&str>,
    again: Option<Again>,
) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let line = held_factor(ctx, &view, factor.ok_or_else(nothing)?).await?;
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let status = framed.refused(again);
    let page = RenameFactorPage {
        frame: framed.frame.clone(),
        factor: line.id.to_string(),
        method: Method::of(line.kind),
        name: typed.map_or(line.label, |typed| typed.chars().take(LONGEST_NAME * 2).collect()),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
