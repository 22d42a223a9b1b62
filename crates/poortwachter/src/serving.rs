//! Listens, serves, and stops gracefully.
//!
//! Every connection has a time limit for its headers, so that nobody keeps a place by being slow; at SIGTERM or Ctrl-C no new connection is
//! taken, and what is being answered is finished within ten seconds. [`tls`] is for portals without a reverse proxy.

pub mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;
use web::App;

use crate::complaint::Complaint;
use crate::{metrics, request_log, traces};

/// The longest that a client may take to agree on TLS.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
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

/// What says stop, listened for from the moment that it is made: a signal that comes while something else is being prepared is not lost.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

/// Begins to listen for SIGTERM and Ctrl-C.
pub fn signals() -> Result<Signals, Complaint> {
    Ok(Signals { terminate: listen_for(SignalKind::terminate())?, interrupt: listen_for(SignalKind::interrupt())? })
}

fn listen_for(kind: SignalKind) -> Result<Signal, Complaint> {
    signal(kind).map_err(|error| Complaint::new(error.to_string(), "ask the system's administrator"))
}

/// Takes the address; a complaint when somebody else has it.
pub async fn listen(address: SocketAddr) -> Result<Door, Complaint> {
    listen_with(signals()?, address).await
}

/// The same for whoever listened for the signals before.
pub async fn listen_with(signals: Signals, address: SocketAddr) -> Result<Door, Complaint> {
    let Signals { terminate, interrupt } = signals;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        let advice = "stop the other program, or choose another address or port";
        Complaint::new(format!("{address}, which cannot be used ({error})"), advice).about("server.listen")
    })?;
    Ok(Door { listener, terminate, interrupt })
}

/// Begins to listen for SIGHUP, which asks to read the settings again. From here on it no longer ends the process.
pub fn hangups() -> Result<Signal, Complaint> {
    listen_for(SignalKind::hangup())
}

/// The portal that answers at this moment; another one can take over between two requests.
pub struct Front {
    place: watch::Sender<axum::Router>,
    watched: Option<metrics::Running>,
}

impl Front {
    /// This portal answers.
    pub fn new(app: Arc<App>) -> Self {
        Self::watched(app, None)
    }

    /// The same, and its requests are counted.
    pub fn watched(app: Arc<App>, watched: Option<metrics::Running>) -> Self {
        Self { place: watch::channel(answers_of(app, watched.as_ref())).0, watched }
    }

    /// From the next request on this one answers; what is being answered ends as it began.
    pub fn change(&self, app: Arc<App>) {
        if let Some(watched) = &self.watched {
            watched.change(&app);
        }
        drop(self.place.send_replace(answers_of(app, self.watched.as_ref())));
    }
}

fn answers_of(app: Arc<App>, watched: Option<&metrics::Running>) -> axum::Router {
    let router = traces::around(web::router(app).layer(axum::middleware::from_fn(request_log::log_request)));
    match watched {
        Some(watched) => router.layer(axum::middleware::from_fn_with_state(watched.requests(), metrics::count)),
        None => router,
    }
}

/// Serves the portal until a signal says stop, with TLS if there is a certificate.
pub async fn serve(door: Door, app: Arc<App>, tls: Option<TlsAcceptor>) -> std::io::Result<()> {
    serve_front(door, &Front::new(app), tls).await
}

/// The same for a portal that may be exchanged meanwhile.
pub async fn serve_front(door: Door, front: &Front, tls: Option<TlsAcceptor>) -> std::io::Result<()> {
    serve_on(door, &House { router: front.place.subscribe(), builder: builder(), tls }).await
}

/// Serves any router in the same way; the measurements compare with an empty one.
pub async fn serve_router(door: Door, router: axum::Router) -> std::io::Result<()> {
    serve_on(door, &House { router: watch::channel(router).1, builder: builder(), tls: None }).await
}

/// What every connection gets.
struct House {
    router: watch::Receiver<axum::Router>,
    builder: Builder<TokioExecutor>,
    tls: Option<TlsAcceptor>,
}

async fn serve_on(door: Door, house: &House) -> std::io::Result<()> {
    let graceful = GracefulShutdown::new();
    let (open, closing) = watch::channel(());
    let Door { listener, mut terminate, mut interrupt } = door;
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => house.take(graceful.watcher(), closing.clone(), (stream, peer)),
                // Out of file handles, most likely: wait for some to come back instead of spinning.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop((listener, open));
    tracing::info!("stopping");
    if tokio::time::timeout(STOP_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers were cut off at the end");
    }
    Ok(())
}

fn builder() -> Builder<TokioExecutor> {
    // HTTP/1 only: while the protocol is still being guessed no time limit holds, and whoever sends nothing would keep a place for ever.
    // Without TLS no browser speaks HTTP/2, and proxies do so only when they are told to; with it, HTTP/1.1 is what is offered.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(MAX_HEADERS);
    builder
}

impl House {
    /// Answers one connection in a task of its own; agreeing on TLS is part of it, so that nobody waits for somebody slow.
    fn take(&self, watcher: Watcher, mut closing: watch::Receiver<()>, (stream, peer): (TcpStream, SocketAddr)) {
        let (router, builder) = (self.router.clone(), self.builder.clone());
        let Some(acceptor) = self.tls.clone() else {
            tokio::spawn(converse(builder, router, watcher, (stream, peer)));
            return;
        };
        tokio::spawn(async move {
            let agreed = tokio::select! {
                // Whoever has not even agreed on TLS asked nothing yet and holds up nobody's end.
                _ = closing.changed() => return,
                agreed = tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)) => agreed,
            };
            match agreed {
                Ok(Ok(stream)) => converse(builder, router, watcher, (stream, peer)).await,
                Ok(Err(error)) => tracing::debug!(%error, "no agreement on TLS"),
                Err(_) => tracing::debug!("a connection took too long to agree on TLS"),
            }
        });
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    builder: Builder<TokioExecutor>,
    router: watch::Receiver<axum::Router>,
    watcher: Watcher,
    (stream, peer): (S, SocketAddr),
) {
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.borrow().clone();
        router.oneshot(request)
    });
    let connection = watcher.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection ended early");
    }
}
