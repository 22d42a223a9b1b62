//! The log of the process: text for people or JSON for machines, on standard error.
//!
//! The portal's own crates speak at the level of the settings. Libraries never say more than warnings, whatever the level:
//! at `trace` an HTTP library writes whole headers, and with them cookies (LO-03).

use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{FilterFn, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload;

use crate::complaint::Complaint;
use crate::one_line::OneLine;
use crate::settings::Log;
use crate::settings::log::{LogFormat, LogLevel};
use crate::traces::Spans;

/// The crates that may speak at the level of the settings.
const OURS: [&str; 6] = ["credentials", "journey", "store", "oidc", "web", "poortwachter"];

/// Changes how much a running log says.
pub struct Dial(Box<dyn Fn(LogLevel) + Send + Sync>);

impl Dial {
    /// From now on the portal's own parts speak at this level.
    pub fn set(&self, level: LogLevel) {
        (self.0)(level);
    }
}

/// Starts the log of this process; a second call is a complaint.
pub fn start(log: &Log) -> Result<Dial, Complaint> {
    start_with(log, None)
}

/// The same with spans that go elsewhere.
pub fn start_with(log: &Log, spans: Option<Spans>) -> Result<Dial, Complaint> {
    let (subscriber, dial) = subscriber(log, spans, std::io::stderr);
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|_| Complaint::new("a log that was started before", "start the log once for each process"))?;
    Ok(dial)
}

/// A log that writes to `writer`, and what changes its level.
pub fn subscriber<W>(log: &Log, spans: Option<Spans>, writer: W) -> (impl Subscriber + Send + Sync, Dial)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let (filter, handle) = reload::Layer::new(filter(level(log.level)));
    let dial = move |wanted| {
        // It fails only when the log is gone, at the end of the process.
        let _ = handle.reload(self::filter(level(wanted)));
    };
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(OneLine(writer));
    let lines = match log.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    };
    (tracing_subscriber::registry().with(spans).with(lines.with_filter(filter)), Dial(Box::new(dial)))
}

fn filter(level: LevelFilter) -> FilterFn<impl Fn(&Metadata<'_>) -> bool> {
    // Spans are for traces; in the log each line says itself what it is about.
    filter_fn(move |metadata| metadata.is_event() && *metadata.level() <= allowed(metadata, level))
        .with_max_level_hint(level)
}

fn allowed(metadata: &Metadata<'_>, level: LevelFilter) -> LevelFilter {
    let name = metadata.target().split("::").next().unwrap_or_default();
    // Their errors quote pieces of messages, which hold numbers and codes; `sms` says itself what goes wrong.
    if name.starts_with("rusmpp") {
        return LevelFilter::OFF;
    }
    if OURS.contains(&name) { level } else { level.min(LevelFilter::WARN) }
}

fn level(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Keeps what is logged.
    #[derive(Clone, Default)]
    pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Kept {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a piece of code logs.
    pub(crate) fn logged(format: LogFormat, level: LogLevel, code: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        tracing::subscriber::with_default(subscriber(&Log { format, level }, None, move || writer.clone()).0, code);
        kept.text()
    }

    #[test]
    fn lo_03_libraries_never_say_more_than_warnings() {
        let text = logged(LogFormat::Text, LogLevel::Trace, || {
            tracing::trace!(target: "web::pages", "ours");
            tracing::info!(target: "webauthn_rs", "a library whose name begins like ours");
            tracing::warn!(target: "hyper", "a warning");
        });
        assert!(text.contains("ours") && text.contains("a warning"), "{text}");
        assert!(!text.contains("a library"), "{text}");
    }

    #[test]
    fn the_level_holds_for_our_own_crates() {
        let text = logged(LogFormat::Text, LogLevel::Warn, || {
            tracing::info!(target: "store", "quiet");
            tracing::warn!(target: "store", "loud");
        });
        assert!(text.contains("loud") && !text.contains("quiet"), "{text}");
    }

    #[test]
    fn lo_04_what_was_typed_cannot_make_a_line_of_its_own() {
        let typed = "piet\r\n2026-01-01T00:00:00Z  INFO forged\u{1b}[31m\u{9b}\u{202e}";
        for format in [LogFormat::Text, LogFormat::Json] {
            let text = logged(format, LogLevel::Info, || {
                tracing::info!(target: "web", typed, shown = %typed, "message {typed}");
            });
            let line = text.strip_suffix('\n').unwrap();
            assert!(!line.contains(crate::complaint::disturbs), "{line:?}");
            if format == LogFormat::Json {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!((line["typed"].as_str(), line["shown"].as_str()), (Some(typed), Some(typed)));
            }
        }
    }

    #[test]
    fn the_level_can_be_turned_while_it_runs() {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = Log { format: LogFormat::Text, level: LogLevel::Info };
        let (subscriber, dial) = subscriber(&log, None, move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            let speak = |round: &str| tracing::debug!(target: "web", round, "a detail");
            speak("before");
            dial.set(LogLevel::Debug);
            speak("meanwhile");
            dial.set(LogLevel::Error);
            speak("after");
        });
        let text = kept.text();
        assert_eq!((text.matches("a detail").count(), text.contains("meanwhile")), (1, true), "{text}");
    }

    #[test]
    fn json_is_one_object_a_line() {
        let text = logged(LogFormat::Json, LogLevel::Info, || tracing::info!(target: "web", status = 200, "request"));
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(
            (line["status"].as_u64(), line["message"].as_str(), line["level"].as_str()),
            (Some(200), Some("request"), Some("INFO"))
        );
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "UTC: {line}");
    }
}
