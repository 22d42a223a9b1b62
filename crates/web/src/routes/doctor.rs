//! What the portal saw of a request, for `poortwachter doctor`: from which machine it came, which forwarding headers it brought, and what was made of them.
//!
//! Only whoever shows the word that lies in the database learns it, once; for everybody else there is nothing here. The headers of one's own request
//! are no secret, but which networks are trusted is nobody's business.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use credentials::token::SecretToken;
use serde::{Deserialize, Serialize};

use crate::app::{App, ForwardedHeader};
use crate::http::peer;

/// The headers that proxies write about a request.
const ON_THE_WAY: [&str; 8] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-real-ip",
    "via",
];
/// The longest value that is told, in characters.
const TOLD: usize = 200;

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The machine that the connection came from.
    pub connection: IpAddr,
    /// Whether it is one of the trusted proxies.
    pub trusted: bool,
    /// The visitor's address as limits and the audit log have it; `None` when the headers are refused.
    pub visitor: Option<IpAddr>,
    /// The header that trusted proxies are expected to send, in small letters.
    pub expected: String,
    /// The name that the request was for.
    pub host: Option<String>,
    /// Each header that a proxy wrote, in small letters.
    pub headers: Vec<(String, String)>,
}

/// Answers the doctor.
pub async fn show(State(app): State<Arc<App>>, Path(word): Path<String>, request: Request) -> Response {
    let nothing = || (StatusCode::NOT_FOUND, "there is nothing here\n").into_response();
    let Some(word) = SecretToken::parse(&word) else { return nothing() };
    match app.store.take_word(&word, app.clock.now()).await {
        Ok(true) => {}
        Ok(false) => return nothing(),
        Err(error) => {
            tracing::warn!(%error, "the doctor cannot be answered");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    }
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let connection = connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip().to_canonical());
    Json(seen(connection, request.headers(), &app)).into_response()
}

fn seen(connection: IpAddr, headers: &HeaderMap, app: &App) -> Seen {
    let proxies = &app.settings.proxies;
    let text = |name: &str, value: &[u8]| {
        (name.to_owned(), String::from_utf8_lossy(value).chars().take(TOLD).collect::<String>())
    };
    let brought =
        ON_THE_WAY.iter().flat_map(|name| headers.get_all(*name).iter().map(move |value| text(name, value.as_bytes())));
    Seen {
        connection,
        trusted: peer::within(&proxies.trusted, connection),
        visitor: peer::client(connection, headers, proxies).ok(),
        expected: match proxies.header {
            ForwardedHeader::XForwarded => "x-forwarded-for".to_owned(),
            ForwardedHeader::Forwarded => "forwarded".to_owned(),
        },
        host: headers.get(header::HOST).map(|value| text("", value.as_bytes()).1),
        headers: brought.collect(),
    }
}
