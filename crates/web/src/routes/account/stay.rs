//! `/account/stay`: the one button that extends a session (requirement SE-14, WCAG 2.2.1). The script of the page presses it.

use axum::response::Response;

use super::{needed, overview};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::reply;

/// Counts as a request of the person; answers when the session ends now.
pub async fn submit(ctx: Ctx, _form: SessionForm) -> Response {
    let result = extend(&ctx).await;
    flow::answer(&ctx, result, async |_| overview::page(&ctx).await).await
}

async fn extend(ctx: &Ctx) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    Ok(reply::json(&serde_json::to_string(&framed.frame.session)?))
}
