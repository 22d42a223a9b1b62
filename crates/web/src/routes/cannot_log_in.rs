//! The page behind `Ik kan niet inloggen`: a list of problems, each with its way out.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use super::help::{application, read};
use crate::ctx::Ctx;
use crate::http::csrf::Bound;
use crate::http::reply;
use crate::pages::CannotLogInPage;

/// Shows the problems; `to` is the application that the person is on the way to.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let to = application(&ctx, &read(query.as_deref()));
    let framed = reply::frame(&ctx, Bound::Visit);
    let page = CannotLogInPage::new(framed.frame.clone(), to.as_deref());
    framed.show(StatusCode::OK, &page).unwrap_or_else(|fault| reply::fault(&ctx, &fault))
}
