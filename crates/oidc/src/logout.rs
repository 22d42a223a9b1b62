//! Logging out: asked for by an application (OpenID Connect RP-Initiated Logout, OP-18) and told to all of them
//! (OpenID Connect Back-Channel Logout, OP-19).

use credentials::ids::{AccountId, SessionId};
use credentials::rng::{Rng, random_bytes};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value, json};
use url::form_urlencoded;
use uuid::Builder;

use crate::client::{Client, ClientId};
use crate::error::Refused;
use crate::id_token::Hint;
use crate::issuer::Issuer;
use crate::login::LoginFacts;
use crate::params::Params;

/// What an application asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogoutRequest {
    /// An ID token of ours, unverified; [`crate::id_token::read_hint`] reads it.
    pub id_token_hint: Option<String>,
    /// The client that it names.
    pub client: Option<ClientId>,
    /// Where people should land.
    pub post_logout_redirect_uri: Option<String>,
    /// Echoed there.
    pub state: Option<String>,
}

/// What a logout request leads to. `then` is the address to go on to, registered for the client and with `state`; without one people
/// stay on a page of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoutOutcome {
    /// End the session.
    End {
        /// Where to go.
        then: Option<String>,
    },
    /// Ask first: nothing proves that the person's own application wants this.
    Ask {
        /// Where to go after a yes.
        then: Option<String>,
    },
    /// There is no session any more.
    Nothing {
        /// Where to go.
        then: Option<String>,
    },
}

/// Reads the parameters.
pub fn read(params: &Params) -> Result<LogoutRequest, Refused> {
    params.check_all()?;
    let owned = |name| params.get(name).map(|value| value.map(str::to_owned));
    Ok(LogoutRequest {
        id_token_hint: owned("id_token_hint")?,
        client: params.get("client_id")?.and_then(ClientId::parse),
        post_logout_redirect_uri: owned("post_logout_redirect_uri")?,
        state: owned("state")?,
    })
}

/// Decides. `hint` is what a valid `id_token_hint` says; `client` is the one of the hint, or else the one that is named.
pub fn decide(
    request: &LogoutRequest,
    hint: Option<&Hint>,
    client: Option<&Client>,
    login: Option<&LoginFacts>,
) -> LogoutOutcome {
    let agree = match (hint, &request.client) {
        (Some(hint), Some(named)) => hint.client == *named,
        _ => true,
    };
    let meant = hint.map(|hint| &hint.client).or(request.client.as_ref());
    let client = client.filter(|client| agree && meant == Some(&client.id));
    let then = client.and_then(|client| landing(request, client));
    let Some(login) = login else {
        return LogoutOutcome::Nothing { then };
    };
    let own = hint.is_some_and(|hint| {
        let same_session = hint.session.as_ref().is_none_or(|session| *session == login.session.to_string());
        hint.subject == login.account.to_string() && same_session
    });
    if own && agree { LogoutOutcome::End { then } } else { LogoutOutcome::Ask { then } }
}

fn landing(request: &LogoutRequest, client: &Client) -> Option<String> {
    let uri = request.post_logout_redirect_uri.as_deref();
    let uri = uri.filter(|uri| client.enabled && client.allows_post_logout(uri))?;
    let Some(state) = &request.state else {
        return Some(uri.to_owned());
    };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
    Some(format!("{uri}{}{query}", if uri.contains('?') { "&" } else { "?" }))
}

/// The type in a logout token's header.
pub const TOKEN_TYPE: &str = "logout+jwt";
/// A logout token lives this long; each try of the outbox makes a new one.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(2);
/// The member of `events` that makes it a logout token.
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a logout token (Back-Channel Logout section 2.4). There is no nonce, so that it is never an ID token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogoutToken {
    /// The issuer.
    pub iss: String,
    /// The client.
    pub aud: String,
    /// Seconds.
    pub iat: i64,
    /// Seconds.
    pub exp: i64,
    /// Random.
    pub jti: String,
    /// Only [`EVENT`].
    pub events: Map<String, Value>,
    /// The account.
    pub sub: String,
    /// The session; none when all of the account's ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

impl LogoutToken {
    /// The claims for one client.
    pub fn new(
        issuer: &Issuer,
        client: &ClientId,
        (account, session): (AccountId, Option<SessionId>),
        now: Timestamp,
        rng: &dyn Rng,
    ) -> Self {
        Self {
            iss: issuer.as_str().to_owned(),
            aud: client.as_str().to_owned(),
            iat: now.as_second(),
            exp: (now + TOKEN_LIFE).as_second(),
            jti: Builder::from_random_bytes(random_bytes(rng)).into_uuid().to_string(),
            events: Map::from_iter([(EVENT.to_owned(), json!({}))]),
            sub: account.to_string(),
            sid: session.map(|session| session.to_string()),
        }
    }
}
