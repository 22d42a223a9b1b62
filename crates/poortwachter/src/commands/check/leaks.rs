//! The filter of leaked passwords: whether it is whole, how much is in it and how old it is.

use credentials::password::LeakFilter;
use web::Clock;

use super::report::Report;
use crate::leaks;
use crate::settings::Settings;
use crate::system_clock::SystemClock;

/// From this age in days on a newer list is worth the trouble.
const OLD: i64 = 550;

/// One line about the filter.
pub fn look(settings: &Settings, report: &mut Report) {
    let topic = "leaked passwords";
    let Some(file) = &settings.password.leaks_file else {
        report.ok(topic, "no filter; our own list of common passwords is used (password.leaks_file)");
        return;
    };
    match leaks::read(file) {
        Err(complaint) => report.wrong(topic, &complaint.about("password.leaks_file").to_string()),
        Ok(filter) => {
            let facts = filter.facts();
            let days = SystemClock.now().duration_since(facts.built_at).as_hours() / 24;
            let text = format!(
                "{} passwords, {} MiB, built {days} days ago; one of {} others is taken for leaked",
                facts.entries,
                filter.bytes().div_ceil(1024 * 1024),
                LeakFilter::FALSE_POSITIVE_ONE_IN
            );
            if days > OLD { report.warn(topic, &format!("{text}; get a newer list")) } else { report.ok(topic, &text) }
        }
    }
}
