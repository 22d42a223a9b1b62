//! One log line for each request: method, the pattern of the route, status, milliseconds, and the number that pages show beside the help desk's.
//!
//! Never the address that was asked for: paths and queries hold activation links, usernames and codes (LO-03). What a proxy asks about each request
//! to an application is a line at the level debug only: the proxy has its own log, and one line for each image of each page hides the rest.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use web::http::guard::RequestNumber;

/// Middleware for `Router::layer`, which sees the route that was matched; an unknown path is logged as `-`.
pub async fn log_request(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let status = response.status().as_u16();
    let request = response.extensions().get::<RequestNumber>().map(|number| number.0.as_str());
    if web::routes::is_check(route) && status < 500 {
        tracing::debug!(%method, route, status, milliseconds, request, "request");
    } else {
        tracing::info!(%method, route, status, milliseconds, request, "request");
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use http::Request;
    use tower::ServiceExt;

    use super::*;
    use crate::logging::tests::logged;
    use crate::settings::log::{LogFormat, LogLevel};

    fn line_for(address: &str) -> String {
        let router = Router::new()
            .route("/activate/{token}", get(|| async { "ok" }))
            .route("/forward-auth", get(|| async { "ok" }))
            .layer(from_fn(log_request));
        let request = Request::get(address).body(Body::empty()).unwrap();
        logged(LogFormat::Text, LogLevel::Info, || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            assert!(runtime.block_on(router.oneshot(request)).is_ok());
        })
    }

    #[test]
    fn lo_03_the_line_names_the_pattern_and_never_what_was_asked() {
        let line = line_for("/activate/s3cret?user=piet");
        assert!(line.contains("method=GET route=\"/activate/{token}\" status=200"), "{line}");
        assert!(!line.contains("s3cret") && !line.contains("piet"), "{line}");
        assert_eq!(line_for("/forward-auth"), "", "the proxy has its own log");
        let line = line_for("/unknown/s3cret");
        assert!(line.contains("route=\"-\" status=404") && !line.contains("s3cret"), "{line}");
    }
}
