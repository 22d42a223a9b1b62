//! Answers: pages, redirects, and the last-resort fault page (requirement WE-09).

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use credentials::token::SecretToken;
use journey::Journey;
use store::{CommitError, SessionView, StoreError};

use super::cookies::{self, Cookie};
use super::csrf::{self, Bound};
use crate::ctx::Ctx;
use crate::flow::Again;
use crate::look::{Arg, Message, Texts};
use crate::meter::CROWDED;
use crate::oidc::ProviderError;
use crate::pages::{Frame, MessagePage, Notice, SessionClock, Tone};

/// Seconds after which a browser may try again what failed because the database was away.
const AWAY: u32 = 10;

/// Ours or the machine's mistake: logged once, told by number.
#[derive(Debug)]
pub struct Fault {
    /// What the log says.
    pub text: String,
    /// Whether the database is away, full or slow, so that the same request may do later.
    passing: bool,
}

impl Fault {
    /// A mistake of ours.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), passing: false }
    }

    /// Something that we wait for does not come, so that the same request may do later.
    pub fn passing(text: impl Into<String>) -> Self {
        Self { passing: true, ..Self::new(text) }
    }

    /// 503 for what passes, else 500.
    pub fn status(&self) -> StatusCode {
        if self.passing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR }
    }

    /// The answer with its status, and when to try again.
    pub fn marked(&self, mut response: Response) -> Response {
        *response.status_mut() = self.status();
        if self.passing {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(AWAY));
        }
        response
    }
}

/// Whether an error is one of the database that passes, whichever way it came here.
fn is_passing(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(CommitError::Store(error)) = error.downcast_ref() {
        return error.is_passing();
    }
    if let Some(ProviderError::Store(error)) = error.downcast_ref() {
        return error.is_passing();
    }
    error.downcast_ref().is_some_and(StoreError::is_passing)
}

impl<E: std::error::Error + 'static> From<E> for Fault {
    fn from(error: E) -> Self {
        let passing = is_passing(&error);
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self { text, passing }
    }
}

impl IntoResponse for Fault {
    /// Without a context there is no language: the shortest truth.
    fn into_response(self) -> Response {
        tracing::error!(error = %self.text, "a request failed");
        self.marked(self.status().as_str().to_owned().into_response())
    }
}

/// The fault page with the number under which the log has it.
pub fn fault(ctx: &Ctx, fault: &Fault) -> Response {
    tracing::error!(request = %ctx.number, path = %ctx.here, error = %fault.text, "a request failed");
    let (title, said) = if fault.passing { ("away-title", "away") } else { ("fault-title", "fault") };
    let body = Message::new(said).arg("number", ctx.number.as_str());
    let mut frame = frame(ctx, Bound::Visit);
    // The sentence above has it.
    frame.frame.number = None;
    let page = MessagePage::new(frame.frame.clone(), Message::new(title), vec![body]).calling();
    let shown = frame.show(fault.status(), &page);
    shown.map_or_else(IntoResponse::into_response, |response| fault.marked(response))
}

/// A page that says one thing.
pub fn message(ctx: &Ctx, status: StatusCode, title: &'static str, text: &'static str) -> Result<Response, Fault> {
    let framed = frame(ctx, Bound::Visit);
    let page = MessagePage::new(framed.frame.clone(), Message::new(title), vec![Message::new(text)]);
    framed.show(status, &page)
}

/// A small answer for our own script; the text is JSON already.
pub fn json(text: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text.to_owned()).into_response()
}

/// The page for somebody whose network began too many logins in this minute (requirement TH-03); nothing was written.
pub fn crowded(ctx: &Ctx) -> Result<Response, Fault> {
    let framed = frame(ctx, Bound::Visit);
    let body = Message::new("busy").arg("wait", Arg::Wait(CROWDED));
    let page = MessagePage::new(framed.frame.clone().with_wait(CROWDED), Message::new("busy-title"), vec![body]);
    let mut response = framed.show(StatusCode::TOO_MANY_REQUESTS, &page)?;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(CROWDED));
    Ok(response)
}

/// The page for a request of an application that is unknown, too old or answered (rule J11): begin again over there.
pub fn begin_again(ctx: &Ctx, application: Option<&str>) -> Result<Response, Fault> {
    let framed = frame(ctx, Bound::Visit);
    let body = match application {
        Some(name) => Message::new("begin-again-at").arg("application", name),
        None => Message::new("begin-again"),
    };
    let page = MessagePage::new(framed.frame.clone(), Message::new("begin-again-title"), vec![body]);
    framed.show(StatusCode::GONE, &page)
}

/// A frame for a page, with the cookies that go out with it.
pub struct Framed {
    /// The frame.
    pub frame: Frame,
    cookies: Vec<HeaderValue>,
}

/// The frame of this request: language, brand, token, and the word that an earlier answer left.
pub fn frame(ctx: &Ctx, bound: Bound) -> Framed {
    let mut cookies = Vec::new();
    let csrf = match bound {
        Bound::Session => ctx.cookies.get(Cookie::Session).unwrap_or("").to_owned(),
        Bound::Visit => ctx.cookies.secret(Cookie::Visit).map_or_else(
            || {
                let fresh = SecretToken::generate(&*ctx.app.rng).expose().to_string();
                cookies.push(cookies::set(Cookie::Visit, &fresh));
                fresh
            },
            |known| known.expose().to_string(),
        ),
    };
    let token = csrf::token(&ctx.app.keyring, bound, &csrf);
    let year = ctx.now.to_zoned(ctx.app.settings.zone.clone()).year();
    let mut frame = Frame::new(Texts::of(ctx.lang), ctx.app.brand.clone(), &ctx.here, year, &token);
    frame.demo = ctx.app.demo.is_some();
    frame.number = Some(ctx.number.clone()).filter(|number| !number.is_empty());
    if let Some(left) = ctx.cookies.get(Cookie::Flash) {
        cookies.push(cookies::clear(Cookie::Flash));
        frame.notice = flash(left);
    }
    Framed { frame, cookies }
}

impl Framed {
    /// Lets the page's forms carry along where this tab is going (rule J11).
    #[must_use]
    pub fn going(mut self, ctx: &Ctx, journey: &Journey) -> Self {
        let target = ctx.toward.clone().unwrap_or_else(|| journey.state.target());
        self.frame.to = Some(ctx.app.settings.to(&target).unwrap_or_default());
        self
    }

    /// Says how long the session lasts, and lets the page warn before its end (requirement SE-14).
    #[must_use]
    pub fn in_session(mut self, ctx: &Ctx, view: &SessionView) -> Self {
        let (session, settings) = (&view.session, &ctx.app.settings);
        let idle = (session.last_seen_at, settings.policy.session.idle);
        let words = (&self.frame.texts, &settings.zone);
        self.frame.session =
            Some(SessionClock::new(session.account.to_string(), idle, session.expires_at, ctx.now, words));
        self
    }

    /// Puts what was refused into the frame; its status, or `None` when nothing was.
    pub fn refused(&mut self, again: Option<Again>) -> Option<StatusCode> {
        let again = again?;
        self.frame.errors.push(again.error);
        self.frame.wait_seconds = again.wait;
        // A word from an earlier page would only stand in the way now.
        self.frame.notice = None;
        Some(again.status)
    }

    /// Renders a page that was made with this frame.
    pub fn show(self, status: StatusCode, page: &impl Template) -> Result<Response, Fault> {
        let mut response =
            (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.render()?).into_response();
        for cookie in self.cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// The sentences that a redirect may leave for the next page, and how they are meant.
const FLASHES: [(&str, Tone); 39] = [
    ("journey-expired", Tone::Info),
    ("journey-superseded", Tone::Info),
    ("journey-other-step", Tone::Info),
    ("after-wipe", Tone::Success),
    ("after-reset-link", Tone::Success),
    ("already-enrolled", Tone::Info),
    ("logged-out", Tone::Success),
    ("session-ended-idle", Tone::Info),
    ("csrf", Tone::Warning),
    ("factor-ended", Tone::Warning),
    ("code-ended", Tone::Warning),
    ("code-void", Tone::Warning),
    ("cancelled", Tone::Info),
    ("password-set", Tone::Success),
    ("enrolled", Tone::Success),
    ("new-secret", Tone::Info),
    ("new-number", Tone::Info),
    ("sms-sent", Tone::Success),
    ("sms-not-sent", Tone::Warning),
    ("password-reset", Tone::Success),
    ("password-changed", Tone::Success),
    ("password-changed-only", Tone::Success),
    ("factor-added", Tone::Success),
    ("factor-replaced", Tone::Success),
    ("code-renewed", Tone::Success),
    ("not-me-done", Tone::Success),
    ("not-me-already", Tone::Info),
    ("factor-renamed", Tone::Success),
    ("factor-removed", Tone::Success),
    ("factor-removed-ours", Tone::Success),
    ("code-right", Tone::Success),
    ("session-ended", Tone::Success),
    ("sessions-ended", Tone::Success),
    ("address-link-sent", Tone::Success),
    ("address-removed", Tone::Success),
    ("address-changed", Tone::Success),
    ("language-changed", Tone::Success),
    ("factor-last", Tone::Warning),
    ("application-withdrawn", Tone::Success),
];

/// Only known sentences are shown: the cookie is the visitor's.
fn flash(key: &str) -> Option<Notice> {
    let (key, tone) = FLASHES.iter().find(|(known, _)| *known == key)?;
    Some(Notice { tone: *tone, message: Message::new(key) })
}

/// A 303 to a page of ours, with cookies.
#[derive(Debug)]
pub struct Redirect {
    to: String,
    cookies: Vec<HeaderValue>,
}

/// Leads away, to an address that is registered for an application. Only the answer to a GET does that: a form never leaves our origin
/// (rule J15).
pub fn leave(to: &str) -> Redirect {
    redirect(to)
}

/// Leads to a path of the portal.
pub fn redirect(to: &str) -> Redirect {
    Redirect { to: to.to_owned(), cookies: Vec::new() }
}

impl Redirect {
    /// Sets a cookie on the way.
    #[must_use]
    pub fn set(mut self, cookie: Cookie, value: &str) -> Self {
        self.cookies.push(cookies::set(cookie, value));
        self
    }

    /// Forgets a cookie on the way.
    #[must_use]
    pub fn clear(mut self, cookie: Cookie) -> Self {
        self.cookies.push(cookies::clear(cookie));
        self
    }

    /// Leaves a sentence for the next page.
    #[must_use]
    pub fn flash(self, key: &'static str) -> Self {
        debug_assert!(flash(key).is_some(), "{key} is not a sentence that may be left");
        self.set(Cookie::Flash, key)
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        let location = HeaderValue::from_str(&self.to).unwrap_or_else(|_| HeaderValue::from_static("/login"));
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
        for cookie in self.cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}
