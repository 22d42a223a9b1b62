//! S2, "reset instead": redeems a link that the help desk started (rule J6c).

use axum::response::{IntoResponse, Response};
use journey::{Event, State};

use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::reply::{Fault, redirect};

/// Wipes the factors and leads to S1; the link stays good for the login that follows.
pub async fn submit(ctx: Ctx, _form: Form) -> Response {
    let result = redeem(&ctx).await;
    flow::answer(&ctx, result, async |_| Err(Stop::Fault(Fault::new("a reset has no field")))).await
}

async fn redeem(ctx: &Ctx) -> Result<Response, Stop> {
    let loaded = flow::load(ctx).await?;
    let next = flow::advance(ctx, &loaded, Event::ResetByLink { facts: loaded.facts.clone() }).await?;
    if let State::Ended(target, ending) = &next.state {
        return Err(flow::ended(ctx, target, *ending).await?);
    }
    Ok(redirect(flow::path_of(&next.state)).into_response())
}
