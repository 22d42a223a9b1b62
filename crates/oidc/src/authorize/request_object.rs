//! Requests by other ways than plain parameters (OP-07): only a pushed one is taken, and the web room has read that back already.

use super::Arrival;
use crate::client::Client;
use crate::error::{OAuthError, Refused};
use crate::par;
use crate::params::Params;

/// Refuses signed request objects and addresses to fetch one from (OpenID Connect Core section 6), the second of which would have us call
/// whatever address a stranger writes, and registrations that a request brings along (section 7.2.1).
pub(super) fn check_absent(params: &Params, arrival: Arrival) -> Result<(), Refused> {
    if params.get("request")?.is_some() {
        return Err(Refused::new(OAuthError::RequestNotSupported, "request is not supported"));
    }
    if let Some(uri) = params.get("request_uri")? {
        return Err(not_pushed(uri, arrival));
    }
    if params.get("registration")?.is_some() {
        return Err(Refused::new(OAuthError::RegistrationNotSupported, "registration is not supported"));
    }
    Ok(())
}

/// From a browser the name of a pushed request comes here only when it cannot be one that we gave (RFC 9126 section 4); anything else is another
/// way of asking, and so is a name in a request that is being pushed (section 2.1).
fn not_pushed(uri: &str, arrival: Arrival) -> Refused {
    if arrival == Arrival::Browser && uri.starts_with(par::PREFIX) {
        return Refused::new(OAuthError::InvalidRequestUri, "the pushed request is unknown, expired or used");
    }
    Refused::new(OAuthError::RequestUriNotSupported, "request_uri is only for pushed requests")
}

/// Refuses a request in the browser of a client that must push (RFC 9126 section 6).
pub(super) fn check_pushed(client: &Client, arrival: Arrival) -> Result<(), Refused> {
    if client.par_required && arrival == Arrival::Browser {
        return Err(Refused::request("this client must push its authorization requests"));
    }
    Ok(())
}
