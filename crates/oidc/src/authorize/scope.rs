//! `scope`: `openid` is needed, and only what the client may have.

use crate::client::Client;
use crate::error::{OAuthError, Refused};
use crate::params::Params;
use crate::scope::{Scope, Scopes};

/// The scopes that are asked for.
pub(super) fn read(params: &Params, client: &Client) -> Result<Scopes, Refused> {
    let invalid = |description| Refused::new(OAuthError::InvalidScope, description);
    let text = params.get("scope")?.ok_or(invalid("scope is missing"))?;
    let scopes = Scopes::parse(text).map_err(|_| invalid("scope holds a character that no scope has"))?;
    if !scopes.has(Scope::Openid) {
        return Err(invalid("scope must hold openid"));
    }
    if !scopes.within(&client.scopes) {
        return Err(invalid("this client may not ask for one of these scopes"));
    }
    Ok(scopes)
}
