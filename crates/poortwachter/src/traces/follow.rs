//! One span for each request.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::field::Empty;
use web::http::guard::RequestNumber;

use crate::metrics::method;

/// Middleware for `Router::layer`. What a proxy asks about each request to an application is left out: there are too many of them.
pub(super) async fn follow(request: Request, next: Next) -> Response {
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    if web::routes::is_check(&route) {
        return next.run(request).await;
    }
    let name = format!("{method} {route}");
    let span = tracing::info_span!(
        target: "poortwachter::traces",
        parent: None,
        "request",
        otel.name = name,
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        poortwachter.request = Empty,
    );
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    if let Some(RequestNumber(number)) = response.extensions().get() {
        span.record("poortwachter.request", number);
    }
    response
}
