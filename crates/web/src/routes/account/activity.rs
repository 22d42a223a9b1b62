//! `/account/activity`: what happened on the account, page by page.

use std::collections::BTreeMap;

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use oidc::client::ClientId;
use store::AuditLine;

use super::{needed, words};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply;
use crate::pages::ActivityPage;

/// Entries on one page.
const PAGE: usize = 20;

/// The newest, or those before the number that the address names.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse).unwrap_or_default();
    let before = fields.get("before").parse().ok();
    let result = page(&ctx, before).await;
    flow::answer(&ctx, result, async |_| page(&ctx, None).await).await
}

/// The log knows applications by their id; a person knows them by name. One that was thrown away keeps its id.
async fn name_applications(ctx: &Ctx, lines: &mut [AuditLine]) -> Result<(), Stop> {
    let mut names = BTreeMap::new();
    for line in lines.iter_mut() {
        let Some(id) = line.client.clone() else { continue };
        if !names.contains_key(&id) {
            let client = match ClientId::parse(&id) {
                Some(known) => ctx.app.store.find_client(&known, ctx.now).await?,
                None => None,
            };
            names.insert(id.clone(), client.map_or_else(|| id.clone(), |client| client.name));
        }
        line.client = names.get(&id).cloned();
    }
    Ok(())
}

async fn page(ctx: &Ctx, before: Option<i64>) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    // One more than is shown tells whether there is another page.
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut lines = ctx.app.store.list_activity(view.session.account, before, limit, ctx.now).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    name_applications(ctx, &mut lines).await?;
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let page = ActivityPage {
        frame: framed.frame.clone(),
        rows: lines.iter().filter_map(|line| words::row(ctx, line)).collect(),
        older: lines.last().map(|line| line.id).filter(|_| more),
        is_older: before.is_some(),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}
