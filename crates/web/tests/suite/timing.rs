//! Time tells nobody who has an account (requirement EN-03): twice five hundred requests, taking turns; the medians decide and a rank test is
//! reported beside them.
//!
//! Long: the runner of `./test --all` alone looks at it, on a quiet machine.

use std::time::{Duration, Instant};

use credentials::token::SecretToken;
use jiff::SignedDuration;
use testkit::{Browser, Person, Portal};

const PAIRS: usize = 500;
/// How far the medians may be apart, in thousandths.
const MOST: u128 = 20;

/// Times of the two kinds, each pair one after the other; who is first takes turns, because the second one finds the caches warm.
async fn in_turns(mut one: impl AsyncFnMut(bool, usize) -> Duration) -> [Vec<u128>; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for pair in 0..PAIRS {
        for kind in [pair % 2, 1 - pair % 2] {
            times[kind].push(one(kind == 0, pair).await.as_nanos());
        }
    }
    times
}

/// Says how far apart the two are, and insists that it is not far.
fn judge(what: &str, times: [Vec<u128>; 2]) {
    let p = mann_whitney(&times[0], &times[1]);
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    });
    let difference = medians[0].abs_diff(medians[1]) * 1_000 / medians[1];
    let said = format!("{what}: medians {medians:?} ns, difference {difference} per mille, Mann-Whitney p = {p:.3}");
    println!("{said}");
    assert!(difference < MOST, "{said}");
}

/// The two-sided p of the Mann-Whitney U test, by the normal approximation with the correction for ties (Mann and Whitney 1947).
#[allow(clippy::cast_precision_loss, reason = "a thousand times, and a statistic to three digits")]
fn mann_whitney(one: &[u128], other: &[u128]) -> f64 {
    let mut all: Vec<(u128, bool)> = one.iter().map(|time| (*time, true)).collect();
    all.extend(other.iter().map(|time| (*time, false)));
    all.sort_unstable();
    let (mut rank, mut sum, mut ties) = (0.0, 0.0, 0.0);
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let count = same.len() as f64;
        let mean = rank + f64::midpoint(count, 1.0);
        sum += mean * same.iter().filter(|(_, first)| *first).count() as f64;
        ties += count * (count * count - 1.0);
        rank += count;
    }
    let (n, m) = (one.len() as f64, other.len() as f64);
    let u = sum - n * f64::midpoint(n, 1.0);
    let variance = n * m / 12.0 * (rank + 1.0 - ties / (rank * (rank - 1.0)));
    if variance <= 0.0 { 1.0 } else { 2.0 * upper_tail((u - n * m / 2.0).abs() / variance.sqrt()) }
}

/// How much of the standard normal distribution lies above `z`: Simpson's rule on its density.
fn upper_tail(z: f64) -> f64 {
    const STEPS: u32 = 2_000;
    let (end, density) = (z.min(9.0), |x: f64| (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt());
    let width = end / f64::from(STEPS);
    let inner: f64 =
        (1..STEPS).map(|step| density(width * f64::from(step)) * if step % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (0.5 - (density(0.0) + density(end) + inner) * width / 3.0).max(0.0)
}

#[test]
fn the_rank_test_knows_alike_from_apart() {
    // Phi(1.959964) = 0.975.
    assert!((upper_tail(1.959_964) - 0.025).abs() < 1e-6, "{}", upper_tail(1.959_964));
    assert!((upper_tail(0.0) - 0.5).abs() < 1e-12);
    let times: Vec<u128> = (0..500).map(|i| 1_000 + i * 7_919 % 500).collect();
    let shifted: Vec<u128> = times.iter().map(|time| time + 60).collect();
    assert!((mann_whitney(&times, &times) - 1.0).abs() < 1e-9);
    assert!(mann_whitney(&times, &shifted) < 1e-6);
    assert!((mann_whitney(&[5; 20], &[5; 20]) - 1.0).abs() < 1e-12, "nothing but ties");
    // By hand: 1 2 3 against 4 5 6 is U = 0, z = 4.5 / sqrt(5.25), p = 0.0495.
    assert!((mann_whitney(&[1, 2, 3], &[4, 5, 6]) - 0.049_5).abs() < 1e-3);
}

/// People with a password, by their names.
async fn town(portal: &Portal) -> Vec<String> {
    let mut people = Vec::new();
    for number in 0..25 {
        people.push(portal.with_password(&format!("persoon{number}")).await.username);
    }
    people
}

/// A name of the town, or one as long that nobody has.
fn name(people: &[String], known: bool, pair: usize) -> String {
    if known { people[pair % people.len()].clone() } else { format!("niemand{}", pair % people.len()) }
}

/// How long one form takes, without the pages before and after it.
async fn timed(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Duration {
    let begun = Instant::now();
    browser.post_once(path, fields).await;
    begun.elapsed()
}

#[tokio::test]
async fn long_en_03_known_and_unknown_names_log_in_alike() {
    let portal = Portal::with_real_hashing(testkit::settings()).await;
    let people = town(&portal).await;
    let times = in_turns(async |known, pair| {
        // Each name seldom enough for no delay to begin.
        portal.clock.advance(SignedDuration::from_hours(1));
        let mut browser = portal.browser();
        browser.open("/login").await;
        let fields = [("username", &*name(&people, known, pair)), ("password", "verkeerd wachtwoord")];
        timed(&mut browser, "/login", &fields).await
    });
    judge("login", times.await);
}

#[tokio::test]
async fn long_en_03_fp_01_known_and_unknown_names_are_asked_for_alike() {
    let portal = Portal::start().await;
    let people = town(&portal).await;
    let times = in_turns(async |known, pair| {
        portal.clock.advance(SignedDuration::from_hours(2));
        // What the background job did for the one before is done.
        portal.answered().await;
        let mut browser = portal.browser();
        browser.open("/forgot/password").await;
        timed(&mut browser, "/forgot/password", &[("username", &name(&people, known, pair))]).await
    });
    judge("forgotten password", times.await);
}

#[tokio::test]
async fn long_en_03_an_old_activation_link_and_one_that_never_was_look_alike() {
    let portal = Portal::start().await;
    let mut links = Vec::new();
    for number in 0..25 {
        links.push(portal.invited(&format!("persoon{number}")).await.link);
    }
    portal.clock.advance(SignedDuration::from_hours(25));
    let times = in_turns(async |known, pair| {
        let browser = &mut portal.browser();
        browser.open("/login").await;
        let never = format!("/activate?token={}", SecretToken::generate(&*portal.app.rng).expose().as_str());
        let link = if known { &links[pair % links.len()] } else { &never };
        let answer = browser.send(http::Method::GET, link, Vec::new(), &[]).await;
        assert_eq!(answer.header("location"), "/activate");
        // Looking changes nothing, so the quickest of five looks stands for one: the page takes a fraction of a millisecond.
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let begun = Instant::now();
            let page = browser.send(http::Method::GET, "/activate", Vec::new(), &[]).await;
            best = best.min(begun.elapsed());
            assert_eq!(page.status, http::StatusCode::GONE);
        }
        best
    });
    judge("activation", times.await);
}

/// A wrong code whose first fifteen digits are right, or none of them.
fn wrong(person: &Person, near: bool) -> String {
    let turned = |digit: u32| char::from_digit((digit + 1) % 10, 10).unwrap();
    let digits: Vec<u32> = person.code().chars().filter_map(|c| c.to_digit(10)).collect();
    let kept = |place| near && place < 15;
    digits
        .iter()
        .enumerate()
        .map(|(place, digit)| if kept(place) { char::from_digit(*digit, 10).unwrap() } else { turned(*digit) })
        .collect()
}

#[tokio::test]
async fn long_en_03_a_nearly_right_recovery_code_takes_as_long_as_a_wrong_one() {
    let portal = Portal::with_real_hashing(testkit::settings()).await;
    let mut people = Vec::new();
    for number in 0..5 {
        people.push(portal.enrolled(&format!("persoon{number}")).await);
    }
    let times = in_turns(async |near, pair| {
        portal.clock.advance(SignedDuration::from_hours(2));
        // Ten wrong codes would void it: each try is the first.
        store::testing::execute(&portal.app.store, "DELETE FROM counters", &[]).await.unwrap();
        let person = &people[pair % people.len()];
        let mut browser = portal.browser();
        person.enter_password(&mut browser).await;
        browser.open("/login/reset").await;
        timed(&mut browser, "/login/reset", &[("code", &wrong(person, near))]).await
    });
    judge("recovery", times.await);
}
