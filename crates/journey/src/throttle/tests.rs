//! Named for the rules: J8, D3, D9, TH-01 to TH-03.
#![allow(clippy::unwrap_used)]

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn key(kind: CounterKind, lane: Lane) -> CounterKey {
    CounterKey { kind, subject: "a".into(), lane }
}

/// Tries as often as it is let, one try a second for `seconds`, and says how many were granted.
fn hammer(limits: &Limits, seconds: i64) -> (Counter, u32) {
    let mut counter = Counter::default();
    let mut granted = 0;
    for second in 0..seconds {
        if let Reservation::Granted(next, _) = reserve(&counter, limits, at(second)) {
            counter = next;
            granted += 1;
        }
    }
    (counter, granted)
}

#[test]
fn d9_delays_begin_after_five_and_double_to_an_hour() {
    let limits = Limits::of(CounterKind::Password, &Lane::World);
    let mut counter = Counter::default();
    let mut now = 0;
    let mut waits = Vec::new();
    for _ in 0..14 {
        let Reservation::Granted(next, _) = reserve(&counter, &limits, at(now)) else { panic!("refused") };
        let wait = next.blocked_until.map_or(0, |until| until.as_second() - at(now).as_second());
        waits.push(wait);
        now += wait;
        counter = next;
    }
    assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
}

#[test]
fn d9_a_hundred_wrong_passwords_take_days_and_then_a_person_is_needed() {
    let limits = Limits::of(CounterKind::Password, &Lane::World);
    let (_, in_a_day) = hammer(&limits, 86_400);
    assert!(in_a_day < 40, "{in_a_day} tries in a day");
    let stopped = Counter { consecutive: 100, ..Counter::default() };
    assert_eq!(reserve(&stopped, &limits, at(0)), Reservation::Refused { retry_at: None, count: 100 });
}

#[test]
fn d3_five_recovery_codes_in_a_rolling_day() {
    let limits = Limits::of(CounterKind::RecoveryCode, &Lane::World);
    let (counter, granted) = hammer(&limits, 86_400);
    assert_eq!(granted, 5);
    // The window rolls: a day after the first try there is room for exactly one.
    let Reservation::Granted(next, tally) = reserve(&counter, &limits, at(86_400)) else { panic!("refused") };
    assert_eq!((tally.in_window, tally.consecutive), (5, 6));
    assert!(matches!(reserve(&next, &limits, at(86_400)), Reservation::Refused { .. }));
}

#[test]
fn th_02_a_success_gives_exactly_one_try_back() {
    let limits = Limits::of(CounterKind::SecondFactor, &Lane::World);
    let key = key(CounterKind::SecondFactor, Lane::World);
    let mut counter = Counter::default();
    for second in 0..3 {
        let Reservation::Granted(next, _) = reserve(&counter, &limits, at(second)) else { panic!("refused") };
        counter = next;
    }
    let after = give_back(&counter, &TryTaken { key, at: at(1) });
    assert_eq!(after.recent, [at(0), at(2)]);
    assert_eq!(after.consecutive, 2);
}

#[test]
fn j8_a_success_in_a_browsers_own_lane_clears_that_lane() {
    let lane = Lane::Browser("b".into());
    let counter = Counter { consecutive: 9, recent: vec![at(0); 9], blocked_until: Some(at(60)) };
    let taken = TryTaken { key: key(CounterKind::Password, lane), at: at(0) };
    assert_eq!(give_back(&counter, &taken), Counter::default());
}

#[test]
fn j8_a_daily_login_gives_a_stranger_no_fresh_budget() {
    let limits = Limits::of(CounterKind::Password, &Lane::World);
    let counter = Counter { consecutive: 40, recent: vec![], blocked_until: Some(at(3600)) };
    let Reservation::Granted(next, _) = reserve(&counter, &limits, at(3600)) else { panic!("refused") };
    let taken = TryTaken { key: key(CounterKind::Password, Lane::World), at: at(3600) };
    let after = give_back(&next, &taken);
    assert_eq!(after.consecutive, 40);
    assert!(after.blocked_until.is_some());
}

#[test]
fn th_03_thirty_failures_in_ten_minutes_from_one_address() {
    let limits = Limits::of(CounterKind::Source, &Lane::World);
    let (_, granted) = hammer(&limits, 600);
    assert_eq!(granted, 30);
    let (_, office) = hammer(&limits.with_per_window(300), 600);
    assert_eq!(office, 300);
}

#[test]
fn th_03_many_names_and_many_mistakes_raise_the_alarm() {
    assert!(looks_like_spray(51, 0, 51));
    assert!(looks_like_spray(60, 1000, 60));
    // A busy Monday: many names, few mistakes. A forgetful colleague: many mistakes, few names.
    assert!(!looks_like_spray(50, 1000, 1000));
    assert!(!looks_like_spray(500, 0, 50));
}

#[test]
fn counters_of_different_people_kinds_and_lanes_have_different_names() {
    let keys = [
        key(CounterKind::Password, Lane::World),
        key(CounterKind::SecondFactor, Lane::World),
        key(CounterKind::Password, Lane::Browser("x".into())),
        CounterKey { kind: CounterKind::Password, subject: "b".into(), lane: Lane::World },
    ];
    let names: std::collections::BTreeSet<_> = keys.iter().map(CounterKey::text).collect();
    assert_eq!(names.len(), keys.len());
}
