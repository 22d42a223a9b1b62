//! `/address-link`: the page behind the link in the mail to a new address.
//!
//! GET only moves the secret out of the address and says what will happen (requirement FP-04). The button sets the address, for whoever holds
//! the link: that it arrived is the proof, and the change was asked for in a confirmed session.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::{AddressConfirmed, AddressLink};

use super::account::addresses::until_words;
use super::activate::take_token;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::pages::{AddressLinkPage, AddressLinkState};

/// Says what will happen.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    if let Some(to) = take_token(query.as_deref(), "/address-link", Cookie::Address) {
        return to.into_response();
    }
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// Sets the address; a second click finds it done.
pub async fn submit(ctx: Ctx, _form: Form) -> Response {
    let result = confirm(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn confirm(ctx: &Ctx) -> Result<Response, Stop> {
    let to = || redirect("/address-link");
    let Some(secret) = ctx.cookies.secret(Cookie::Address) else { return Ok(to().into_response()) };
    match ctx.app.store.confirm_address_change(&secret.hash(), &ctx.context()).await? {
        AddressConfirmed::Done(_) => Ok(to().flash("address-changed").into_response()),
        AddressConfirmed::Dead => Ok(to().into_response()),
        AddressConfirmed::Cooling(until) => shown(ctx, AddressLinkState::Cooling(until_words(ctx, until))),
    }
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let link = match ctx.cookies.secret(Cookie::Address) {
        Some(secret) => ctx.app.store.find_address_change(&secret.hash(), ctx.now).await?,
        None => AddressLink::Dead,
    };
    shown(
        ctx,
        match link {
            AddressLink::Live { address, .. } => AddressLinkState::Live(address),
            AddressLink::Used => AddressLinkState::Used,
            AddressLink::Dead => AddressLinkState::Dead,
        },
    )
}

fn shown(ctx: &Ctx, state: AddressLinkState) -> Result<Response, Stop> {
    let framed = reply::frame(ctx, Bound::Visit);
    let status = match state {
        AddressLinkState::Live(_) | AddressLinkState::Used => StatusCode::OK,
        AddressLinkState::Dead => StatusCode::GONE,
        AddressLinkState::Cooling(_) => StatusCode::CONFLICT,
    };
    let page = AddressLinkPage { frame: framed.frame.clone(), state };
    Ok(framed.show(status, &page)?)
}
