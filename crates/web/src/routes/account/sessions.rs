//! `/account/sessions`: where one is logged in. Looking needs the session, ending another one a confirmed session (requirement SE-09).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::SessionId;
use journey::AccountPlace;
use store::{SessionLine, SessionView};
use uuid::Uuid;

use super::confirm::{confirmed, is_confirmed};
use super::{needed, words};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::look::Texts;
use crate::look::device::device;
use crate::pages::{Method, SessionRow, SessionsPage};

/// The sessions that are alive, this one first.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// Ends one of the others; this one ends by logging out.
pub async fn end(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let result = end_one(&ctx, &fields).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// Ends all others.
pub async fn end_others(ctx: Ctx, _form: SessionForm) -> Response {
    let result = async {
        let held = confirmed(&ctx, AccountPlace::Sessions).await?;
        let own = &held.view().session;
        ctx.app.store.end_sessions(own.account, Some(own.id), "by-owner", &ctx.context()).await?;
        Ok(redirect("/account/sessions").flash("sessions-ended").into_response())
    };
    flow::answer(&ctx, result.await, async |_| page(&ctx).await).await
}

async fn end_one(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let held = confirmed(ctx, AccountPlace::Sessions).await?;
    let own = &held.view().session;
    let named = Uuid::try_parse(fields.get("session")).ok().map(SessionId::from_uuid).filter(|id| *id != own.id);
    let Some(id) = named else { return Err(Stop::elsewhere(redirect("/account/sessions"))) };
    // One that ended by itself in between is what was asked for.
    ctx.app.store.end_session_of(own.account, id, "by-owner", &ctx.context()).await?;
    Ok(redirect("/account/sessions").flash("session-ended").into_response())
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let policy = &ctx.app.settings.policy.session;
    let mut lines = ctx.app.store.list_sessions(view.session.account, policy, ctx.now).await?;
    lines.sort_by_key(|line| line.id != view.session.id);
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let page = SessionsPage {
        frame: framed.frame.clone(),
        sessions: lines.iter().map(|line| row(ctx, &view, line)).collect(),
        confirmed: is_confirmed(ctx, &view),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

fn row(ctx: &Ctx, view: &SessionView, line: &SessionLine) -> SessionRow {
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    SessionRow {
        id: line.id.to_string(),
        ours: line.id == view.session.id,
        device: device(&texts, line.user_agent.as_deref()),
        place: words::place(ctx, line.address.as_deref()),
        method: Method::of(line.factor),
        started: texts.date_time(line.created_at, zone),
        seen: texts.date_time(line.last_seen_at, zone),
    }
}
