//! After S6: the advice to set up a second factor as well. It can be declined, and then the login goes on.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use journey::{Event, State};

use super::recovery_code::onwards;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::pages::{Method, SecondAdvicePage};

/// The advice.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// Taken: the choice of a method once more.
pub async fn submit(ctx: Ctx, _form: Form) -> Response {
    let result = async {
        let loaded = flow::load(&ctx).await?;
        let next = flow::advance(&ctx, &loaded, Event::SecondWanted { facts: loaded.facts.clone() }).await?;
        Ok(redirect(flow::path_of(&next.state)).into_response())
    };
    flow::answer(&ctx, result.await, async |_| page(&ctx).await).await
}

/// Declined, at once or after a look at the methods: the session.
pub async fn decline(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.toward(&fields);
    let result = async {
        let loaded = flow::load(&ctx).await?;
        let new = flow::new_session(&ctx);
        let event = Event::SecondDeclined { facts: loaded.facts.clone(), session: new.seed.clone() };
        let next = flow::advance(&ctx, &loaded, event).await?;
        Ok(onwards(&ctx, &next, &new).await?.flash("enrolled").into_response())
    };
    flow::answer(&ctx, result.await, async |_| page(&ctx).await).await
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let loaded = flow::load(ctx).await?;
    let State::EnrolSecond(..) = &loaded.journey.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    let methods = ctx.app.settings.policy.kinds.to_add(&loaded.facts, ctx.now);
    let framed = reply::frame(ctx, Bound::Visit).going(ctx, &loaded.journey);
    let page = SecondAdvicePage {
        frame: framed.frame.clone(),
        held: loaded.facts.factors.iter().map(|held| Method::of(held.kind)).collect(),
        methods: methods.into_iter().map(Method::of).collect(),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}
