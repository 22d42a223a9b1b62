//! How many of a thing in a second.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use credentials::hashing::{HashParams, Hasher};
use credentials::password::Password;

use crate::client::Client;
use crate::town::Town;

/// How long each rate is measured.
const WINDOW: Duration = Duration::from_secs(3);
/// Browsers at the same time.
const BROWSERS: usize = 8;

/// The processor cores.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the hash alone allows: every core verifies without a pause.
pub fn hashes_per_second() -> f64 {
    let hasher = Hasher::new(HashParams::FLOOR, cores()).expect("the floor");
    let attempt = Password::parse_attempt("lente regen fiets 7").expect("a password");
    rate(cores(), || hasher.verify_nobody(&attempt))
}

/// Whole logins: `GET /login`, the password, the second factor, the account page's redirect.
pub fn logins_per_second(town: &Town) -> f64 {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..BROWSERS {
            scope.spawn(|| while log_in(town, next.fetch_add(1, Ordering::Relaxed)) {});
        }
    });
    let rate = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / begun.elapsed().as_secs_f64();
    rate(town.people.len())
}

fn log_in(town: &Town, number: usize) -> bool {
    let Some((username, secret)) = town.people.get(number) else { return false };
    let mut client = Client::new(town.portal);
    let page = client.get("/login");
    let fields = [("username", username.as_str()), ("password", "lente regen fiets 7")];
    let answer = client.post("/login", &page, &fields);
    assert_eq!(answer.location.as_deref(), Some("/login/second-factor"), "{}: {}", answer.status, answer.body);
    let page = client.get("/login/second-factor");
    let code = secret.code_at(town.app.clock.now()).digits();
    let answer = client.post("/login/second-factor", &page, &[("code", &code)]);
    assert_eq!(answer.location.as_deref(), Some("/account"), "{}: {}", answer.status, answer.body);
    true
}

/// An empty answer and the login page, in turns, so that a busy moment of the machine meets both.
pub fn pages_per_second(town: &Town) -> (f64, f64) {
    let (mut empty, mut page) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        empty.push(gets(town.empty, "/"));
        page.push(gets(town.portal, "/login"));
    }
    (median(empty), median(page))
}

fn gets(address: std::net::SocketAddr, path: &str) -> f64 {
    let clients: Vec<_> = (0..BROWSERS).map(|_| std::sync::Mutex::new(Client::new(address))).collect();
    let taken = AtomicUsize::new(0);
    rate_with(
        BROWSERS,
        || clients[taken.fetch_add(1, Ordering::Relaxed)].lock().expect("one owner"),
        |client| {
            assert_eq!(client.get(path).status, 200);
        },
    )
}

fn rate(threads: usize, work: impl Fn() + Sync) -> f64 {
    rate_with(threads, || (), |()| work())
}

/// Runs the work on so many threads for the window; each thread makes its own state once.
fn rate_with<S>(threads: usize, make: impl Fn() -> S + Sync, work: impl Fn(&mut S) + Sync) -> f64 {
    let done = AtomicUsize::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut state = make();
                while begun.elapsed() < WINDOW {
                    work(&mut state);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    f64::from(u32::try_from(done.into_inner()).unwrap_or(u32::MAX)) / begun.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
