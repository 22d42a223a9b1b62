//! The listener of `/metrics`: GET and nothing else, few connections, short patience.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::{Metrics, page};

/// Connections at once; a scraper needs one.
const CONNECTIONS: usize = 8;
/// The longest that a client may take to send its headers, and the whole conversation.
const HEADERS_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The most bytes of headers.
const MAX_HEADERS: usize = 16 * 1024;

/// Answers for as long as the task lives.
pub(super) async fn serve(listener: TcpListener, metrics: Arc<Metrics>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection for metrics could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // One too many is closed at once: whoever holds the others gets no more.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let metrics = Arc::clone(&metrics);
        tokio::spawn(async move {
            if tokio::time::timeout(ANSWER_WITHIN, converse(stream, metrics)).await.is_err() {
                tracing::debug!("a connection for metrics took too long");
            }
            drop(place);
        });
    }
}

async fn converse(stream: TcpStream, metrics: Arc<Metrics>) {
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let metrics = Arc::clone(&metrics);
        async move { Ok::<_, Infallible>(answer(&request, &metrics).await) }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    // One answer for each connection: an idle one would keep a place.
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(MAX_HEADERS).keep_alive(false);
    if let Err(error) = builder.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a connection for metrics ended early");
    }
}

async fn answer(request: &hyper::Request<Incoming>, metrics: &Metrics) -> Response<Body> {
    if request.uri().path() != "/metrics" {
        return StatusCode::NOT_FOUND.into_response();
    }
    if request.method() != Method::GET {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response();
    }
    match page::write(metrics).await {
        Ok(text) => {
            ([(header::CONTENT_TYPE, page::MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
