//! Pushed authorization requests (RFC 9126, OP-07): the parameters come from the authenticated client, the browser carries a name.

use credentials::token::{SecretToken, TokenHash};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::authorize::{self, Arrival, Rejection, Request};
use crate::client::{Client, ClientId};
use crate::error::{OAuthError, Refused};
use crate::params::Params;

/// A pushed request waits this long for its browser (RFC 9126 section 2.2: 5 to 600 seconds).
pub const LIFE: SignedDuration = SignedDuration::from_secs(90);

pub(crate) const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// A pushed request's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedRow {
    /// SHA-256 of the name's random part.
    pub hash: TokenHash,
    /// Whose; also in the request.
    pub client: ClientId,
    /// What was pushed, checked.
    pub request: Request,
    /// When.
    pub pushed_at: Timestamp,
}

/// The answer to a push, with status 201.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PushedResponse {
    /// The name for the browser.
    pub request_uri: String,
    /// Seconds.
    pub expires_in: i64,
}

/// Checks what an authenticated client pushes: the same checks as in the browser, answered as JSON.
pub fn check(params: &Params, client: &Client) -> Result<Request, Refused> {
    // RFC 9126 section 2.1: no name of an earlier request in a new one; the checks below say the same of any request_uri.
    authorize::check(params, Some(client), Arrival::Pushed).map_err(|rejection| match rejection {
        Rejection::Redirect(_, refused) => refused,
        Rejection::Page(authorize::PageError::RedirectUri) => Refused::request("redirect_uri is not registered"),
        Rejection::Page(authorize::PageError::UnknownClient) => {
            Refused::request("client_id is missing, or not the client that authenticates")
        }
    })
}

/// The answer for a new name.
pub fn response(name: &SecretToken) -> PushedResponse {
    PushedResponse { request_uri: format!("{PREFIX}{}", name.expose().as_str()), expires_in: LIFE.as_secs() }
}

/// The name in a browser's request; `None` when it has no `request_uri` of this kind, and is then checked in the usual way.
pub fn named(params: &Params) -> Option<SecretToken> {
    SecretToken::parse(params.lenient("request_uri")?.strip_prefix(PREFIX)?)
}

/// Takes the request of a row that was just spent (`None`: unknown, or spent before); a page is shown otherwise, since the address to
/// answer to is in the row alone. Parameters beside `client_id` and `request_uri` are ignored (RFC 9101 section 6.3).
pub fn take(row: Option<PushedRow>, params: &Params, now: Timestamp) -> Result<Request, Refused> {
    let unknown = Refused::new(OAuthError::InvalidRequestUri, "the pushed request is unknown, expired or used");
    let row = row.filter(|row| now < row.pushed_at + LIFE).ok_or(unknown)?;
    if authorize::client_id(params).is_ok_and(|named| named == row.client) { Ok(row.request) } else { Err(unknown) }
}
