//! `hash-bench`: measures Argon2id on this machine and proposes `password.argon2` settings (D10).
//!
//! The proposal is the strongest of a few known settings that stays within 250 ms. When not even the floor does, the floor
//! is proposed all the same, and the output says that logins will be slow: weaker is never an answer.

use std::time::{Duration, Instant};

use credentials::hashing::{HashParams, HashParamsError, Hasher};
use credentials::password::Password;

use crate::complaint::{Complaint, Complaints};

/// The longest that one hash may take.
const MOST: Duration = Duration::from_millis(250);

/// How often each setting is measured; the median counts.
const RUNS: usize = 5;

/// From the floor upwards: the floor, twice and three times its memory, RFC 9106 section 4 (second) on one lane, and twice that.
const CANDIDATES: [HashParams; 5] = [
    HashParams::FLOOR,
    HashParams { memory_kib: 2 * HashParams::FLOOR.memory_kib, passes: 2, lanes: 1 },
    HashParams { memory_kib: 3 * HashParams::FLOOR.memory_kib, passes: 2, lanes: 1 },
    HashParams { memory_kib: 65_536, passes: 3, lanes: 1 },
    HashParams { memory_kib: 131_072, passes: 3, lanes: 1 },
];

/// Measures, prints each measurement and then the lines for the settings file.
pub fn run() -> Result<(), Complaints> {
    let mut measured = Vec::new();
    for params in CANDIDATES {
        let time = median_time(params)
            .map_err(|error| Complaint::new(error.to_string(), "report this: it should not happen"))?;
        println!(
            "# {:>7} KiB, {} passes, {} lane: {:>5.1} ms",
            params.memory_kib,
            params.passes,
            params.lanes,
            time.as_secs_f64() * 1000.0
        );
        measured.push((params, time));
        if time > MOST {
            break;
        }
    }
    let proposed = propose(&measured);
    if measured.iter().any(|(params, time)| *params == proposed && *time > MOST) {
        println!("# This machine is slow: even the least that is allowed takes longer than 250 ms.");
    }
    println!(
        "[password.argon2]\nmemory_kib = {}\npasses = {}\nlanes = {}",
        proposed.memory_kib, proposed.passes, proposed.lanes
    );
    Ok(())
}

/// The strongest that is quick enough, and never below the floor.
fn propose(measured: &[(HashParams, Duration)]) -> HashParams {
    let quick = measured.iter().filter(|(_, time)| *time <= MOST).map(|(params, _)| *params);
    quick.max_by_key(|params| u64::from(params.memory_kib) * u64::from(params.passes)).unwrap_or(HashParams::FLOOR)
}

/// Times what a login does: the verification of a password, here of nobody's.
fn median_time(params: HashParams) -> Result<Duration, HashParamsError> {
    let hasher = Hasher::new(params, 1)?;
    let password = Password::parse_attempt("measured, not kept").expect("invariant: a password of 18 characters");
    // The first run also pays for the memory's first touch.
    hasher.verify_nobody(&password);
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            hasher.verify_nobody(&password);
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    Ok(times[RUNS / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_no_candidate_is_below_the_floor_and_each_is_dearer_than_the_one_before() {
        let cost = |params: &HashParams| u64::from(params.memory_kib) * u64::from(params.passes);
        assert!(CANDIDATES.iter().all(|params| params.check_floor().is_ok()));
        assert!(CANDIDATES.windows(2).all(|pair| cost(&pair[0]) < cost(&pair[1])));
    }

    #[test]
    fn d10_the_strongest_within_250_ms_is_proposed_and_else_the_floor() {
        let measured = |times: &[u64]| {
            CANDIDATES.into_iter().zip(times.iter().map(|time| Duration::from_millis(*time))).collect::<Vec<_>>()
        };
        for (times, proposed) in [
            (&[10, 20, 30, 40, 50][..], CANDIDATES[4]),
            (&[60, 120, 180, 250, 251][..], CANDIDATES[3]),
            (&[200, 400][..], CANDIDATES[0]),
            (&[900][..], HashParams::FLOOR),
        ] {
            assert_eq!(propose(&measured(times)), proposed, "{times:?}");
        }
    }

    #[test]
    fn a_measurement_takes_time() {
        assert!(median_time(HashParams::FLOOR).unwrap() > Duration::from_micros(100));
    }
}
