//! What a registration must be like, told to whoever makes it.

use url::Url;

use super::redirect::{RedirectFault, check_registered};
use super::{Client, ClientAuth, PkceRule};
use crate::scope::Scope;

/// What is wrong with a registration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ClientFault {
    /// There is nowhere to send an answer.
    #[error("at least one redirect URI is needed")]
    NoRedirect,
    /// A redirect or post-logout address.
    #[error("the address \"{uri}\" {fault}")]
    Redirect {
        /// Which.
        uri: String,
        /// What is wrong with it.
        fault: RedirectFault,
    },
    /// A public client must use PKCE.
    #[error("only a confidential client may leave PKCE out")]
    PublicWithoutPkce,
    /// A method with a secret needs one, and at most two while one is replaced; a method with keys at least one.
    #[error("the authentication method needs its secret or keys: one, or two while one is being replaced")]
    Keys,
    /// A key of another algorithm than the one that was agreed.
    #[error("all keys of a client must be for {0}")]
    KeyAlgorithm(&'static str),
    /// `openid` is missing from the scopes.
    #[error("the scope openid is needed")]
    NoOpenid,
    /// Not https (http for a loopback address), or with a fragment.
    #[error("the back-channel logout address must be https without a fragment")]
    BackChannel,
    /// Not scheme, host and port alone.
    #[error("\"{0}\" is no origin, such as https://app.example.org")]
    Origin(String),
    /// Nothing that people could be shown.
    #[error("the name must have 1 to 100 characters, none of them a control character")]
    Name,
}

/// Checks a registration; all faults at once.
pub fn check_client(client: &Client) -> Vec<ClientFault> {
    let mut faults = Vec::new();
    let length = client.name.chars().count();
    if client.name.trim().is_empty() || length > 100 || client.name.chars().any(char::is_control) {
        faults.push(ClientFault::Name);
    }
    if client.redirect_uris.is_empty() {
        faults.push(ClientFault::NoRedirect);
    }
    for uri in client.redirect_uris.iter().chain(&client.post_logout_uris) {
        if let Err(fault) = check_registered(uri, client.is_public()) {
            faults.push(ClientFault::Redirect { uri: uri.clone(), fault });
        }
    }
    if client.is_public() && client.pkce == PkceRule::OldClient {
        faults.push(ClientFault::PublicWithoutPkce);
    }
    faults.extend(keys(&client.auth));
    if !client.scopes.has(Scope::Openid) {
        faults.push(ClientFault::NoOpenid);
    }
    if client.back_channel_logout_uri.as_deref().is_some_and(|uri| check_registered(uri, false).is_err()) {
        faults.push(ClientFault::BackChannel);
    }
    faults.extend(client.cors_origins.iter().filter(|origin| !is_origin(origin)).cloned().map(ClientFault::Origin));
    faults
}

fn keys(auth: &ClientAuth) -> Option<ClientFault> {
    match auth {
        ClientAuth::None => None,
        ClientAuth::Basic(secrets) | ClientAuth::Post(secrets) => {
            (!(1..=2).contains(&secrets.len())).then_some(ClientFault::Keys)
        }
        ClientAuth::PrivateKeyJwt { keys, .. } if keys.is_empty() => Some(ClientFault::Keys),
        ClientAuth::PrivateKeyJwt { alg, keys } => {
            keys.iter().any(|key| key.alg() != *alg).then_some(ClientFault::KeyAlgorithm(alg.as_str()))
        }
    }
}

fn is_origin(text: &str) -> bool {
    Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.origin().ascii_serialization() == text)
}
