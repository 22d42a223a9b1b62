//! `audit review`: what deserves a look in the last days, beside the days before (requirement LO-07).

use std::fmt::Write as _;

use journey::audit::names;
use journey::review::REVIEW_RULES;
use store::{EventCount, NamedCount};

use super::note_reading;
use crate::audit_log::jobs::times;
use crate::cli::audit::Review;
use crate::commands::account::desk::{self, Desk};
use crate::commands::output::{columns, plain};
use crate::complaint::{Complaint, Complaints};

/// Addresses with most failures.
const ADDRESSES: u32 = 10;

/// Prints the review.
pub async fn run(asked: &Review) -> Result<(), Complaints> {
    desk::work(&asked.file, None, async |desk| {
        let since = asked.since.begin(desk.ctx.now, &desk.settings.locale.time_zone.0);
        note_reading(desk, "audit-review", &format!("since {since}"), None).await?;
        review(desk, since).await
    })
    .await
}

async fn review(desk: &Desk, since: jiff::Timestamp) -> Result<String, Complaint> {
    let now = desk.ctx.now;
    let before = since - now.duration_since(since);
    let these = desk.store.count_events(since, now).await.map_err(desk::fault)?;
    let earlier = desk.store.count_events(before, since).await.map_err(desk::fault)?;
    let acts = desk.store.count_acts(since, now).await.map_err(desk::fault)?;
    let addresses = desk.store.count_failing_addresses(since, now, ADDRESSES).await.map_err(desk::fault)?;
    let mut text = format!("Review from {} to {}, beside as long a time before.\n", desk.time(since), desk.time(now));
    section(&mut text, "Logins", &logins(&these, &earlier));
    section(&mut text, "Look at this", &findings(&these, &earlier));
    section(&mut text, "Failed logins by address", &named(&addresses));
    section(&mut text, "What operators and the help desk did", &named(&acts));
    Ok(text)
}

fn section(text: &mut String, title: &str, rows: &[Vec<String>]) {
    let body = if rows.is_empty() { "nothing\n".to_owned() } else { columns(rows) };
    // Writing to a String cannot fail.
    let _ = write!(text, "\n{title}\n{body}");
}

fn logins(these: &[EventCount], earlier: &[EventCount]) -> Vec<Vec<String>> {
    let sum = |counts: &[EventCount], event: &str| {
        counts.iter().filter(|count| count.event == event).map(|count| count.times).sum::<u64>()
    };
    let row =
        |what: &str, event: &str| vec![what.to_owned(), sum(these, event).to_string(), before(sum(earlier, event))];
    vec![
        row("logged in", names::LOGIN_SUCCESS),
        row("failed", names::LOGIN_FAIL),
        row("refused by a limit", names::RATE_LIMIT),
        row("factors reset", names::FACTORS_WIPED),
    ]
}

fn findings(these: &[EventCount], earlier: &[EventCount]) -> Vec<Vec<String>> {
    let rules = REVIEW_RULES.iter().filter(|rule| times(rule, these) > 0);
    rules
        .map(|rule| {
            vec![
                times(rule, these).to_string(),
                before(times(rule, earlier)),
                format!("{}: {}", rule.name, rule.advice),
            ]
        })
        .collect()
}

fn before(times: u64) -> String {
    format!("(before: {times})")
}

fn named(counts: &[NamedCount]) -> Vec<Vec<String>> {
    counts.iter().map(|count| vec![count.times.to_string(), plain(&count.name), plain(&count.what)]).collect()
}
