//! The limits that hold, from the code and the settings.

use journey::Policy;
use journey::throttle::{CODE_TRIES_PER_JOURNEY, CODE_TRIES_VOID, CounterKind, FACTOR_TRIES_PER_JOURNEY, Lane, Limits};

use super::table;
use crate::commands::account::desk::Desk;

/// Every counter of tries.
const KINDS: [CounterKind; 12] = [
    CounterKind::Password,
    CounterKind::SecondFactor,
    CounterKind::RecoveryCode,
    CounterKind::Source,
    CounterKind::SmsNumberHour,
    CounterKind::SmsNumberDay,
    CounterKind::SmsAccount,
    CounterKind::SmsSource,
    CounterKind::RequestSource,
    CounterKind::RequestSubject,
    CounterKind::MailHour,
    CounterKind::MailDay,
];

pub(super) fn text(desk: &Desk) -> String {
    let browser = Lane::Browser(String::new());
    let rows = KINDS.into_iter().flat_map(|kind| {
        [("anybody", &Lane::World), ("a known browser", &browser)].map(|(who, lane)| {
            let limits = Limits::of(kind, lane);
            vec![kind.as_str().to_owned(), who.to_owned(), waits(&limits), window(&limits), stop(&limits)]
        })
    });
    let settings = &desk.settings;
    let argon2 = settings.password.argon2.params();
    let times = [
        ("a step of a login", format!("{:#}", Policy::STEP)),
        ("a login", format!("{:#}", Policy::LOGIN)),
        ("setting up a factor", format!("{:#}", Policy::WIZARD)),
        ("a confirmed session", format!("{:#}", Policy::STEP_UP)),
        ("a session, in all", format!("{} hours", settings.session.overall_hours)),
        ("a session without use", format!("{} minutes", settings.session.idle_minutes)),
        ("sessions of one account", settings.session.max_per_account.to_string()),
        ("wrong second factors in one login", FACTOR_TRIES_PER_JOURNEY.to_string()),
        ("wrong recovery codes in one login", CODE_TRIES_PER_JOURNEY.to_string()),
        ("wrong recovery codes that void the code", CODE_TRIES_VOID.to_string()),
        ("the shortest password", format!("{} characters", settings.password.min_length)),
        ("hashing of passwords", format!("Argon2id, {} KiB, {} passes", argon2.memory_kib, argon2.passes)),
    ];
    format!(
        "# Limits\n\n## Tries\n\n{}\n## Times and numbers\n\n{}",
        table(&["what", "who", "waits", "at most", "stops at"], rows),
        table(&["what", "limit"], times.map(|(what, limit)| vec![what.to_owned(), limit])),
    )
}

fn waits(limits: &Limits) -> String {
    if limits.first_delay == 0 {
        return "no".to_owned();
    }
    format!("after {}: {} s, doubled up to {} s", limits.free, limits.first_delay, limits.longest_delay)
}

fn window(limits: &Limits) -> String {
    if limits.per_window == 0 { "no limit".to_owned() } else { format!("{} in {} s", limits.per_window, limits.window) }
}

fn stop(limits: &Limits) -> String {
    if limits.stop == 0 { "never".to_owned() } else { limits.stop.to_string() }
}
