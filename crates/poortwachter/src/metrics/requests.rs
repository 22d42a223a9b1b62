//! Requests by the pattern of their route, counted in a layer around the router.
//!
//! Never by the path that was asked for, which has no bound and holds secrets; what fits no route is `-`, and a method that we do not know is `other`.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The upper bounds, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The counters of requests; all clones count together.
#[derive(Clone, Debug)]
pub struct Requests {
    answered: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
}

impl Default for Requests {
    fn default() -> Self {
        Self { answered: Family::default(), seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)) }
    }
}

impl Requests {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Requests that were answered, by the pattern of the route, method and class of the status";
        registry.register("http_requests", help, self.answered.clone());
        registry.register("http_request_seconds", "Seconds until the head of the answer", self.seconds.clone());
    }
}

/// Middleware for `Router::layer`, which sees the route that was matched.
pub async fn count(State(requests): State<Requests>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = class(response.status().as_u16());
    requests.seconds.get_or_create(&Route { route: route.clone() }).observe(begun.elapsed().as_secs_f64());
    requests.answered.get_or_create(&Answered { method, route, status }).inc();
    response
}

/// The method as a word of ours.
pub(crate) fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}

fn class(status: u16) -> &'static str {
    match status {
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        500..=599 => "5xx",
        _ => "1xx",
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn lo_03_what_a_client_sends_is_in_no_label() {
        let requests = Requests::default();
        let ok = || get(|| async { "ok" });
        let router = Router::new().route("/activate/{token}", ok()).layer(from_fn_with_state(requests.clone(), count));
        for (method, path) in [("GET", "/activate/s3cret?user=piet"), ("PIET", "/s3cret"), ("GET", "/piet")] {
            let request = axum::http::Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap();
        }
        let mut registry = Registry::default();
        requests.register(&mut registry);
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        for line in [
            r#"http_requests_total{method="GET",route="/activate/{token}",status="2xx"} 1"#,
            r#"http_requests_total{method="other",route="-",status="4xx"} 1"#,
            r#"http_request_seconds_count{route="-"} 2"#,
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("s3cret") && !text.to_lowercase().contains("piet"), "{text}");
    }
}
