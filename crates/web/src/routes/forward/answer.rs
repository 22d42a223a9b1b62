//! What the browser gets when a request may not pass: a way to the login for a page, 401 for a script, 403 with a plain page.
//!
//! These pages stand on the application's host, where only `/.poortwachter/` is ours: stylesheets come from there, and no cookie of the portal is set.

use askama::Template;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oidc::acr::step_up_challenge;
use oidc::forward::Verdict;
use oidc::forward::rules::wants_page;
use oidc::forward::ticket::RESERVED;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::ctx::Ctx;
use crate::forward::asked::described;
use crate::forward::{Asked, NotAnswered, Site};
use crate::http::cookies::{self, Cookie};
use crate::http::reply;
use crate::look::{Arg, Message, Texts};
use crate::meter::CROWDED;
use crate::pages::{ForwardPage, Frame};

/// The challenge of 401 (RFC 9110 section 11.6.1): a scheme for which no browser asks for a password by itself.
const CHALLENGE: &str = "Bearer realm=\"poortwachter\"";

/// The answer to a request that may not pass.
pub(super) fn refused(ctx: &Ctx, asked: &Asked<'_>, verdict: Verdict, parts: &Parts) -> Response {
    let challenge = match verdict {
        Verdict::NeedsLogin => CHALLENGE.to_owned(),
        Verdict::NeedsStepUp(acr) => step_up_challenge(Some(acr), None),
        Verdict::Denied | Verdict::UnknownHost | Verdict::Pass | Verdict::PassOpen => return denied(ctx, asked),
    };
    let original = &asked.original;
    let origin = asked.forward.origin(&original.host);
    let headers = described(parts);
    if wants_page(&original.method, &headers) {
        return to(&start_at(&origin, &original.target));
    }
    let mut response = if sends_a_form(&headers) {
        form_without_session(ctx, asked, &origin)
    } else {
        let body = json!({ "error": "login_required", "login": start_at(&origin, "/") });
        ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
    };
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// A browser that sends a form goes to a page, whatever comes.
fn sends_a_form(headers: &[(&str, &str)]) -> bool {
    wants_page("GET", headers)
}

/// Where a login for an application begins; `target` is path and query to come back to.
fn start_at(origin: &str, target: &str) -> String {
    format!("{origin}{RESERVED}start?to={}", utf8_percent_encode(target, NON_ALPHANUMERIC))
}

/// 303 to a full address.
pub(super) fn to(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(error) => reply::Fault::from(error).into_response(),
    }
}

/// The same with cookies for the host that the browser is at.
pub(super) fn to_with(address: &str, cookies: &[(Cookie, &str)]) -> Response {
    let mut response = to(address);
    for (cookie, value) in cookies {
        let header = if value.is_empty() { cookies::clear(*cookie) } else { cookies::set(*cookie, value) };
        response.headers_mut().append(header::SET_COOKIE, header);
    }
    response
}

fn denied(ctx: &Ctx, asked: &Asked<'_>) -> Response {
    let name = &asked.forward.application.name;
    let origin = asked.forward.origin(&asked.original.host);
    let mut page = page(ctx, "forward-denied-title", vec![Message::new("forward-denied").arg("application", name)]);
    page.actions = vec![
        (Message::new("forward-to-account"), ctx.app.settings.public_url.join("/account")),
        (Message::new("forward-other-account"), format!("{origin}{RESERVED}logout")),
    ];
    page.calls = true;
    shown(StatusCode::FORBIDDEN, &page)
}

/// What somebody filled in while the session ended is still in the tab: the login goes on in another one.
fn form_without_session(ctx: &Ctx, asked: &Asked<'_>, origin: &str) -> Response {
    let name = &asked.forward.application.name;
    let body = vec![Message::new("forward-form").arg("application", name), Message::new("forward-form-again")];
    let mut page = page(ctx, "forward-form-title", body);
    page.actions = vec![(Message::new("forward-form-login"), start_at(origin, "/"))];
    page.in_a_new_tab = true;
    shown(StatusCode::UNAUTHORIZED, &page)
}

/// A ticket that was of no use: too old, used, or of another browser.
pub(super) fn lost_ticket(ctx: &Ctx, site: &Site<'_>) -> Response {
    let name = &site.forward.application.name;
    let body = vec![Message::new("forward-lost").arg("application", name), Message::new("forward-lost-cookies")];
    let mut page = page(ctx, "forward-lost-title", body);
    page.actions = vec![(Message::new("forward-try-again"), format!("{}/", site.origin))];
    page.calls = true;
    shown(StatusCode::BAD_REQUEST, &page)
}

/// The network began too many logins in this minute (requirement TH-03); nothing was written.
pub(super) fn crowded(ctx: &Ctx) -> Response {
    let page = page(ctx, "busy-title", vec![Message::new("busy").arg("wait", Arg::Wait(CROWDED))]);
    let mut response = shown(StatusCode::TOO_MANY_REQUESTS, &page);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(CROWDED));
    response
}

/// 403 to somebody whose proxy is not set up as the settings say, or whose address can be read in two ways.
pub(super) fn not_answered(ctx: &Ctx, reason: &NotAnswered) -> Response {
    let page = if reason.is_misconfiguration() {
        // Anybody can ask for this page, and the log has to stay readable.
        if ctx.app.meter.begin(ctx.address, ctx.now) {
            tracing::warn!(request = %ctx.number, error = %reason, "a proxy asked otherwise than the settings say");
        }
        let mut page = page(ctx, "forward-setup-title", vec![Message::new("forward-setup")]);
        let detail = Message::new("forward-setup-detail").arg("number", ctx.number.as_str());
        page.detail = Some((detail, reason.to_string()));
        page.calls = true;
        page
    } else {
        page(ctx, "forward-address-title", vec![Message::new("forward-address")])
    };
    shown(StatusCode::FORBIDDEN, &page)
}

fn page(ctx: &Ctx, title: &'static str, body: Vec<Message>) -> ForwardPage {
    let year = ctx.now.to_zoned(ctx.app.settings.zone.clone()).year();
    let frame = Frame::new(Texts::of(ctx.lang), ctx.app.brand.clone(), "", year, "");
    ForwardPage::new(frame, Message::new(title), body)
}

fn shown(status: StatusCode, page: &ForwardPage) -> Response {
    match page.render() {
        Ok(body) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response(),
        Err(error) => reply::Fault::from(error).into_response(),
    }
}
