//! `/authorize`: an application sends somebody to log in (OpenID Connect Core section 3.1.2).
//!
//! Each request is checked (`ask`), held against the session (`verdict`) and answered (`answer`), at once where the session will do. Else it
//! becomes a row of its own, so that each tab reaches its own application (rule J11), and the way leads over S1, the confirmation of
//! the session, the choice of an account or the consent page, and back to `go_on`. Only GETs redirect off our origin (rule J15).

pub mod account;
mod answer;
mod ask;
pub mod go_on;
mod page;
mod verdict;

use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use journey::Target;
use oidc::Params;
use oidc::authorize::Request;
use oidc::client::Client;
use store::{AuthorizationRow, SessionView};
use uuid::Uuid;

pub(super) use answer::{admit_stranger, denied};
pub(super) use verdict::{Asking, Verdict, Way, decide};

use crate::ctx::Ctx;
use crate::flow::{self, Demand, Stop, Why};
use crate::http::cookies::Cookie;
use crate::http::fields::Fields;
use crate::http::params::{ForeignForm, params};
use crate::http::reply::{self, Redirect, redirect};
use crate::look::Lang;
use crate::routes::account as own;

/// The request in an address. With a session that will do the answer comes at once.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let result = arrived(&ctx, &params(query.unwrap_or_default().as_bytes())).await;
    finish(&ctx, result)
}

/// The request in a form of the application. The browser sends no cookie of ours along with another site's form, so it is stored, and
/// held against the session by the GET that follows.
pub async fn submit(ctx: Ctx, form: ForeignForm) -> Response {
    let result = async {
        let asked = ask::read(&ctx, &form.params).await?;
        let id = remember(&ctx, &asked.request, false).await?;
        Ok(in_their_language(&ctx, redirect(&flow::authorization_of(id)), &asked.request.ui_locales).into_response())
    };
    finish(&ctx, result.await)
}

async fn arrived(ctx: &Ctx, params: &Params) -> Result<Response, Stop> {
    let asked = ask::read(ctx, params).await?;
    let view = own::session(ctx).await?;
    let locales = asked.request.ui_locales.clone();
    let asking = Asking { request: asked.request, client: asked.client, asked_at: ctx.now, row: None };
    let verdict = decide(ctx, &asking, view.as_ref()).await?;
    match verdict {
        Verdict::Issue(_) => answer::now(ctx, &asking, verdict).await,
        Verdict::Refuse(_) => {
            if view.is_none() {
                answer::admit_stranger(ctx)?;
            }
            answer::now(ctx, &asking, verdict).await
        }
        Verdict::Show(way) => {
            let id = remember(ctx, &asking.request, view.is_some()).await?;
            Ok(in_their_language(ctx, way.to(id), &locales).into_response())
        }
    }
}

/// Stores a request whose answer waits for somebody. Without a session anybody can ask, so a network may only do that so often.
async fn remember(ctx: &Ctx, request: &Request, in_session: bool) -> Result<Uuid, Stop> {
    if !in_session {
        answer::admit_stranger(ctx)?;
    }
    Ok(ctx.app.store.save_authorization(request, ctx.now).await?)
}

/// The first of the languages that we speak, for whoever chose none (`ui_locales`).
fn in_their_language(ctx: &Ctx, to: Redirect, locales: &[String]) -> Redirect {
    let primary = |tag: &String| Lang::parse(&tag.split('-').next().unwrap_or_default().to_ascii_lowercase());
    match locales.iter().find_map(primary) {
        Some(lang) if ctx.cookies.get(Cookie::Language).is_none() => to.set(Cookie::AskedLanguage, lang.code()),
        _ => to,
    }
}

/// The row that the field `to` or the parameter `request` names; `None` for anything else.
pub(super) fn named(query: Option<&str>) -> Option<Uuid> {
    let fields = query.and_then(Fields::parse)?;
    let text = fields.some("request").map(|id| format!("r.{id}")).or_else(|| fields.some("to").map(str::to_owned))?;
    match Target::parse_request(&text)? {
        Target::Request(id) => Some(id),
        _ => None,
    }
}

/// A stored request that may still be answered, and its client; otherwise a page that says to begin again at the application.
pub(super) async fn asking(ctx: &Ctx, id: Uuid) -> Result<Asking, Stop> {
    let row = answerable(ctx, id).await?;
    let client = ctx.app.store.find_client(&row.request.client, ctx.now).await?;
    let Some(client) = client.filter(|client| client.enabled) else {
        return Err(Stop::answer(reply::begin_again(ctx, None)?));
    };
    Ok(Asking { asked_at: row.asked_at, request: row.request, client, row: Some(id) })
}

/// A stored request that may still be answered.
pub(super) async fn answerable(ctx: &Ctx, id: Uuid) -> Result<AuthorizationRow, Stop> {
    let row = ctx.app.store.load_authorization(id, ctx.now).await?;
    if let Some(row) = row.as_ref().filter(|row| row.is_answerable(ctx.now)) {
        return Ok(row.clone());
    }
    let name = match row {
        Some(row) => client_of(ctx, &row).await?.map(|client| client.name),
        None => None,
    };
    Err(Stop::answer(reply::begin_again(ctx, name.as_deref())?))
}

async fn client_of(ctx: &Ctx, row: &AuthorizationRow) -> Result<Option<Client>, Stop> {
    Ok(ctx.app.store.find_client(&row.request.client, ctx.now).await?.filter(|client| client.enabled))
}

/// What the application of a stored request is called, as long as the request may be answered.
pub async fn name_of(ctx: &Ctx, id: Uuid) -> Result<Option<String>, Stop> {
    let row = ctx.app.store.load_authorization(id, ctx.now).await?;
    match row.filter(|row| row.is_answerable(ctx.now)) {
        Some(row) => Ok(client_of(ctx, &row).await?.map(|client| client.name)),
        None => Ok(None),
    }
}

/// What a stored request wants of this session, if that is a confirmation.
pub async fn demand(ctx: &Ctx, id: Uuid, view: &SessionView) -> Result<Option<Demand>, Stop> {
    let asking = asking(ctx, id).await?;
    let verdict = decide(ctx, &asking, Some(view)).await?;
    let Verdict::Show(way) = verdict else { return Ok(None) };
    Ok(way.demand().map(|(level, higher)| Demand {
        name: asking.client.name,
        level,
        why: if higher { Why::Level } else { Why::Again },
    }))
}

/// The answer of these handlers: no form of theirs is ever shown again.
pub(super) fn finish(ctx: &Ctx, result: Result<Response, Stop>) -> Response {
    match result {
        Ok(response) => response,
        Err(Stop::Answer(response)) => *response,
        Err(Stop::Elsewhere(to)) => to.into_response(),
        Err(Stop::Fault(fault)) => reply::fault(ctx, &fault),
        Err(Stop::Refused(..) | Stop::Lost(_)) => redirect("/account").into_response(),
    }
}
