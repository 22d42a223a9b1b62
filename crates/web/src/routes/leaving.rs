//! "U gaat naar …": the last page before an application (rule J15).
//!
//! A form never redirects off our origin, because the browser's `form-action` covers the whole chain; this page goes on by itself and has a
//! link.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use super::account::needed;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::LeavingPage;

/// Leads to an application of the settings; anything else is S7.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse).unwrap_or_default();
    let result = page(&ctx, fields.some("to")).await;
    flow::answer(&ctx, result, async |_| page(&ctx, None).await).await
}

async fn page(ctx: &Ctx, to: Option<&str>) -> Result<Response, Stop> {
    needed(ctx).await?;
    let target = ctx.app.settings.target(to);
    let Some(application) = ctx.app.settings.application(&target) else {
        return Err(Stop::elsewhere(redirect("/account")));
    };
    let framed = reply::frame(ctx, Bound::Session);
    let page = LeavingPage {
        application: application.name.clone(),
        href: application.url.clone(),
        frame: framed.frame.clone(),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}
