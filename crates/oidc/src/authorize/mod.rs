//! The authorization request (OpenID Connect Core section 3.1.2, RFC 6749 section 4.1.1), check by check.
//!
//! Two halves. [`check`] reads the request; until client and redirect URI are known to belong together nothing is sent anywhere
//! (RFC 9700 section 4.11), and after that every refusal goes to the client with `iss` and `state`. [`decide`] holds the request
//! against the session. The request is stored in between: the login is a journey of its own.

mod acr_values;
mod claims_request;
mod client;
mod decide;
mod hints;
mod max_age;
mod nonce;
mod pkce;
mod prompt;
mod redirect_uri;
mod reply;
mod request;
mod request_object;
mod response_mode;
mod response_type;
mod scope;

pub use claims_request::ClaimsRequest;
pub use client::client_id;
pub use decide::{CodeGrant, Given, Outcome, decide};
pub use pkce::{Challenge, MethodFault, VerifierFault};
pub use prompt::Prompts;
pub use reply::{Reply, ReplyTo};
pub use request::Request;
pub use response_mode::ResponseMode;

use crate::client::Client;
use crate::error::Refused;
use crate::params::Params;

/// Why a page is shown instead of sending the browser back: it is not certain whose request this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PageError {
    /// `client_id` is missing, doubled, unknown or switched off.
    #[error("the application is not known here")]
    UnknownClient,
    /// `redirect_uri` is missing, doubled or not registered.
    #[error("the application sent an address that is not registered for it")]
    RedirectUri,
}

/// A request that goes no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Say it on a page; nothing is sent to the client.
    Page(PageError),
    /// Say it to the client at its redirect URI.
    Redirect(ReplyTo, Refused),
}

/// How the parameters came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// In the browser's request.
    Browser,
    /// Pushed by the authenticated client (RFC 9126): now while pushing, or earlier and read back.
    Pushed,
}

/// Reads and checks a request; `client` is what the store knows under [`client_id`].
pub fn check(params: &Params, client: Option<&Client>, arrival: Arrival) -> Result<Request, Rejection> {
    let client = client::known(params, client).map_err(Rejection::Page)?;
    let redirect_uri = redirect_uri::registered(params, client).map_err(Rejection::Page)?;
    let to = ReplyTo {
        redirect_uri,
        // A mode that is wrong is refused below; the refusal itself goes in the usual way.
        mode: response_mode::read(params).unwrap_or_default(),
        state: params.lenient("state").map(str::to_owned),
    };
    rest(params, client, arrival, &to).map_err(|refused| Rejection::Redirect(to, refused))
}

fn rest(params: &Params, client: &Client, arrival: Arrival, to: &ReplyTo) -> Result<Request, Refused> {
    params.check_all()?;
    response_mode::read(params)?;
    request_object::check_absent(params, arrival)?;
    request_object::check_pushed(client, arrival)?;
    response_type::check(params)?;
    let scopes = scope::read(params, client)?;
    let challenge = pkce::read(params, client)?;
    let nonce = nonce::read(params)?;
    let prompts = prompt::read(params)?;
    let max_age = max_age::read(params)?;
    let claims = claims_request::read(params)?;
    Ok(Request {
        client: client.id.clone(),
        to: to.clone(),
        scopes,
        challenge,
        nonce,
        prompts,
        max_age,
        acr: acr_values::combine(params, &claims)?,
        subject: claims.subject.clone(),
        claims,
        login_hint: hints::login_hint(params)?,
        id_token_hint: hints::id_token_hint(params)?,
        ui_locales: hints::ui_locales(params)?,
    })
}
