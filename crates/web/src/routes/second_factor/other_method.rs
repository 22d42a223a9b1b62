//! S2, "another method": switching among what the account holds; no count starts again (rule J8).

use axum::response::{IntoResponse, Response};
use journey::{Event, Refusal};

use super::{PAGE, at_this_screen, page};
use crate::ctx::Ctx;
use crate::flow::{self, Loaded, Stop};
use crate::http::body::Form;
use crate::http::fields::Fields;
use crate::http::reply::redirect;
use crate::pages::Method;

/// Switches, and sends a code when the other method is SMS.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.toward(&fields).at(PAGE);
    let result = switch(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn switch(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let method = Method::parse(fields.get("kind")).ok_or(Stop::Refused("", Refusal::MethodMissing))?;
    let event = Event::FactorChosen { kind: method.kind(), facts: loaded.facts.clone() };
    let journey = flow::advance(ctx, &loaded, event).await?;
    let sent = flow::first_code(ctx, &Loaded { journey, facts: loaded.facts }).await?;
    let to = redirect(PAGE);
    Ok(if sent { to } else { to.flash("sms-not-sent") }.into_response())
}
