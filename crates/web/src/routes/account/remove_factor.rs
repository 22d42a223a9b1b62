//! `/account/factors/remove`: says what will be gone, and then it is. The last one can only be replaced (requirement SF-09).

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::FactorId;
use journey::AccountPlace;
use store::{FactorLine, FactorRemoval, Removed};

use super::confirm::confirmed;
use super::overview::{is_removable, usable_kinds};
use super::{acting, held_factor, named_factor, nothing};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::look::Texts;
use crate::pages::{Method, RemoveFactorPage};

/// What will be gone, and what stays.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let factor = query.as_deref().and_then(Fields::parse).as_ref().and_then(named_factor);
    let result = page(&ctx, factor).await;
    flow::answer(&ctx, result, async |_| page(&ctx, factor).await).await
}

/// Takes it away.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let factor = named_factor(&fields);
    let result = remove(&ctx, factor).await;
    flow::answer(&ctx, result, async |_| page(&ctx, factor).await).await
}

fn place(factor: Option<FactorId>) -> AccountPlace {
    factor.map_or(AccountPlace::Overview, AccountPlace::RemoveFactor)
}

async fn remove(ctx: &Ctx, factor: Option<FactorId>) -> Result<Response, Stop> {
    let held = confirmed(ctx, place(factor)).await?;
    let (view, factor) = (held.view(), factor.ok_or_else(nothing)?);
    let facts = ctx.app.store.facts(view.session.account).await?.ok_or_else(nothing)?;
    let removal = FactorRemoval { acting: acting(ctx, view), factor, usable: usable_kinds(ctx, &facts) };
    let to = match ctx.app.store.remove_factor(&removal, &ctx.context()).await? {
        Removed::Gone if factor == view.session.factor => {
            redirect("/login").clear(Cookie::Session).flash("factor-removed-ours")
        }
        Removed::Gone => redirect("/account").flash("factor-removed"),
        Removed::LastOne => redirect("/account").flash("factor-last"),
        Removed::Unknown | Removed::NotAllowed => return Err(nothing()),
    };
    Ok(to.into_response())
}

async fn page(ctx: &Ctx, factor: Option<FactorId>) -> Result<Response, Stop> {
    let held = confirmed(ctx, place(factor)).await?;
    let (view, factor) = (held.view(), factor.ok_or_else(nothing)?);
    let line = held_factor(ctx, view, factor).await?;
    let facts = ctx.app.store.facts(view.session.account).await?.ok_or_else(nothing)?;
    let others = ctx.app.store.list_factors(view.session.account).await?;
    let others = others.iter().filter(|other| other.wiped_at.is_none() && other.id != factor);
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, view);
    let page = RemoveFactorPage {
        frame: framed.frame.clone(),
        factor: factor.to_string(),
        method: Method::of(line.kind),
        last: !is_removable(ctx, &facts, &line),
        ours: factor == view.session.factor,
        left: others.map(|other| named(ctx, other)).collect(),
        name: line.label,
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

/// A factor by its method and its name.
fn named(ctx: &Ctx, line: &FactorLine) -> String {
    let method = Texts::of(ctx.lang).say(&crate::look::Message::new(Method::of(line.kind).name_key()));
    if line.label.is_empty() { method } else { format!("{method}: {}", line.label) }
}
