//! `/account/export`: everything that is held about its owner, as a file (AVG articles 15 and 20, requirement NL-01).

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use journey::AccountPlace;
use serde_json::json;

use super::confirm::confirmed;
use super::nothing;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::reply;
use crate::pages::ExportPage;

/// Says what stands in the file.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// The file.
pub async fn download(ctx: Ctx, _form: SessionForm) -> Response {
    let result = file(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn file(ctx: &Ctx) -> Result<Response, Stop> {
    let held = confirmed(ctx, AccountPlace::Export).await?;
    let data = ctx.app.store.export_account(held.view().session.account, &ctx.context()).await?.ok_or_else(nothing)?;
    let whole = json!({ "portal": ctx.app.brand.product, "made_at": ctx.now.to_string(), "data": data });
    let text = serde_json::to_string_pretty(&whole)?;
    let day = ctx.now.to_zoned(ctx.app.settings.zone.clone()).date();
    let name = HeaderValue::from_str(&format!("attachment; filename=\"account-{day}.json\""))?;
    let headers: [(HeaderName, HeaderValue); 2] =
        [(header::CONTENT_TYPE, HeaderValue::from_static("application/json")), (header::CONTENT_DISPOSITION, name)];
    Ok((StatusCode::OK, headers, text).into_response())
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let held = confirmed(ctx, AccountPlace::Export).await?;
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, held.view());
    let page = ExportPage { frame: framed.frame.clone() };
    Ok(framed.show(StatusCode::OK, &page)?)
}
