//! How long each class of data is kept (requirement LO-08).

use jiff::SignedDuration;

use super::deviation::Deviation;
use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[retention]`.
    pub struct Retention {
        /// Years that audit entries are kept. Dutch care providers keep their logging for five (Staatscourant 2019-38007).
        audit_years: u32 = Kind::Whole { least: 1, most: 30 }, Standing::Default("5");
        /// Months after which address and browser are cut from audit entries. The chain of entries stays verifiable.
        addresses_months: u32 = Kind::Whole { least: 1, most: 360 }, Standing::Default("6");
        /// Days that technical data are kept: sent and failed messages.
        technical_days: u32 = Kind::Whole { least: 1, most: 365 }, Standing::Default("30");
        /// Days that the row of a login on its way is kept after its end.
        journeys_days: u32 = Kind::Whole { least: 1, most: 365 }, Standing::Default("7");
        /// Days between `account erase` and the moment that the portal destroys the person's data: until then it can be taken back.
        erase_after_days: u32 = Kind::Whole { least: 0, most: 3650 }, Standing::Default("30");
    }
}

impl Retention {
    /// The same for the store.
    pub fn terms(&self) -> store::Retention {
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        store::Retention {
            audit_years: self.audit_years,
            addresses_months: self.addresses_months,
            technical: days(self.technical_days),
            journeys: days(self.journeys_days),
        }
    }

    pub(super) fn deviations(&self) -> impl Iterator<Item = Deviation> {
        let short = (self.audit_years < 5).then(|| {
            let years = self.audit_years;
            let text = format!(
                "{years} years are less than the 5 that care providers keep their logging (Staatscourant 2019-38007)"
            );
            Deviation::new("retention.audit_years", text)
        });
        let long = (self.addresses_months > 6).then(|| {
            let months = self.addresses_months;
            let text =
                format!("{months} months of addresses need a reason (AVG article 5(1)(e): no longer than necessary)");
            Deviation::new("retention.addresses_months", text)
        });
        short.into_iter().chain(long)
    }
}
