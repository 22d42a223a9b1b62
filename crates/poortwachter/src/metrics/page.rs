//! One scrape: every number with its name and meaning, in the text form of `OpenMetrics` 1.0.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use journey::audit::names;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, text};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use store::{Channel, Gauges, Outcome, Tallies};
use web::hashing::QueueUse;

use super::write::Writer;
use super::{Metrics, logins};
use crate::serving::tls::Expiry;

/// What the text is.
pub(super) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Writes it.
pub(super) async fn write(metrics: &Metrics) -> Result<String, fmt::Error> {
    let app = Arc::clone(&metrics.app.borrow());
    let gauges = metrics.database.read(&app).await;
    let seen = Seen {
        now: app.clock.now(),
        started_at: metrics.started_at,
        certificate: metrics.expiry.as_ref().and_then(Expiry::at),
        tallies: app.store.tallies(),
        hashing: app.hashing.usage(),
        unread: metrics.database.failures(),
        gauges,
    };
    let mut registry = Registry::with_prefix("poortwachter");
    registry.register("build", "The version that runs", Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]));
    metrics.requests.register(&mut registry);
    registry.register_collector(Box::new(seen));
    let mut page = String::new();
    text::encode(&mut page, &registry)?;
    Ok(page)
}

/// All that is known at the moment of a scrape.
#[derive(Debug)]
struct Seen {
    now: Timestamp,
    started_at: Timestamp,
    certificate: Option<Timestamp>,
    tallies: Tallies,
    hashing: QueueUse,
    unread: u64,
    gauges: Option<Gauges>,
}

impl Collector for Seen {
    fn encode(&self, encoder: DescriptorEncoder) -> fmt::Result {
        let mut to = Writer(encoder);
        self.process(&mut to)?;
        self.logins(&mut to)?;
        self.hashing(&mut to)?;
        self.messages(&mut to)?;
        self.store(&mut to)?;
        match &self.gauges {
            Some(gauges) => self.gauges(&mut to, gauges),
            None => Ok(()),
        }
    }
}

/// Seconds since 1970.
fn seconds(at: Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

/// Numbers are counted in whole ones far below where a float would round.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below two to the power of 52")]
fn float(number: u64) -> f64 {
    number as f64
}

impl Seen {
    fn process(&self, to: &mut Writer<'_>) -> fmt::Result {
        to.gauge("start_time_seconds", "When this process began, in seconds since 1970", seconds(self.started_at))?;
        to.gauge("clock_seconds", "The clock of this machine at the scrape, in seconds since 1970", seconds(self.now))?;
        if let Some(end) = self.certificate {
            let help = "Until when the portal's own certificate is good, in seconds since 1970";
            to.gauge("certificate_expiry_seconds", help, seconds(end))?;
        }
        Ok(())
    }

    fn logins(&self, to: &mut Writer<'_>) -> fmt::Result {
        let events = &self.tallies.events;
        let proofs = logins::proofs(events);
        let labelled: Vec<_> =
            proofs.iter().map(|(factor, result, times)| ([("factor", *factor), ("result", *result)], *times)).collect();
        let help =
            "Proofs at logins, by factor and result; a login with both factors is a success of its second factor";
        to.counters("logins", help, labelled.iter().map(|(labels, times)| (&labels[..], *times)))?;
        let recoveries = logins::recoveries(events, self.tallies.recoveries_begun);
        let labelled: Vec<_> = recoveries.iter().map(|(step, times)| ([("step", *step)], *times)).collect();
        let help = "Recoveries with the recovery code, by what came of them";
        to.counters("recoveries", help, labelled.iter().map(|(labels, times)| (&labels[..], *times)))?;
        let resets = logins::resets(events);
        let labelled: Vec<_> = resets.iter().map(|(by, times)| ([("by", *by)], *times)).collect();
        let help = "Wipes of all second factors of an account, by what they were based on";
        to.counters("factor_resets", help, labelled.iter().map(|(labels, times)| (&labels[..], *times)))?;
        let help = "Alarms that somebody tries many names";
        to.counter("spray_alarms", help, logins::times(events, names::SPRAY))?;
        let labelled: Vec<_> = events
            .iter()
            .map(|tally| {
                let event = &tally.event;
                let result = if event.success { "success" } else { "refused" };
                let factor = event.factor.map_or("", journey::FactorKind::as_str);
                ([("event", event.name), ("result", result), ("reason", event.reason), ("factor", factor)], tally.times)
            })
            .collect();
        let help = "Entries of the audit log that this process wrote";
        to.counters("audit_events", help, labelled.iter().map(|(labels, times)| (&labels[..], *times)))
    }

    fn hashing(&self, to: &mut Writer<'_>) -> fmt::Result {
        let queue = &self.hashing;
        to.gauge(
            "hashing_taken",
            "Places in the hashing queue that are taken, running ones included",
            float(queue.taken as u64),
        )?;
        to.gauge("hashing_places", "Places that there are", float(queue.places as u64))?;
        to.counter(
            "hashing_refused",
            "Requests that were told to come back because the queue was full",
            queue.refused,
        )?;
        to.timings("hashing_wait_seconds", "Seconds that a hash waited for a thread", &queue.waited)?;
        to.timings("hashing_seconds", "Seconds that a hash took", &queue.hashed)
    }

    /// Each channel and outcome, also those that nothing came of yet.
    fn messages(&self, to: &mut Writer<'_>) -> fmt::Result {
        let counted = |channel, outcome| {
            let found = self.tallies.messages.iter().find(|(c, o, _)| (*c, *o) == (channel, outcome));
            found.map_or(0, |(_, _, times)| *times)
        };
        let labelled: Vec<_> = Channel::ALL
            .into_iter()
            .flat_map(|channel| Outcome::ALL.map(|outcome| (channel, outcome)))
            .map(|(channel, outcome)| {
                ([("channel", channel.as_str()), ("outcome", outcome.as_str())], counted(channel, outcome))
            })
            .collect();
        let help = "What became of messages: each try that failed for now is a `later`";
        to.counters("messages", help, labelled.iter().map(|(labels, times)| (&labels[..], *times)))
    }

    fn store(&self, to: &mut Writer<'_>) -> fmt::Result {
        let tallies = &self.tallies;
        let labelled: Vec<_> = tallies.errors.iter().map(|(kind, times)| ([("kind", *kind)], *times)).collect();
        let help = "Failures of the database; a `constraint` is often an expected refusal";
        to.counters("database_errors", help, labelled.iter().map(|(labels, times)| (&labels[..], *times)))?;
        let pools: Vec<_> = tallies.pools.iter().map(|pool| ([("pool", pool.name)], pool)).collect();
        let used = pools.iter().map(|(labels, pool)| (&labels[..], f64::from(pool.open - pool.idle)));
        to.gauges("database_connections_used", "Connections to the database that are in use", used)?;
        let open = pools.iter().map(|(labels, pool)| (&labels[..], f64::from(pool.open)));
        to.gauges("database_connections_open", "Connections to the database that are open", open)?;
        let most = pools.iter().map(|(labels, pool)| (&labels[..], f64::from(pool.most)));
        to.gauges("database_connections_most", "Connections that may be open", most)?;
        let help = "Times that the numbers of the database could not be read for a scrape";
        to.counter("database_unread", help, self.unread)?;
        let cache = &tallies.cache;
        to.gauge("session_cache_entries", "Sessions that are remembered", float(cache.entries))?;
        let lookups = [([("result", "hit")], cache.hits), ([("result", "miss")], cache.misses)];
        let help = "Session checks, by whether memory answered them";
        to.counters("session_cache_lookups", help, lookups.iter().map(|(labels, times)| (&labels[..], *times)))
    }

    fn gauges(&self, to: &mut Writer<'_>, gauges: &Gauges) -> fmt::Result {
        let age = |since: Option<Timestamp>| since.map_or(0.0, |since| (seconds(self.now) - seconds(since)).max(0.0));
        let labels = |channel: Channel, codes| {
            let content = match (channel, codes) {
                (Channel::Logout, _) => "logout",
                (_, true) => "code",
                (_, false) => "notice",
            };
            [("channel", channel.as_str()), ("content", content)]
        };
        let waiting: Vec<_> = gauges.waiting.iter().map(|kind| (labels(kind.channel, kind.codes), kind)).collect();
        let counts = waiting.iter().map(|(labels, kind)| (&labels[..], float(kind.messages)));
        to.gauges("outbox_waiting", "Messages that wait to be sent", counts)?;
        let ages = waiting.iter().map(|(labels, kind)| (&labels[..], age(kind.oldest)));
        to.gauges("outbox_oldest_seconds", "Age of the oldest message that waits; 0 when none does", ages)?;
        let lost: Vec<_> = gauges.given_up.iter().map(|kind| (labels(kind.channel, kind.codes), kind)).collect();
        let counts = lost.iter().map(|(labels, kind)| (&labels[..], float(kind.messages)));
        to.gauges("outbox_given_up", "Messages that were given up and neither put back nor taken out", counts)?;
        to.gauge("sms_budget_used", "Codes that went out today (UTC)", float(gauges.sms_budget.0))?;
        to.gauge("sms_budget_limit", "Codes that may go out in a day", float(gauges.sms_budget.1))?;
        to.gauge("recoveries_pending", "Recoveries that wait for their delay", float(gauges.recoveries_waiting))?;
        to.gauge("sessions", "Sessions that are alive", float(gauges.sessions))?;
        let audit = &gauges.audit;
        to.gauge("audit_unsealed", "Audit entries that are not in the signed chain yet", float(audit.unsealed))?;
        to.gauge("audit_unsealed_seconds", "Age of the oldest of them; 0 when there is none", age(audit.oldest))?;
        match audit.head_at {
            Some(at) => to.gauge("audit_head_seconds", "Age of the newest signed head of the chain", age(Some(at))),
            None => Ok(()),
        }
    }
}
