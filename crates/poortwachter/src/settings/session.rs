//! How long a login lasts.

use super::checks::Checks;
use super::deviation::Deviation;
use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[session]`.
    pub struct Session {
        /// Hours after which everybody logs in again, whatever they do.
        overall_hours: u32 = Kind::Whole { least: 1, most: 168 }, Standing::Default("12");
        /// Minutes without any use after which a login ends.
        idle_minutes: u32 = Kind::Whole { least: 1, most: 1440 }, Standing::Default("30");
        /// Logins of one account at the same time; one more ends the oldest.
        max_per_account: u32 = Kind::Whole { least: 1, most: 100 }, Standing::Default("10");
    }
}

impl Session {
    pub(super) fn check(&self, checks: &mut Checks) {
        if self.idle_minutes > self.overall_hours * 60 {
            let found =
                format!("{} minutes, longer than the whole session of {} hours", self.idle_minutes, self.overall_hours);
            checks.wrong("session.idle_minutes", found, "make it shorter, or session.overall_hours longer");
        }
    }

    pub(super) fn deviations(&self) -> impl Iterator<Item = Deviation> {
        let source = "NIST SP 800-63B-4 section 2.2.3";
        [
            Deviation::above("session.overall_hours", self.overall_hours, 24, source),
            Deviation::above("session.idle_minutes", self.idle_minutes, 60, source),
        ]
        .into_iter()
        .flatten()
    }
}
