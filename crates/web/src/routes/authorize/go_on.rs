//! `/authorize/continue`: a stored request is held against the session once more, and answered.

use axum::extract::RawQuery;
use axum::response::Response;

use super::{answer, asking, decide, finish, named};
use crate::ctx::Ctx;
use crate::flow::Stop;
use crate::http::reply;
use crate::routes::account;

/// The answer, or the page that is still between.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let result = answered(&ctx, query.as_deref()).await;
    finish(&ctx, result)
}

async fn answered(ctx: &Ctx, query: Option<&str>) -> Result<Response, Stop> {
    let Some(id) = named(query) else { return Ok(reply::begin_again(ctx, None)?) };
    let asking = asking(ctx, id).await?;
    let view = account::session(ctx).await?;
    let verdict = decide(ctx, &asking, view.as_ref()).await?;
    answer::now(ctx, &asking, verdict).await
}
