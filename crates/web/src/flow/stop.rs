//! Why a handler stops, and the one place that turns it into an answer.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use journey::Refusal;

use super::messages::{field_error, wait_seconds};
use crate::ctx::Ctx;
use crate::hashing::RETRY_AFTER;
use crate::http::reply::{self, Fault, Redirect};
use crate::pages::FieldError;

/// Why a handler stops.
#[derive(Debug)]
pub enum Stop {
    /// An expected "no": the page again, with the sentence at this field.
    Refused(&'static str, Refusal),
    /// Somewhere else is the right place.
    Elsewhere(Box<Redirect>),
    /// A page of its own that says how it stands, in the place of the one that was asked for.
    Answer(Box<Response>),
    /// A one-time thing was used by somebody else in between; which one.
    Lost(&'static str),
    /// Ours or the machine's mistake.
    Fault(Fault),
}

impl Stop {
    /// Somewhere else is the right place.
    pub fn elsewhere(redirect: Redirect) -> Self {
        Self::Elsewhere(Box::new(redirect))
    }

    /// A page of its own that says how it stands.
    pub fn answer(response: Response) -> Self {
        Self::Answer(Box::new(response))
    }
}

impl<E: Into<Fault>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// What the page shows again after a refusal.
pub struct Again {
    /// The sentence at its field.
    pub error: FieldError,
    /// Seconds until the next try.
    pub wait: Option<u32>,
    /// 422, 429 or 503.
    pub status: StatusCode,
}

/// The answer of a handler; `page` shows the same page again with what was refused.
pub async fn answer<F>(ctx: &Ctx, result: Result<Response, Stop>, page: F) -> Response
where
    F: AsyncFnOnce(Again) -> Result<Response, Stop>,
{
    match result {
        Ok(response) => response,
        Err(Stop::Refused(field, refusal)) => {
            let busy = refusal == Refusal::Busy;
            match page(again(ctx, field, &refusal)).await {
                Ok(response) if busy => with_retry_after(response),
                Ok(response) => response,
                Err(stop) => last(ctx, stop),
            }
        }
        Err(stop) => last(ctx, stop),
    }
}

fn again(ctx: &Ctx, field: &'static str, refusal: &Refusal) -> Again {
    let status = match refusal {
        Refusal::Throttled { .. }
        | Refusal::AskedOften { .. }
        | Refusal::CodePaused { .. }
        | Refusal::SmsWait { .. }
        | Refusal::SmsLimit { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Busy | Refusal::SmsAway => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Again { error: field_error(field, refusal, ctx.now), wait: wait_seconds(refusal, ctx.now), status }
}

fn with_retry_after(mut response: Response) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
    response
}

/// A stop that no page can take back.
fn last(ctx: &Ctx, stop: Stop) -> Response {
    match stop {
        Stop::Elsewhere(redirect) => redirect.into_response(),
        Stop::Answer(response) => *response,
        Stop::Lost(_) => reply::redirect("/login/continue").into_response(),
        Stop::Fault(fault) => reply::fault(ctx, &fault),
        Stop::Refused(field, refusal) => {
            reply::fault(ctx, &Fault::new(format!("a refusal at {field} has no page: {refusal:?}")))
        }
    }
}
