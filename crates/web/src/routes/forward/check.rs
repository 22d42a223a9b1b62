//! May this request pass? The question of a proxy about each request (requirements FA-01, FA-03, FA-04).
//!
//! No body is read, nothing is written but, once a minute, that the session is in use, and no page is made unless the answer is no. 200 has the
//! headers of the person; no other answer has one of them. nginx's `auth_request` takes 401 and 403 only and no page: it asks at
//! [`answer_for_nginx`] for what the browser gets.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oidc::forward::identity::HEADERS;
use oidc::forward::{Proxy, Verdict, decide};

use super::{CHECK_ENVOY, answer, connection, context};
use crate::app::App;
use crate::forward::own_cookies::without_ours;
use crate::forward::{Asked, NotAnswered, asked};
use crate::http::cookies::{Cookie, Cookies};
use crate::http::reply::Fault;

/// The header by which Envoy is told which of the browser's headers the application must not get.
const TAKEN_OUT: HeaderName = HeaderName::from_static("x-envoy-auth-headers-to-remove");

/// Traefik `ForwardAuth` and Caddy `forward_auth`.
pub async fn forwarded(State(app): State<Arc<App>>, request: Request) -> Response {
    answered(&app, Proxy::Forwarded, request).await
}

/// Envoy `ext_authz` over HTTP: the method and the path below our prefix are the original ones.
pub async fn envoy(State(app): State<Arc<App>>, request: Request) -> Response {
    answered(&app, Proxy::Envoy, request).await
}

/// nginx `auth_request`: whether, and nothing for the browser.
pub async fn nginx(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match judge(&app, Proxy::Nginx, &parts).await {
        Ok(Judged::Passed(headers)) => (StatusCode::OK, headers).into_response(),
        Ok(Judged::Refused(_, Verdict::NeedsLogin | Verdict::NeedsStepUp(_))) => {
            StatusCode::UNAUTHORIZED.into_response()
        }
        Ok(Judged::Refused(..)) | Err(Unjudged::NotAnswered(_)) => StatusCode::FORBIDDEN.into_response(),
        Err(Unjudged::Fault(fault)) => fault.into_response(),
    }
}

/// nginx, after 401 or 403: the same question once more, answered for the browser.
pub async fn answer_for_nginx(State(app): State<Arc<App>>, request: Request) -> Response {
    let (method, target) =
        (request.headers().get("x-original-method").cloned(), request.headers().get("x-original-url").cloned());
    let response = answered(&app, Proxy::Nginx, request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    // It may pass by now, since another tab finished its login in between. What the proxy is told of the person is not for the browser.
    let reads = method.is_some_and(|method| method == "GET" || method == "HEAD");
    match target.filter(|_| reads) {
        Some(target) => (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response(),
        None => StatusCode::CONFLICT.into_response(),
    }
}

async fn answered(app: &Arc<App>, proxy: Proxy, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let verdict = match judge(app, proxy, &parts).await {
        Ok(Judged::Passed(headers)) => return (StatusCode::OK, headers).into_response(),
        Ok(Judged::Refused(asked, verdict)) => Ok((asked, verdict)),
        Err(Unjudged::NotAnswered(reason)) => Err(reason),
        Err(Unjudged::Fault(fault)) => return fault.into_response(),
    };
    let ctx = match context(app, &mut parts).await {
        Ok(ctx) => ctx,
        Err(refused) => return refused,
    };
    match verdict {
        Ok((asked, verdict)) => answer::refused(&ctx, &asked, verdict, &parts),
        Err(reason) => answer::not_answered(&ctx, &reason),
    }
}

enum Judged<'a> {
    Passed(HeaderMap),
    Refused(Asked<'a>, Verdict),
}

enum Unjudged {
    NotAnswered(NotAnswered),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Unjudged {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

async fn judge<'a>(app: &'a App, proxy: Proxy, parts: &Parts) -> Result<Judged<'a>, Unjudged> {
    let target = parts.uri.path_and_query().map_or("", |whole| whole.as_str());
    let target = target.strip_prefix(CHECK_ENVOY).unwrap_or(target);
    let asked = asked(&app.settings, (connection(parts), proxy), parts, target).map_err(Unjudged::NotAnswered)?;
    let application = std::slice::from_ref(&asked.forward.application);
    let nobody = decide(application, &asked.original, None, &BTreeSet::new());
    // What does not hang on who it is asks for no session.
    if nobody != Verdict::NeedsLogin {
        let passes = nobody == Verdict::PassOpen;
        return Ok(if passes {
            Judged::Passed(passed(proxy, parts, HeaderMap::new()))
        } else {
            Judged::Refused(asked, nobody)
        });
    }
    let (now, policy) = (app.clock.now(), &app.settings.policy.session);
    let Some(token) = Cookies::read(&parts.headers).secret(Cookie::Forward) else {
        return Ok(Judged::Refused(asked, nobody));
    };
    let Some(presence) = app.store.check_forward_session(&token.hash(), &asked.original.host, now, policy).await?
    else {
        return Ok(Judged::Refused(asked, nobody));
    };
    match decide(application, &asked.original, Some(&presence.login), &presence.person.groups) {
        Verdict::Pass => {
            let origin = asked.forward.origin(&asked.original.host);
            let told = app.told.headers(&app.oidc, &presence, &origin, now).await.map_err(Unjudged::Fault)?;
            Ok(Judged::Passed(passed(proxy, parts, told)))
        }
        verdict => Ok(Judged::Refused(asked, verdict)),
    }
}

/// The headers of a yes: who it is, and the browser's cookies without ours, which the proxy puts in their place.
fn passed(proxy: Proxy, parts: &Parts, mut headers: HeaderMap) -> HeaderMap {
    if let Some(cookies) = without_ours(&parts.headers) {
        headers.insert(header::COOKIE, cookies);
    }
    if proxy == Proxy::Envoy {
        // Envoy overwrites what is told here and leaves everything else as the browser sent it.
        let untold = HEADERS.into_iter().chain(["cookie"]).filter(|name| !headers.contains_key(*name));
        let untold = untold.collect::<Vec<_>>().join(",");
        if let Ok(names) = HeaderValue::from_str(&untold) {
            headers.insert(TAKEN_OUT, names);
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers
}
