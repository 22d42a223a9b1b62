//! `/account/applications`: what was agreed to, which applications have a live login, and taking that back (requirement OP-17).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use oidc::client::ClientId;
use store::ApplicationLine;

use super::{acting, needed, nothing};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::look::Texts;
use crate::pages::{ApplicationRow, ApplicationsPage};

/// The list.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// Forgets what was agreed to, and ends what the application was given. It is no dangerous act: nothing is gained by it.
pub async fn withdraw(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let result = revoke(&ctx, &fields).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn revoke(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let client = ClientId::parse(fields.get("application")).ok_or_else(nothing)?;
    // One that is gone already is what was asked for.
    ctx.app.store.revoke_consent(&acting(ctx, &view), &client, &ctx.context()).await?;
    Ok(redirect("/account/applications").flash("application-withdrawn").into_response())
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let policy = &ctx.app.settings.policy.session;
    let lines = ctx.app.store.list_applications(view.session.account, policy, ctx.now).await?;
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let applications = lines.into_iter().map(|line| row(ctx, line)).collect();
    let page = ApplicationsPage { frame: framed.frame.clone(), applications };
    Ok(framed.show(StatusCode::OK, &page)?)
}

fn row(ctx: &Ctx, line: ApplicationLine) -> ApplicationRow {
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    let (scopes, agreed) = match line.consent {
        Some((scopes, at)) => (scopes.iter().collect(), Some(texts.date(at, zone))),
        None => (Vec::new(), None),
    };
    ApplicationRow {
        id: line.client.to_string(),
        name: line.name,
        scopes,
        agreed,
        logged_in: line.live_grants > 0,
        last_used: line.last_used_at.map(|at| texts.date_time(at, zone)),
    }
}
