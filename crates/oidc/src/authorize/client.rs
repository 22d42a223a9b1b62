//! Which client: the first check (OP-02).

use super::PageError;
use crate::client::{Client, ClientId};
use crate::params::Params;

/// The client that the request names, to be looked up.
pub fn client_id(params: &Params) -> Result<ClientId, PageError> {
    let text = params.get("client_id").ok().flatten();
    text.and_then(ClientId::parse).ok_or(PageError::UnknownClient)
}

/// The client that was found, if it is the one that was named and is switched on.
pub(super) fn known<'a>(params: &Params, client: Option<&'a Client>) -> Result<&'a Client, PageError> {
    let named = client_id(params)?;
    client.filter(|client| client.enabled && client.id == named).ok_or(PageError::UnknownClient)
}
