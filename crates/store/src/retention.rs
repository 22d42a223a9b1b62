//! How long each class of data is kept (requirement LO-08).

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use crate::Store;

/// The terms, each counted from the moment that something was written or was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Audit entries, in calendar years.
    pub audit_years: u32,
    /// Address and browser in audit entries, in calendar months.
    pub addresses_months: u32,
    /// Technical data: sent and failed messages.
    pub technical: SignedDuration,
    /// A journey's row after its end, for its last word to the visitor.
    pub journeys: SignedDuration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            audit_years: 5,
            addresses_months: 6,
            technical: SignedDuration::from_hours(30 * 24),
            journeys: SignedDuration::from_hours(7 * 24),
        }
    }
}

impl Retention {
    /// Audit entries of this moment and before have had their time.
    pub(crate) fn audit_before(&self, now: Timestamp) -> Timestamp {
        back(now, Span::new().years(self.audit_years))
    }

    /// The same for address and browser in them.
    pub(crate) fn addresses_before(&self, now: Timestamp) -> Timestamp {
        back(now, Span::new().months(self.addresses_months))
    }
}

/// Calendar arithmetic in UTC; before the beginning of time nothing has had its time.
fn back(now: Timestamp, span: Span) -> Timestamp {
    now.to_zoned(TimeZone::UTC).checked_sub(span).map_or(Timestamp::MIN, |then| then.timestamp())
}

impl Store {
    /// The same store with other terms.
    #[must_use]
    pub fn with_retention(mut self, retention: Retention) -> Self {
        self.retention = retention;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lo_08_terms_are_of_the_calendar() {
        let now: Timestamp = "2028-02-29T12:00:00Z".parse().unwrap();
        let terms = Retention::default();
        assert_eq!(terms.audit_before(now).to_string(), "2023-02-28T12:00:00Z");
        assert_eq!(terms.addresses_before(now).to_string(), "2027-08-29T12:00:00Z");
        assert_eq!(Retention { audit_years: 19_000, ..terms }.audit_before(now), Timestamp::MIN);
    }
}
