//! `/forward/logout` at the portal: "log out of everything?", for somebody who comes from an application.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::forward::application_at;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::ForwardLogoutPage;
use crate::routes::account;

/// Asks; whoever is logged out already is told so.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse).unwrap_or_default();
    let result = page(&ctx, fields.get("host")).await;
    flow::answer(&ctx, result, async |_| page(&ctx, "").await).await
}

async fn page(ctx: &Ctx, host: &str) -> Result<Response, Stop> {
    let Some(view) = account::session(ctx).await? else {
        return Err(Stop::elsewhere(redirect("/login").clear(Cookie::Session).flash("logged-out")));
    };
    // Only an address of the settings is led back to (requirement WE-07).
    let application = application_at(&ctx.app.settings.forward, host);
    let back = application.map(|forward| (forward.application.name.clone(), format!("{}/", forward.origin(host))));
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let page = ForwardLogoutPage { frame: framed.frame.clone(), back };
    Ok(framed.show(StatusCode::OK, &page)?)
}
