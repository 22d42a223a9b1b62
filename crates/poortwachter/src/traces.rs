//! Traces of requests for an OTLP collector (`[tracing]`), in a program that was built with `--features otlp`; without it nothing of this costs anything.
//!
//! A span says which route was asked for, with which method, how it ended, how long it took, and the number of the request, which leads to the log
//! and the audit log. It never says the path, an address, a username or anything else that a client sent (LO-03), and a trace
//! that a client says it belongs to is not believed.

#[cfg(feature = "otlp")]
mod export;
#[cfg(feature = "otlp")]
mod follow;

#[cfg(feature = "otlp")]
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::{Layer, Registry};

use crate::complaint::Complaint;
use crate::settings::Tracing;

/// What is added to the log's subscriber.
pub type Spans = Box<dyn Layer<Registry> + Send + Sync>;

/// The sending of traces; does nothing when none are sent.
#[derive(Default)]
pub struct Traces {
    #[cfg(feature = "otlp")]
    provider: Option<SdkTracerProvider>,
}

#[cfg(feature = "otlp")]
impl Traces {
    /// Begins to send, if the settings say where to; inside the runtime.
    pub fn start(settings: &Tracing) -> Result<(Self, Option<Spans>), Complaint> {
        let Some(endpoint) = &settings.endpoint else { return Ok((Self::default(), None)) };
        let provider = export::provider(endpoint, settings.percent).map_err(|error| {
            Complaint::new(error, "look at the certificates of the system").about("tracing.endpoint")
        })?;
        let spans = export::layer(&provider);
        Ok((Self { provider: Some(provider) }, Some(spans)))
    }

    /// Sends what is left, for at most a few seconds.
    pub async fn stop(self) {
        let Some(provider) = self.provider else { return };
        // It waits for its own thread, whose calls are made by this runtime.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(export::STOP_WITHIN)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last traces could not be sent");
        }
    }
}

#[cfg(not(feature = "otlp"))]
impl Traces {
    /// Refuses settings that ask for traces: this program can send none.
    pub fn start(settings: &Tracing) -> Result<(Self, Option<Spans>), Complaint> {
        match &settings.endpoint {
            None => Ok((Self::default(), None)),
            Some(endpoint) => Err(Complaint::new(
                format!("{endpoint}, and this program was built without traces"),
                "leave it out, or build with `cargo build --release --features otlp`",
            )
            .about("tracing.endpoint")),
        }
    }

    /// There is nothing to send.
    #[allow(clippy::unused_async, reason = "the same shape as with the feature")]
    pub async fn stop(self) {}
}

/// Follows each request that the router answers.
pub fn around(router: axum::Router) -> axum::Router {
    #[cfg(feature = "otlp")]
    let router = router.layer(axum::middleware::from_fn(follow::follow));
    router
}
