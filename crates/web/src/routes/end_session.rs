//! `/end-session`: an application asks to log somebody out (OpenID Connect RP-Initiated Logout, requirement OP-18).
//!
//! With an ID token of the person's own as a hint it happens at once; without, the person is asked, so that no link on any page can log
//! people out. Every application that was used in the session hears of its end over the back channel, by the store.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use journey::{AuditEvent, audit::names};
use oidc::client::Client;
use oidc::logout::{self, LogoutOutcome, LogoutRequest};
use oidc::{Params, id_token};
use store::SessionView;

use super::account::{logged_out, needed, session};
use super::authorize::{admit_stranger, finish};
use crate::ctx::Ctx;
use crate::flow::Stop;
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::params::{ForeignForm, params};
use crate::http::reply::{self, redirect};
use crate::oidc::ENDPOINTS;
use crate::pages::{EndSessionPage, LeavingPage, WhyLeaving};

/// The request in an address.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let result = asked(&ctx, &params(query.unwrap_or_default().as_bytes())).await;
    finish(&ctx, result)
}

/// The request in a form of the application: the browser sends no cookie of ours along with it, so the same comes again as a GET.
pub async fn submit(form: ForeignForm) -> Response {
    let plain = |c: char| c.is_ascii_graphic() && c != '#';
    let text = Some(form.text).filter(|text| !text.is_empty() && text.chars().all(plain));
    redirect(&text.map_or(ENDPOINTS.end_session.to_owned(), |text| format!("{}?{text}", ENDPOINTS.end_session)))
        .into_response()
}

/// The person said yes. A form asked, so a page leads on (rule J15).
pub async fn confirm(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let result = async {
        let view = needed(&ctx).await?;
        let (request, client) = (again(&fields), client_named(&ctx, &fields).await?);
        end(&ctx, &view).await?;
        let outcome = logout::decide(&request, None, client.as_ref(), None);
        let LogoutOutcome::Nothing { then: Some(href) } = outcome else {
            return Ok(logged_out(redirect("/login").flash("logged-out").into_response()));
        };
        let framed = reply::frame(&ctx, Bound::Visit);
        let application = client.map(|client| client.name).unwrap_or_default();
        let page = LeavingPage { frame: framed.frame.clone(), why: WhyLeaving::LoggedOut, application, href };
        Ok(logged_out(framed.show(StatusCode::OK, &page)?))
    };
    finish(&ctx, result.await)
}

async fn asked(ctx: &Ctx, params: &Params) -> Result<Response, Stop> {
    let Ok(request) = logout::read(params) else {
        admit_stranger(ctx)?;
        ctx.audit(None, AuditEvent::refused(names::AUTHZ_FAIL, "logout-request")).await;
        return Ok(reply::message(ctx, StatusCode::BAD_REQUEST, "bad-request-title", "bad-request")?);
    };
    let hint = match &request.id_token_hint {
        Some(token) => {
            let keys = ctx.app.oidc.hint_keys(ctx.now).await?;
            id_token::read_hint(token, &keys, &ctx.app.oidc.issuer).ok()
        }
        None => None,
    };
    let client = match hint.as_ref().map(|hint| &hint.client).or(request.client.as_ref()) {
        Some(id) => ctx.app.store.find_client(id, ctx.now).await?.filter(|client| client.enabled),
        None => None,
    };
    let view = session(ctx).await?;
    let login = match &view {
        Some(view) => ctx.app.store.login_facts(&view.session, ctx.now).await?,
        None => None,
    };
    match (logout::decide(&request, hint.as_ref(), client.as_ref(), login.as_ref()), view) {
        (LogoutOutcome::End { then }, Some(view)) => {
            end(ctx, &view).await?;
            Ok(logged_out(landing(then)))
        }
        (LogoutOutcome::Ask { then }, Some(view)) => page(ctx, &view, (&request, client, then.is_some())),
        (LogoutOutcome::End { then } | LogoutOutcome::Ask { then } | LogoutOutcome::Nothing { then }, _) => {
            Ok(landing(then))
        }
    }
}

/// Where people land without being asked: the answer to a GET.
fn landing(then: Option<String>) -> Response {
    match then {
        Some(to) => reply::leave(&to).into_response(),
        None => redirect("/login").flash("logged-out").into_response(),
    }
}

async fn end(ctx: &Ctx, view: &SessionView) -> Result<(), Stop> {
    ctx.app.store.end_session(view.session.id, "logout", &ctx.context()).await?;
    Ok(())
}

fn page(
    ctx: &Ctx,
    view: &SessionView,
    (request, client, lands): (&LogoutRequest, Option<Client>, bool),
) -> Result<Response, Stop> {
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, view);
    let known = client.as_ref().filter(|_| lands);
    let page = EndSessionPage {
        frame: framed.frame.clone(),
        application: client.as_ref().map(|client| client.name.clone()),
        username: view.username.to_string(),
        client: known.map(|client| client.id.to_string()),
        landing: known.and_then(|_| request.post_logout_redirect_uri.clone()),
        state: known.and_then(|_| request.state.clone()),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

/// What the page's form carries along; it is held against the registration once more.
fn again(fields: &Fields) -> LogoutRequest {
    LogoutRequest {
        id_token_hint: None,
        client: fields.some("client").and_then(oidc::client::ClientId::parse),
        post_logout_redirect_uri: fields.some("landing").map(str::to_owned),
        state: fields.some("state").map(str::to_owned),
    }
}

async fn client_named(ctx: &Ctx, fields: &Fields) -> Result<Option<Client>, Stop> {
    let Some(id) = fields.some("client").and_then(oidc::client::ClientId::parse) else { return Ok(None) };
    Ok(ctx.app.store.find_client(&id, ctx.now).await?)
}
