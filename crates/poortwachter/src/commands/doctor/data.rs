//! What the database tells of a running portal: its schema, what waits to be delivered, what is not sealed, and the last backup.

use jiff::{SignedDuration, Timestamp};
use store::{AuditGauge, Channel, Gauges, GivenUp, Inspection, Schema, Store, StoreError, Waiting};

use crate::commands::check::report::Line;
use crate::settings::Settings;
use crate::wiring;

const DATABASE: &str = "database";
const WAITING: &str = "undelivered";
const AUDIT: &str = "audit log";
const BACKUP: &str = "backup";
/// The oldest release of PostgreSQL that the tests run against.
const POSTGRES: u32 = 15;
/// A mail that goes out at the second or third try is not late.
const LATE: SignedDuration = SignedDuration::from_mins(15);
/// By now its links have lost much of their time.
const VERY_LATE: SignedDuration = SignedDuration::from_hours(4);
/// A code by SMS lives for minutes.
const LATE_CODE: SignedDuration = SignedDuration::from_mins(2);
/// A running portal seals each second.
const UNSEALED: SignedDuration = SignedDuration::from_mins(1);
/// A day with some patience.
const BACKUP_AFTER: SignedDuration = SignedDuration::from_hours(2 * 24);
const BACKUP_LATE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The lines about schema and engine, where `check` sees nothing wrong because a start would put it right.
pub fn schema(seen: &Inspection) -> Vec<Line> {
    let schema = match seen.schema {
        Schema::Missing => Some(Line::wrong(
            DATABASE,
            "it is empty, so no portal ever ran on it",
            "start one: `systemctl start poortwachter`",
        )),
        Schema::Behind { found, newest } => {
            let found = format!("schema {found}, and this program has {newest}: an older one runs, or none");
            Some(Line::warning(DATABASE, found, "start the portal again: `systemctl restart poortwachter`"))
        }
        Schema::Current(_) => None,
    };
    schema.into_iter().chain(engine(&seen.engine)).collect()
}

fn engine(engine: &str) -> Option<Line> {
    let version = engine.strip_prefix("PostgreSQL ")?;
    let major: u32 = version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    (major < POSTGRES).then(|| {
        let remedy = format!("upgrade the server to PostgreSQL {POSTGRES} or later");
        Line::warning(DATABASE, format!("{engine} is older than what the portal is tested with"), remedy)
    })
}

/// The lines about what stands in the tables.
pub async fn look(store: &Store, settings: &Settings, now: Timestamp) -> Result<Vec<Line>, StoreError> {
    let ways = Ways { mail: settings.mail.is_on(), sms: !settings.sms.gateways.is_empty() };
    let policy = wiring::policy(settings, ways.sms).session;
    let Gauges { waiting, given_up, audit, .. } = store.gauges(&policy, &wiring::send_caps(settings), now).await?;
    let mut lines = undelivered((&waiting, &given_up), ways, now);
    lines.push(sealed(audit, now));
    lines.extend(store.last_backup().await?.map(|at| backup(at, now)));
    Ok(lines)
}

/// Which channels have somebody who takes messages away.
#[derive(Clone, Copy, Debug)]
struct Ways {
    mail: bool,
    sms: bool,
}

fn undelivered((waiting, given_up): (&[Waiting], &[GivenUp]), ways: Ways, now: Timestamp) -> Vec<Line> {
    let waiting = waiting.iter().filter(|one| one.messages > 0).map(|one| waits(one, ways, now));
    let given_up = given_up.iter().filter(|one| one.messages > 0).map(|one| {
        let found = format!("{}: {} were given up", title(one.channel, one.codes), one.messages);
        Line::warning(WAITING, found, remedy(one.channel, ways))
    });
    let mut lines: Vec<Line> = waiting.chain(given_up).collect();
    if lines.is_empty() {
        lines.push(Line::ok(WAITING, "nothing waits, and nothing was given up"));
    }
    lines
}

fn waits(one: &Waiting, ways: Ways, now: Timestamp) -> Line {
    let age = one.oldest.map(|oldest| now.duration_since(oldest)).unwrap_or_default();
    let found =
        format!("{}: {} wait, the oldest for {} minutes", title(one.channel, one.codes), one.messages, age.as_mins());
    match age {
        age if age > VERY_LATE => Line::wrong(WAITING, found, remedy(one.channel, ways)),
        age if age > if one.codes { LATE_CODE } else { LATE } => {
            Line::warning(WAITING, found, remedy(one.channel, ways))
        }
        _ => Line::ok(WAITING, found),
    }
}

fn title(channel: Channel, codes: bool) -> &'static str {
    match channel {
        Channel::Mail => "mails",
        Channel::Sms if codes => "codes by SMS",
        Channel::Sms => "notices by SMS",
        Channel::Logout => "logouts for applications",
    }
}

fn remedy(channel: Channel, ways: Ways) -> &'static str {
    match channel {
        Channel::Mail if !ways.mail => "set mail.host, then `systemctl reload poortwachter`",
        Channel::Mail => {
            "try `poortwachter mail test you@example.org`, and look in the log for what the server answers"
        }
        Channel::Sms if !ways.sms => "add a gateway to sms.gateways, then `systemctl reload poortwachter`",
        Channel::Sms => "try `poortwachter sms test +316…`, and look in the log for what the gateways answer",
        Channel::Logout => {
            "see `poortwachter client logouts`, and mend the address with `poortwachter client edit --logout-uri`"
        }
    }
}

fn sealed(audit: AuditGauge, now: Timestamp) -> Line {
    let age = audit.oldest.map(|oldest| now.duration_since(oldest)).unwrap_or_default();
    if age > UNSEALED {
        let found = format!("{} entries are not sealed, the oldest for {} minutes", audit.unsealed, age.as_mins());
        let remedy = "a running portal seals them within a second: look at `journalctl -u poortwachter -p err`, then `poortwachter audit verify`";
        Line::wrong(AUDIT, found, remedy)
    } else {
        Line::ok(AUDIT, "everything is sealed, or will be in a moment")
    }
}

fn backup(at: Timestamp, now: Timestamp) -> Line {
    let age = now.duration_since(at);
    let found = format!("the last one was begun {} hours ago", age.as_hours());
    let remedy = "make one now (`poortwachter backup`), and see why the timer did not";
    match age {
        age if age > BACKUP_LATE => Line::wrong(BACKUP, found, remedy),
        age if age > BACKUP_AFTER => Line::warning(BACKUP, found, remedy),
        _ => Line::ok(BACKUP, found),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::commands::check::report::Mark;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    #[rstest]
    #[case::fresh(Channel::Mail, false, 1, Mark::Ok)]
    #[case::late(Channel::Mail, false, 20, Mark::Warning)]
    #[case::very_late(Channel::Mail, false, 300, Mark::Wrong)]
    #[case::a_late_code(Channel::Sms, true, 3, Mark::Warning)]
    #[case::a_notice_by_sms(Channel::Sms, false, 3, Mark::Ok)]
    #[case::an_application(Channel::Logout, false, 300, Mark::Wrong)]
    fn what_waits(#[case] channel: Channel, #[case] codes: bool, #[case] minutes: i64, #[case] mark: Mark) {
        let one = Waiting { channel, codes, messages: 2, oldest: Some(NOW - SignedDuration::from_mins(minutes)) };
        for ways in [Ways { mail: true, sms: true }, Ways { mail: false, sms: false }] {
            let lines = undelivered((&[one], &[]), ways, NOW);
            assert_eq!((lines.len(), lines[0].mark), (1, mark), "{lines:?}");
            assert_eq!(lines[0].remedy.is_some(), mark != Mark::Ok, "{lines:?}");
        }
    }

    #[test]
    fn what_was_given_up_and_nothing() {
        let ways = Ways { mail: true, sms: true };
        for channel in Channel::ALL {
            let lost = GivenUp { channel, codes: false, messages: 4 };
            let lines = undelivered((&[], &[lost]), ways, NOW);
            assert!(lines[0].mark == Mark::Warning && lines[0].remedy.is_some(), "{lines:?}");
        }
        let none = Waiting { channel: Channel::Mail, codes: false, messages: 0, oldest: None };
        assert_eq!(undelivered((&[none], &[]), ways, NOW)[0].mark, Mark::Ok);
    }

    #[rstest]
    #[case(0, 0, Mark::Ok)]
    #[case(5, 30, Mark::Ok)]
    #[case(5, 90, Mark::Wrong)]
    fn what_is_not_sealed(#[case] unsealed: u64, #[case] seconds: i64, #[case] mark: Mark) {
        let oldest = (unsealed > 0).then(|| NOW - SignedDuration::from_secs(seconds));
        assert_eq!(sealed(AuditGauge { unsealed, oldest, head_at: None }, NOW).mark, mark);
    }

    #[rstest]
    #[case(10, Mark::Ok)]
    #[case(72, Mark::Warning)]
    #[case(15 * 24, Mark::Wrong)]
    fn the_age_of_the_last_backup(#[case] hours: i64, #[case] mark: Mark) {
        assert_eq!(backup(NOW - SignedDuration::from_hours(hours), NOW).mark, mark);
    }

    #[rstest]
    #[case("SQLite 3.51.3", false)]
    #[case("PostgreSQL 15.18", false)]
    #[case("PostgreSQL 13.4 (Debian 13.4-1)", true)]
    #[case("PostgreSQL", false)]
    fn an_old_server_deserves_a_thought(#[case] version: &str, #[case] warned: bool) {
        assert_eq!(engine(version).is_some(), warned);
    }
}
