//! Writing numbers that are known at the moment of a scrape.

use std::fmt;

use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use web::timings::Timed;

/// Labels: names and words of our own.
pub(super) type Labels<'a> = &'a [(&'static str, &'a str)];

/// Writes one metric after the other; their names get the prefix of the registry.
pub(super) struct Writer<'a>(pub(super) DescriptorEncoder<'a>);

impl Writer<'_> {
    /// One number that goes up and down.
    pub(super) fn gauge(&mut self, name: &str, help: &str, value: f64) -> fmt::Result {
        self.0.encode_descriptor(name, help, None, MetricType::Gauge)?.encode_gauge(&value)
    }

    /// Several of them, told apart by their labels.
    pub(super) fn gauges<'l>(
        &mut self,
        name: &str,
        help: &str,
        values: impl Iterator<Item = (Labels<'l>, f64)>,
    ) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (labels, value) in values {
            metric.encode_family(&labels)?.encode_gauge(&value)?;
        }
        Ok(())
    }

    /// One number that only goes up; `_total` is added to its name.
    pub(super) fn counter(&mut self, name: &str, help: &str, value: u64) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        metric.encode_counter::<NoLabelSet, u64, f64>(&value, None)
    }

    /// Several of them, told apart by their labels.
    pub(super) fn counters<'l>(
        &mut self,
        name: &str,
        help: &str,
        values: impl Iterator<Item = (Labels<'l>, u64)>,
    ) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        for (labels, value) in values {
            metric.encode_family(&labels)?.encode_counter::<NoLabelSet, u64, f64>(&value, None)?;
        }
        Ok(())
    }

    /// Durations in buckets.
    pub(super) fn timings(&mut self, name: &str, help: &str, timed: &Timed) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, None, MetricType::Histogram)?;
        let longer = timed.times - timed.buckets.iter().map(|(_, times)| times).sum::<u64>();
        let buckets: Vec<_> = timed.buckets.iter().copied().chain([(f64::INFINITY, longer)]).collect();
        metric.encode_histogram::<NoLabelSet>(timed.seconds, timed.times, &buckets, None)
    }
}
