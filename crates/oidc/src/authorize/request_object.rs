//! Requests by other ways than plain parameters (OP-07): only a pushed one is taken, and the web room has read that back already.

use super::Arrival;
use crate::client::Client;
use crate::error::{OAuthError, Refused};
use crate::params::Params;

/// Refuses signed request objects and addresses to fetch one from (OpenID Connect Core section 6): the second would have us call
/// whatever address a stranger writes.
pub(super) fn check_absent(params: &Params) -> Result<(), Refused> {
    if params.get("request")?.is_some() {
        return Err(Refused::new(OAuthError::RequestNotSupported, "request is not supported"));
    }
    if params.get("request_uri")?.is_some() {
        return Err(Refused::new(OAuthError::RequestUriNotSupported, "request_uri is only for pushed requests"));
    }
    Ok(())
}

/// Refuses a request in the browser of a client that must push (RFC 9126 section 6).
pub(super) fn check_pushed(client: &Client, arrival: Arrival) -> Result<(), Refused> {
    if client.par_required && arrival == Arrival::Browser {
        return Err(Refused::request("this client must push its authorization requests"));
    }
    Ok(())
}
