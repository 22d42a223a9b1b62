//! S8: pages that solve the problem that somebody has at this point.

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;

use super::language::own_path;
use crate::ctx::Ctx;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, Fault};
use crate::pages::{HelpAllPage, HelpIndexPage, HelpPage, HelpSearchPage};

/// The list of topics.
pub async fn index(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    answer(&ctx, topic(&ctx, "index", query.as_deref()))
}

/// One topic; `back` is the page to go back to, `to` the application that the person is on the way to.
pub async fn show(ctx: Ctx, Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    answer(&ctx, topic(&ctx, &name, query.as_deref()))
}

/// Every text on one page.
pub async fn all(ctx: Ctx) -> Response {
    let framed = reply::frame(&ctx, Bound::Visit);
    let page = HelpAllPage::load(framed.frame.clone(), &ctx.app.help);
    answer(&ctx, framed.show(StatusCode::OK, &page))
}

/// What was found. The question is data of a person: it is shown to nobody else and written nowhere.
pub async fn search(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = read(query.as_deref());
    let framed = reply::frame(&ctx, Bound::Visit);
    let page = HelpSearchPage::load(framed.frame.clone(), &ctx.app.help, fields.get("q"));
    answer(&ctx, framed.show(StatusCode::OK, &page))
}

fn topic(ctx: &Ctx, name: &str, query: Option<&str>) -> Result<Response, Fault> {
    let fields = read(query);
    let (back, to) = (fields.some("back").and_then(own_path), application(ctx, &fields));
    let ways = (back.as_deref(), to.as_deref());
    let framed = reply::frame(ctx, Bound::Visit);
    let frame = framed.frame.clone();
    if name == "index" {
        return framed.show(StatusCode::OK, &HelpIndexPage::load(frame, &ctx.app.help, ways));
    }
    match HelpPage::load(frame, &ctx.app.help, name, ways) {
        Some(page) => framed.show(StatusCode::OK, &page),
        None => reply::message(ctx, StatusCode::NOT_FOUND, "not-found-title", "not-found"),
    }
}

/// Where the person was going, when the query names something that leads anywhere.
pub(super) fn application(ctx: &Ctx, fields: &Fields) -> Option<String> {
    ctx.app.settings.target(fields.some("to")).text()
}

pub(super) fn read(query: Option<&str>) -> Fields {
    query.and_then(Fields::parse).unwrap_or_default()
}

fn answer(ctx: &Ctx, result: Result<Response, Fault>) -> Response {
    result.unwrap_or_else(|fault| reply::fault(ctx, &fault))
}
