//! Listens, serves, and stops gracefully.
//!
//! Every connection has a time limit for its headers, so that nobody keeps a place by being slow; at SIGTERM or Ctrl-C no new connection is
//! taken, and what is being answered is finished within ten seconds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tower::ServiceExt;
use web::App;

use crate::complaint::Complaint;
use crate::request_log;

/// The longest that a client may take to send its headers.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// The most bytes of headers; a browser sends a few thousand.
const MAX_HEADERS: usize = 64 * 1024;
/// How long running answers may take after the signal to stop.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// The address, and what says stop: SIGTERM, and Ctrl-C.
///
/// The signals are listened for before the address is taken. Whoever sees the portal answer may stop it at that very moment, and a signal
/// that nobody listens for kills the program on the spot.
pub struct Door {
    listener: TcpListener,
    terminate: Signal,
    interrupt: Signal,
}

impl Door {
    /// The address that was taken; of use where the port was left to the machine.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Takes the address; a complaint when somebody else has it.
pub async fn listen(address: SocketAddr) -> Result<Door, Complaint> {
    let kept = |kind| signal(kind).map_err(|error| Complaint::new(error.to_string(), "ask the system's administrator"));
    let (terminate, interrupt) = (kept(SignalKind::terminate())?, kept(SignalKind::interrupt())?);
    let listener = TcpListener::bind(address).await.map_err(|error| {
        let advice = "stop the other program, or choose another address or port";
        Complaint::new(format!("{address}, which cannot be used ({error})"), advice).about("server.listen")
    })?;
    Ok(Door { listener, terminate, interrupt })
}

/// Serves the portal until a signal says stop.
pub async fn serve(door: Door, app: Arc<App>) -> std::io::Result<()> {
    let router = web::router(app).layer(axum::middleware::from_fn(request_log::log_request));
    serve_router(door, router).await
}

/// Serves any router in the same way; the measurements compare with an empty one.
pub async fn serve_router(door: Door, router: axum::Router) -> std::io::Result<()> {
    let graceful = GracefulShutdown::new();
    let builder = builder();
    let Door { listener, mut terminate, mut interrupt } = door;
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => take(&builder, &graceful, &router, (stream, peer)),
                // Out of file handles, most likely: wait for some to come back instead of spinning.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop(listener);
    tracing::info!("stopping");
    if tokio::time::timeout(STOP_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers were cut off at the end");
    }
    Ok(())
}

fn builder() -> Builder<TokioExecutor> {
    // HTTP/1 only: while the protocol is still being guessed no time limit holds, and whoever sends nothing would keep a place for ever.
    // Without TLS no browser speaks HTTP/2, and proxies do so only when they are told to.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(MAX_HEADERS);
    builder
}

fn take(
    builder: &Builder<TokioExecutor>,
    graceful: &GracefulShutdown,
    router: &axum::Router,
    (stream, peer): (TcpStream, SocketAddr),
) {
    let router = router.clone();
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}
