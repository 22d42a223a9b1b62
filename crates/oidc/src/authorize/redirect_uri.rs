//! Where the answer goes: the second check, before anything is sent anywhere (OP-02).

use super::PageError;
use crate::client::Client;
use crate::params::Params;

/// The redirect URI, if it is registered for this client. It is always asked, also when only one is registered
/// (OpenID Connect Core section 3.1.2.1).
pub(super) fn registered(params: &Params, client: &Client) -> Result<String, PageError> {
    let sent = params.get("redirect_uri").ok().flatten().ok_or(PageError::RedirectUri)?;
    if client.allows_redirect(sent) { Ok(sent.to_owned()) } else { Err(PageError::RedirectUri) }
}
