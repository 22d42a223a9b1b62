//! `response_type`: `code` and nothing else (OP-01).

use crate::error::{OAuthError, Refused};
use crate::params::Params;

/// Refuses implicit, hybrid and whatever else.
pub(super) fn check(params: &Params) -> Result<(), Refused> {
    match params.require("response_type", "response_type is missing")? {
        "code" => Ok(()),
        _ => Err(Refused::new(OAuthError::UnsupportedResponseType, "response_type must be code")),
    }
}
