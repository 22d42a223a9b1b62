//! Every address of the portal with the identity that it needs, in one list.
//!
//! The router is made from [`table`] and from nothing else, so that the coverage test (`tests/suite/coverage.rs`) sees every route. A handler file is named for its
//! page; each POST is the same: read the form, load the journey, reserve the try, verify, step and commit, redirect.

mod account;
mod activate;
mod address_link;
mod app_setup;
mod assets;
pub(crate) mod authorize;
mod cannot_log_in;
mod consent;
mod demo;
pub mod doctor;
mod end_session;
mod ended;
mod enrol;
mod forgot;
pub(crate) mod forward;
mod health;
mod help;
mod key_setup;
mod language;
mod leaving;
mod letter_code;
mod login;
mod method;
mod new_factor;
mod new_password;
mod no_grant;
mod not_me;
mod passkey_setup;
mod password_strength;
pub(crate) mod protocol;
mod recovery_code;
mod reset;
mod reset_instead;
mod reset_link;
mod second_advice;
mod second_factor;
mod sms_setup;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, options, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::ctx::Ctx;
use crate::http::body::page_of;
use crate::http::{guard, headers, reply};
use crate::oidc::{self, ENDPOINTS};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody.
    Nobody,
    /// Anybody, for a document that is the same for everybody and that any page's script may read.
    Published,
    /// A browser with a journey whose state the page belongs to.
    Journey,
    /// A browser that opened a live link from a mail.
    Link,
    /// A browser that opened a link "that was not me" which works.
    Objection,
    /// A session.
    Session,
    /// A session in which password and factor were given less than five minutes ago (rule J14).
    Confirmed,
    /// A client of OpenID Connect that proves itself in the request.
    Client,
    /// Whoever holds an access token.
    Bearer,
    /// A proxy in front of applications, by the address that it comes from.
    Proxy,
    /// The doctor, by a word of one use that it left in the database.
    Word,
    /// Anybody, and only in the demo.
    Demo,
}

/// One address and one method.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path as the router takes it.
    pub path: &'static str,
    /// Who may use it.
    pub needs: Needs,
    handler: MethodRouter<Arc<App>>,
}

fn route(method: &'static str, path: &'static str, needs: Needs, handler: MethodRouter<Arc<App>>) -> Route {
    Route { method, path, needs, handler }
}

/// Every route.
pub fn table() -> Vec<Route> {
    let mut all = before_session();
    all.extend(forgotten());
    all.extend(wizard());
    all.extend(own_account());
    all.extend(around());
    all.extend(applications());
    all.extend(protocol());
    all.extend(forwarded());
    all
}

fn before_session() -> Vec<Route> {
    use Needs::{Journey, Nobody};
    vec![
        route("GET", "/", Nobody, get(login::start)),
        route("GET", "/login", Nobody, get(login::show)),
        route("POST", "/login", Nobody, post(login::submit)),
        route("GET", "/cannot-log-in", Nobody, get(cannot_log_in::show)),
        route("GET", "/login/continue", Journey, get(login::resume)),
        route("GET", "/login/ended", Nobody, get(ended::show)),
        route("POST", "/login/cancel", Journey, post(login::cancel)),
        route("GET", "/login/second-factor", Journey, get(second_factor::show)),
        route("POST", "/login/second-factor", Journey, post(second_factor::submit)),
        route("POST", "/login/second-factor/other", Journey, post(second_factor::other_method::submit)),
        route("POST", "/login/second-factor/send-code", Journey, post(second_factor::send_code::submit)),
        route("POST", "/login/second-factor/key-options", Journey, post(second_factor::key_options::submit)),
        route("POST", "/login/second-factor/reset-instead", Journey, post(reset_instead::submit)),
        route("GET", "/login/reset", Journey, get(reset::show)),
        route("POST", "/login/reset", Journey, post(reset::submit)),
        route("GET", "/login/no-grant", Journey, get(no_grant::show)),
        route("GET", "/login/new-password", Journey, get(new_password::show)),
        route("POST", "/login/new-password", Journey, post(new_password::submit)),
        route("GET", "/login/waiting", Nobody, get(waiting::show)),
        route("GET", "/recovery/cancel", Nobody, get(waiting::ask)),
        route("POST", "/recovery/cancel", Nobody, post(waiting::stop)),
    ]
}

fn forgotten() -> Vec<Route> {
    use Needs::{Link, Nobody};
    vec![
        route("GET", "/forgot/password", Nobody, get(forgot::password::show)),
        route("POST", "/forgot/password", Nobody, post(forgot::password::submit)),
        route("GET", "/forgot/password/sent", Nobody, get(forgot::password::sent)),
        route("GET", "/forgot/username", Nobody, get(forgot::username::show)),
        route("POST", "/forgot/username", Nobody, post(forgot::username::submit)),
        route("GET", "/forgot/username/sent", Nobody, get(forgot::username::sent)),
        route("GET", "/forgot/link", Nobody, get(forgot::link::show)),
        route("POST", "/forgot/link", Link, post(forgot::link::submit)),
    ]
}

fn wizard() -> Vec<Route> {
    use Needs::{Journey, Link, Nobody};
    vec![
        route("GET", "/activate", Nobody, get(activate::show)),
        route("POST", "/activate", Link, post(activate::submit)),
        route("POST", "/password/strength", Nobody, post(password_strength::submit)),
        route("GET", "/reset-link", Nobody, get(reset_link::show)),
        route("GET", "/letter", Nobody, get(letter_code::show)),
        route("POST", "/letter", Nobody, post(letter_code::submit)),
        route("GET", "/enrol", Journey, get(enrol::show)),
        route("POST", "/enrol", Journey, post(enrol::submit)),
        route("GET", "/enrol/method", Journey, get(method::show)),
        route("POST", "/enrol/method", Journey, post(method::submit)),
        route("GET", "/enrol/app", Journey, get(app_setup::show)),
        route("POST", "/enrol/app", Journey, post(app_setup::submit)),
        route("GET", "/enrol/sms", Journey, get(sms_setup::show)),
        route("POST", "/enrol/sms", Journey, post(sms_setup::submit)),
        route("POST", "/enrol/sms/code", Journey, post(sms_setup::prove)),
        route("POST", "/enrol/sms/send-code", Journey, post(sms_setup::again)),
        route("POST", "/enrol/sms/other-number", Journey, post(sms_setup::other_number)),
        route("GET", "/enrol/key", Journey, get(key_setup::show)),
        route("POST", "/enrol/key", Journey, post(key_setup::submit)),
        route("POST", "/enrol/key/options", Journey, post(key_setup::options)),
        route("GET", "/enrol/passkey", Journey, get(passkey_setup::show)),
        route("POST", "/enrol/passkey", Journey, post(passkey_setup::submit)),
        route("POST", "/enrol/passkey/options", Journey, post(passkey_setup::options)),
        route("GET", "/enrol/second", Journey, get(second_advice::show)),
        route("POST", "/enrol/second", Journey, post(second_advice::submit)),
        route("POST", "/enrol/second/decline", Journey, post(second_advice::decline)),
        route("GET", "/enrol/recovery-code", Journey, get(recovery_code::show)),
        route("POST", "/enrol/recovery-code", Journey, post(recovery_code::submit)),
        route("GET", "/enrol/recovery-code.txt", Journey, get(recovery_code::download)),
    ]
}

/// S7; what is dangerous needs a session that was confirmed (rule J14).
fn own_account() -> Vec<Route> {
    use Needs::{Confirmed, Nobody, Session};
    vec![
        route("GET", "/account", Session, get(account::overview::show)),
        route("POST", "/account/stay", Session, post(account::stay::submit)),
        route("GET", "/account/confirm", Session, get(account::confirm::show)),
        route("POST", "/account/confirm", Session, post(account::confirm::submit)),
        route("GET", "/account/factors/add", Confirmed, get(account::acts::show_add)),
        route("POST", "/account/factors/add", Confirmed, post(account::acts::add)),
        route("GET", "/account/factors/replace", Confirmed, get(account::acts::show_replace)),
        route("POST", "/account/factors/replace", Confirmed, post(account::acts::replace)),
        route("GET", "/account/recovery-code/new", Confirmed, get(account::acts::show_code)),
        route("POST", "/account/recovery-code/new", Confirmed, post(account::acts::code)),
        route("GET", "/account/recovery-code/try", Confirmed, get(account::try_code::show)),
        route("POST", "/account/recovery-code/try", Confirmed, post(account::try_code::submit)),
        route("GET", "/account/factors/rename", Session, get(account::rename_factor::show)),
        route("POST", "/account/factors/rename", Session, post(account::rename_factor::submit)),
        route("GET", "/account/factors/remove", Confirmed, get(account::remove_factor::show)),
        route("POST", "/account/factors/remove", Confirmed, post(account::remove_factor::submit)),
        route("GET", "/account/sessions", Session, get(account::sessions::show)),
        route("POST", "/account/sessions/end", Confirmed, post(account::sessions::end)),
        route("POST", "/account/sessions/end-others", Confirmed, post(account::sessions::end_others)),
        route("GET", "/account/activity", Session, get(account::activity::show)),
        route("GET", "/account/addresses", Confirmed, get(account::addresses::show)),
        route("GET", "/account/addresses/mail", Confirmed, get(account::addresses::show_mail)),
        route("POST", "/account/addresses/mail", Confirmed, post(account::addresses::change_mail)),
        route("GET", "/account/addresses/notice-mail", Confirmed, get(account::addresses::show_notice_mail)),
        route("POST", "/account/addresses/notice-mail", Confirmed, post(account::addresses::change_notice_mail)),
        route("POST", "/account/addresses/remove", Confirmed, post(account::addresses::remove)),
        route("GET", "/account/password", Confirmed, get(account::password::show)),
        route("POST", "/account/password", Confirmed, post(account::password::submit)),
        route("GET", "/account/language", Session, get(account::language::show)),
        route("POST", "/account/language", Session, post(account::language::submit)),
        route("GET", "/account/export", Confirmed, get(account::export::show)),
        route("POST", "/account/export", Confirmed, post(account::export::download)),
        route("GET", "/address-link", Nobody, get(address_link::show)),
        route("POST", "/address-link", Nobody, post(address_link::submit)),
    ]
}

fn around() -> Vec<Route> {
    use Needs::{Demo, Nobody, Objection, Session, Word};
    vec![
        route("GET", "/not-me", Nobody, get(not_me::show)),
        route("POST", "/not-me", Objection, post(not_me::submit)),
        route("POST", "/logout", Session, post(account::log_out)),
        route("GET", "/leaving", Session, get(leaving::show)),
        route("POST", "/language", Nobody, post(language::submit)),
        route("GET", "/help", Nobody, get(help::index)),
        route("GET", "/help/all", Nobody, get(help::all)),
        route("GET", "/help/search", Nobody, get(help::search)),
        route("GET", "/help/{topic}", Nobody, get(help::show)),
        route("GET", "/assets/{name}", Nobody, get(assets::show)),
        route("GET", "/favicon.ico", Nobody, get(assets::icon)),
        route("GET", "/healthz", Nobody, get(health::alive)),
        route("GET", "/readyz", Nobody, get(health::ready)),
        route("GET", "/doctor/{word}", Word, get(doctor::show)),
        route("GET", "/demo/inbox", Demo, get(demo::inbox)),
        route("GET", "/demo/inbox.json", Demo, get(demo::inbox_json)),
    ]
}

/// What applications send people to (OpenID Connect).
fn applications() -> Vec<Route> {
    use Needs::{Nobody, Session};
    vec![
        route("GET", ENDPOINTS.authorize, Nobody, get(authorize::show)),
        route("POST", ENDPOINTS.authorize, Nobody, post(authorize::submit)),
        route("GET", "/authorize/continue", Nobody, get(authorize::go_on::show)),
        route("GET", "/authorize/account", Session, get(authorize::account::show)),
        route("POST", "/authorize/account", Session, post(authorize::account::submit)),
        route("GET", "/consent", Session, get(consent::show)),
        route("POST", "/consent", Session, post(consent::submit)),
        route("GET", ENDPOINTS.end_session, Nobody, get(end_session::show)),
        route("POST", ENDPOINTS.end_session, Nobody, post(end_session::submit)),
        route("POST", "/end-session/confirm", Session, post(end_session::confirm)),
        route("GET", "/account/applications", Session, get(account::applications::show)),
        route("POST", "/account/applications/withdraw", Session, post(account::applications::withdraw)),
    ]
}

/// What programs call (OpenID Connect); browsers' scripts ask first, with `OPTIONS`.
fn protocol() -> Vec<Route> {
    use Needs::{Bearer, Client, Nobody, Published};
    use protocol::{cors, introspect, key_set, metadata, push, revoke, token, userinfo};
    vec![
        route("GET", oidc::METADATA, Published, get(metadata::show)),
        route("GET", oidc::OAUTH_METADATA, Published, get(metadata::show)),
        route("GET", ENDPOINTS.jwks, Published, get(key_set::show)),
        route("POST", ENDPOINTS.token, Client, post(token::submit)),
        route("OPTIONS", ENDPOINTS.token, Nobody, options(cors::preflight)),
        route("POST", ENDPOINTS.par, Client, post(push::submit)),
        route("GET", ENDPOINTS.userinfo, Bearer, get(userinfo::show)),
        route("POST", ENDPOINTS.userinfo, Bearer, post(userinfo::show)),
        route("OPTIONS", ENDPOINTS.userinfo, Nobody, options(cors::preflight)),
        route("POST", ENDPOINTS.introspect, Client, post(introspect::submit)),
        route("POST", ENDPOINTS.revoke, Client, post(revoke::submit)),
    ]
}

/// Forward-auth: what proxies ask, what they send on to us from the hosts of applications, and the portal's own half of the way there.
fn forwarded() -> Vec<Route> {
    use Needs::{Nobody, Proxy, Session};
    use forward::{asset, check, go_on, leave, logout, start, ticket};
    vec![
        route("GET", forward::CHECK, Proxy, any(check::forwarded)),
        route("GET", forward::CHECK_NGINX, Proxy, any(check::nginx)),
        route("GET", forward::ANSWER_NGINX, Proxy, any(check::answer_for_nginx)),
        // The router takes nothing for a rest.
        route("GET", "/forward-auth/envoy/", Proxy, any(check::envoy)),
        route("GET", "/forward-auth/envoy/{*rest}", Proxy, any(check::envoy)),
        route("GET", "/.poortwachter/start", Proxy, get(start::show)),
        route("GET", "/.poortwachter/ticket", Proxy, get(ticket::show)),
        route("GET", "/.poortwachter/logout", Proxy, get(logout::show)),
        route("POST", "/.poortwachter/logout", Proxy, post(logout::show)),
        route("GET", "/.poortwachter/assets/{name}", Proxy, get(asset::show)),
        route("GET", "/forward/continue", Nobody, get(go_on::show)),
        route("GET", "/forward/logout", Session, get(leave::show)),
    ]
}

/// The whole portal; the demo's routes exist only where there is a demo.
pub fn router(app: Arc<App>) -> Router {
    let demo = app.demo.is_some();
    let offered = table().into_iter().filter(|route| demo || route.needs != Needs::Demo);
    let (of_proxies, others): (Vec<_>, Vec<_>) = offered.partition(|route| route.needs == Needs::Proxy);
    // What the doctor asks is about the headers on the way here, so none of them may stop the question.
    let bare = |route: &Route| matches!(route.needs, Needs::Published | Needs::Word);
    let (published, others): (Vec<_>, Vec<_>) = others.into_iter().partition(bare);
    let patience = || TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30));
    // From the inside out: a panic becomes a fault page, a slow request ends, other sites are refused, headers and number come last.
    let pages = joined(others)
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(patience())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::same_origin))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), headers::add))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::number));
    // A proxy asks before each request to an application, so that no more than this stands in the way.
    let checks = joined(of_proxies)
        .layer(CatchPanicLayer::custom(guard::panicked_for_a_proxy))
        .layer(patience())
        .layer(middleware::from_fn(headers::add_elsewhere));
    // Asked for all the time too, and the same for everybody, or for nobody but the doctor: no number, no cookies, no journey.
    let documents = joined(published)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(patience())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), headers::add));
    pages.merge(checks).merge(documents).with_state(app)
}

/// Whether a route is the question of a proxy about each request to an application, of which there are many more than of all others.
pub fn is_check(pattern: &str) -> bool {
    pattern.strip_prefix(forward::CHECK).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn joined(routes: Vec<Route>) -> Router<Arc<App>> {
    routes.into_iter().fold(Router::new(), |router, offered| router.route(offered.path, offered.handler))
}

async fn not_found(ctx: Ctx) -> Response {
    nothing_here(&ctx, StatusCode::NOT_FOUND)
}

/// Somebody who reloads by the address bar after a form was refused finds the page on which that form stands (rule J11).
async fn wrong_method(ctx: Ctx, method: Method) -> Response {
    if oidc::is_machine(&ctx.here) {
        return protocol::wrong_method();
    }
    let page = page_of(&ctx.here);
    if method == Method::GET && page != ctx.here {
        return reply::redirect(page).into_response();
    }
    nothing_here(&ctx, StatusCode::METHOD_NOT_ALLOWED)
}

fn nothing_here(ctx: &Ctx, status: StatusCode) -> Response {
    reply::message(ctx, status, "not-found-title", "not-found").unwrap_or_else(|fault| reply::fault(ctx, &fault))
}
