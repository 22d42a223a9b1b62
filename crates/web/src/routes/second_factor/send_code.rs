//! S2, "send a new code" (requirements SM-01, SM-02 and SM-07).

use axum::response::{IntoResponse, Response};

use super::{PAGE, at_this_screen, page};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::reply::redirect;

/// Sends a code; the older one is dead at that moment, and no count starts again.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.toward(&fields).at(PAGE);
    let result = send(&ctx).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn send(ctx: &Ctx) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    flow::send_to_enrolled(ctx, &loaded, "code").await?;
    Ok(redirect(PAGE).flash("sms-sent").into_response())
}
