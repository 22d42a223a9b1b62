//! S8: pages that solve the problem that somebody has at this point.

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;

use super::language::own_path;
use crate::ctx::Ctx;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply;
use crate::pages::HelpPage;

/// The list of topics.
pub async fn index(ctx: Ctx) -> Response {
    page(&ctx, "index", None)
}

/// One topic; `back` is the page to go back to.
pub async fn show(ctx: Ctx, Path(topic): Path<String>, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse).unwrap_or_default();
    page(&ctx, &topic, fields.some("back").and_then(own_path))
}

fn page(ctx: &Ctx, topic: &str, back: Option<String>) -> Response {
    let framed = reply::frame(ctx, Bound::Visit);
    let result = match HelpPage::load(framed.frame.clone(), topic, back) {
        Some(page) => framed.show(StatusCode::OK, &page),
        None => reply::message(ctx, StatusCode::NOT_FOUND, "not-found-title", "not-found"),
    };
    result.unwrap_or_else(|fault| reply::fault(ctx, &fault))
}
