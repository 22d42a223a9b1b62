//! Sending spans: OTLP over HTTP with protobuf, over our own HTTP client, so that TLS is the same as everywhere (ring).

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use reqwest::{Client, redirect};
use tokio::runtime::Handle;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

use super::Spans;
use crate::settings::tracing::Endpoint;
use crate::sms::tls;

/// How long one call may take.
const WITHIN: Duration = Duration::from_secs(5);
/// How long the last ones may take at the end.
pub(super) const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Gathers spans and sends them in batches.
pub(super) fn provider(endpoint: &Endpoint, percent: u32) -> Result<SdkTracerProvider, String> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Sender::new()?)
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint.to_string())
        .with_timeout(WITHIN)
        .build()
        .map_err(|error| error.to_string())?;
    // Nothing of the machine or the environment: the name and the version are all that is told.
    let resource = Resource::builder_empty()
        .with_service_name("poortwachter")
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let sampler = Sampler::TraceIdRatioBased(f64::from(percent) / 100.0);
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).with_sampler(sampler).build())
}

/// Takes our own spans and nothing else: no span of a library, and no line of the log.
pub(super) fn layer(provider: &SdkTracerProvider) -> Spans {
    let ours = filter_fn(|metadata| metadata.is_span() && metadata.target() == "poortwachter::traces");
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("poortwachter"));
    let layer = layer.with_location(false).with_threads(false).with_target(false).with_tracked_inactivity(false);
    Box::new(layer.with_filter(ours))
}

/// Our HTTP client for the exporter, whose own thread has no runtime.
struct Sender {
    client: Client,
    runtime: Handle,
}

impl Sender {
    #[expect(clippy::disallowed_methods, reason = "one of the senders through which HTTP leaves")]
    fn new() -> Result<Self, String> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls::config(None)?)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(WITHIN)
            .user_agent("Poortwachter")
            .build()
            .map_err(|error| error.without_url().to_string())?;
        Ok(Self { client, runtime: Handle::current() })
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

#[async_trait]
impl HttpClient for Sender {
    /// Answers the status alone: what a collector says beyond it is not read.
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let call = self.client.request(head.method, head.uri.to_string()).headers(head.headers).body(body).send();
        let answered = self.runtime.spawn(call).await?.map_err(reqwest::Error::without_url)?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = answered.status();
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tower::ServiceExt;
    use tracing_subscriber::layer::SubscriberExt;

    use super::super::{Traces, around};
    use crate::settings::Tracing;

    /// A collector that takes one batch and gives back what it was sent.
    async fn collector(listener: TcpListener) -> Vec<u8> {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut got = Vec::new();
        loop {
            let mut piece = [0; 4096];
            let read = stream.read(&mut piece).await.unwrap();
            got.extend_from_slice(&piece[..read]);
            let text = String::from_utf8_lossy(&got).into_owned();
            let head = text.split("\r\n\r\n").next().unwrap().to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if read == 0 || length.is_some_and(|length| got.len() >= head.len() + 4 + length) {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await.unwrap();
                return got;
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn lo_03_a_collector_gets_the_route_and_never_what_was_asked() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let settings = Tracing { endpoint: Some(endpoint.try_into().unwrap()), percent: 100 };
        let got = tokio::spawn(collector(listener));
        let (traces, spans) = Traces::start(&settings).unwrap();
        let answer = get(|| async {
            tracing::info!(secret = "s3cret", "a line of the log");
            "ok"
        });
        let router = around(Router::new().route("/activate/{token}", answer));
        {
            let _log = tracing::subscriber::set_default(tracing_subscriber::registry().with(spans));
            let request = axum::http::Request::get("/activate/s3cret?user=piet").header("traceparent", PARENT);
            let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), 200);
        }
        traces.stop().await;
        let got = got.await.unwrap();
        let text = String::from_utf8_lossy(&got);
        assert!(text.starts_with("POST /v1/traces HTTP/1.1"), "{text}");
        for told in ["GET /activate/{token}", "http.response.status_code", "poortwachter", "service.version"] {
            assert!(text.contains(told), "{told} in {text}");
        }
        for secret in ["s3cret", "piet", "traces/export.rs"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
}
