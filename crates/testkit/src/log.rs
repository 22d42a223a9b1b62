//! Everything that is logged while a portal lives, in this thread and in the others.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::Attributes;
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Id, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;

type Lines = Arc<Mutex<Vec<(Level, String)>>>;

/// The lines of one portal. Tests run on one thread, so what the portal itself logs lands in its own list; what helper threads of the database say
/// lands in a list of the whole process.
#[derive(Debug)]
pub struct Log {
    own: Lines,
    _guard: DefaultGuard,
}

fn of_the_process() -> &'static Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES.get_or_init(Lines::default)
}

impl Log {
    /// Begins to listen, at every level.
    pub(crate) fn listen() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let everything = Registry::default().with(Collect(Arc::clone(of_the_process())));
            // A test that has its own subscriber for the process keeps it.
            let _ = tracing::subscriber::set_global_default(everything);
        });
        let own = Lines::default();
        let subscriber = Registry::default().with(Collect(Arc::clone(&own)));
        Self { own, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Everything that was logged, one line an event or span.
    pub fn text(&self) -> String {
        let both = [&self.own, of_the_process()];
        both.iter().flat_map(|lines| lock(lines).clone()).fold(String::new(), |mut text, (level, line)| {
            let _ = writeln!(text, "{level} {line}");
            text
        })
    }

    /// What was logged as an error: faults.
    pub fn faults(&self) -> Vec<String> {
        lock(&self.own).iter().filter(|(level, _)| *level == Level::ERROR).map(|(_, line)| line.clone()).collect()
    }
}

fn lock(lines: &Lines) -> std::sync::MutexGuard<'_, Vec<(Level, String)>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Collect(Lines);

impl<S: Subscriber> Layer<S> for Collect {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        lock(&self.0).push((*event.metadata().level(), line.0));
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut line = Line(format!("{} span {}", attributes.metadata().target(), attributes.metadata().name()));
        attributes.record(&mut line);
        // A span is no fault, whatever its level.
        lock(&self.0).push((Level::TRACE, line.0));
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}
