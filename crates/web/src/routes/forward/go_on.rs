//! `/forward/continue` at the portal: from a live session to a ticket for the application's host, or first to the login or a confirmation.

use std::sync::Arc;

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use credentials::token::SecretToken;
use journey::{AccountPlace, Target};
use oidc::forward::original::{Asking, read};
use oidc::forward::ticket::RESERVED;
use oidc::forward::{Original, Proxy, TicketRow, Verdict, decide};
use store::{ForwardRequest, Presence};
use uuid::Uuid;

use super::answer;
use crate::ctx::Ctx;
use crate::flow::{self, Demand, Stop, Why};
use crate::forward::{ForwardApplication, application_at};
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::look::Message;
use crate::pages::MessagePage;

/// Goes on with a request, as far as this browser's session allows.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse).unwrap_or_default();
    let result = page(&ctx, fields.get("request")).await;
    flow::answer(&ctx, result, async |_| Ok(gone(&ctx)?)).await
}

async fn page(ctx: &Ctx, id: &str) -> Result<Response, Stop> {
    let Ok(id) = Uuid::try_parse(id) else { return Ok(gone(ctx)?) };
    let Some((request, forward)) = known(ctx, id).await? else { return Ok(gone(ctx)?) };
    let Some(presence) = presence(ctx).await? else {
        return Err(Stop::elsewhere(redirect(&format!("/login{}", flow::query_to(&Target::Forward(id))))));
    };
    match verdict(forward, &request, &presence) {
        Verdict::Pass | Verdict::PassOpen => hand_over(ctx, forward, request, &presence).await,
        Verdict::NeedsStepUp(_) => Err(Stop::elsewhere(flow::step_up(AccountPlace::Forward(id)))),
        Verdict::NeedsLogin | Verdict::Denied | Verdict::UnknownHost => Ok(denied(ctx, forward)?),
    }
}

/// The session of this browser at the portal; to go to an application is to act in it.
async fn presence(ctx: &Ctx) -> Result<Option<Arc<Presence>>, Stop> {
    let Some(token) = ctx.cookies.secret(Cookie::Session) else { return Ok(None) };
    let found = ctx.app.store.check_session(&token.hash(), ctx.now, &ctx.app.settings.policy.session).await?;
    if let Some(presence) = &found {
        ctx.app.store.touch_session(&presence.view.session, ctx.now).await?;
    }
    Ok(found)
}

/// The rules, held against the portal's session: it knows of a step-up that the host's own cookie does not have.
fn verdict(forward: &ForwardApplication, request: &ForwardRequest, presence: &Presence) -> Verdict {
    match wanted(request) {
        Some(original) => decide(
            std::slice::from_ref(&forward.application),
            &original,
            Some(&presence.login),
            &presence.person.groups,
        ),
        None => Verdict::Denied,
    }
}

/// What the browser is going to ask for.
fn wanted(request: &ForwardRequest) -> Option<Original> {
    let headers = [("host", request.host.as_str()), ("x-forwarded-proto", "https")];
    read(Proxy::Envoy, &headers, &Asking { method: "GET", target: &request.target }).ok()
}

/// What the application of a request is called; `None` when it is gone.
pub async fn name_of(ctx: &Ctx, id: Uuid) -> Result<Option<String>, Stop> {
    Ok(known(ctx, id).await?.map(|(_, forward)| forward.application.name.clone()))
}

/// The level that the page of a request wants above that of this browser's session; `None` when it wants nothing (any more).
pub async fn demand(ctx: &Ctx, id: Uuid) -> Result<Option<Demand>, Stop> {
    let (Some((request, forward)), Some(presence)) = (known(ctx, id).await?, presence(ctx).await?) else {
        return Ok(None);
    };
    Ok(match verdict(forward, &request, &presence) {
        Verdict::NeedsStepUp(level) => Some(Demand { name: forward.application.name.clone(), level, why: Why::Level }),
        _ => None,
    })
}

/// A request and its application, as far as both are still there.
async fn known(ctx: &Ctx, id: Uuid) -> Result<Option<(ForwardRequest, &ForwardApplication)>, Stop> {
    let request = ctx.app.store.load_forward_request(id, ctx.now).await?;
    Ok(request.and_then(|request| {
        let forward = application_at(&ctx.app.settings.forward, &request.host)?;
        Some((request, forward))
    }))
}

async fn hand_over(
    ctx: &Ctx,
    forward: &ForwardApplication,
    request: ForwardRequest,
    presence: &Presence,
) -> Result<Response, Stop> {
    let secret = SecretToken::generate(&*ctx.app.rng);
    let origin = forward.origin(&request.host);
    let ticket = TicketRow {
        hash: secret.hash(),
        nonce: request.nonce,
        host: request.host,
        session: presence.login.session,
        target: request.target,
        issued_at: ctx.now,
    };
    if !ctx.app.store.issue_forward_ticket(&ticket).await? {
        return Err(Stop::elsewhere(redirect(&format!("/login{}", flow::query_to(&Target::Forward(request.id))))));
    }
    Ok(answer::to(&format!("{origin}{RESERVED}ticket?ticket={}", secret.expose().as_str())))
}

/// 403 with the application's name.
fn denied(ctx: &Ctx, forward: &ForwardApplication) -> Result<Response, reply::Fault> {
    let framed = reply::frame(ctx, Bound::Visit);
    let body = Message::new("forward-denied").arg("application", &forward.application.name);
    let mut page = MessagePage::new(framed.frame.clone(), Message::new("forward-denied-title"), vec![body]).calling();
    page.actions = vec![(Message::new("forward-to-account"), "/account".to_owned())];
    framed.show(StatusCode::FORBIDDEN, &page)
}

/// A request that is not known (any more): older than a day, or never one.
fn gone(ctx: &Ctx) -> Result<Response, reply::Fault> {
    let framed = reply::frame(ctx, Bound::Visit);
    let mut page =
        MessagePage::new(framed.frame.clone(), Message::new("forward-gone-title"), vec![Message::new("forward-gone")]);
    page.actions = vec![(Message::new("forward-to-account"), "/account".to_owned())];
    framed.show(StatusCode::GONE, &page)
}
