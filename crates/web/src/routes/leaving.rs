//! "U gaat naar …": the last page before an application (rule J15).
//!
//! A form never redirects off our origin, because the browser's `form-action` covers the whole chain; this page goes on by itself and has a
//! link.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use journey::Target;

use super::account::needed_for;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{LeavingPage, WhyLeaving};

/// Leads to an application; anything else is S7.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse).unwrap_or_default();
    let result = page(&ctx, fields.some("to")).await;
    flow::answer(&ctx, result, async |_| page(&ctx, None).await).await
}

async fn page(ctx: &Ctx, to: Option<&str>) -> Result<Response, Stop> {
    let target = ctx.app.settings.target(to);
    needed_for(ctx, &target).await?;
    let Some(destination) = flow::destination(ctx, &target).await? else {
        return match target {
            Target::Account | Target::Application(_) => Err(Stop::elsewhere(redirect("/account"))),
            Target::Request(_) | Target::Forward(_) => Ok(reply::begin_again(ctx, None)?),
        };
    };
    let framed = reply::frame(ctx, Bound::Session);
    let page = LeavingPage {
        why: WhyLeaving::LoggedIn,
        application: destination.name,
        href: destination.continue_href,
        frame: framed.frame.clone(),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}
