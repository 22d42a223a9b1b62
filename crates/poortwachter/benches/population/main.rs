//! What a login costs with a thousand and with a million accounts: `cargo bench -p poortwachter --bench population`.
//!
//! The same people log in before and after a crowd moves in beside them; processor time of the whole process for each login, hashing left in and
//! taken out. The crowd is written by one statement, since what is measured is the looking up. Everything is on the loopback, on a
//! database in a folder of the disk.

#[path = "../portal/client.rs"]
mod client;
#[allow(dead_code, reason = "the other bench looks into the folder of the database")]
#[path = "../portal/town.rs"]
mod town;

use std::fs;

use client::Client;
use credentials::hashing::{HashParams, Hasher};
use credentials::password::Password;
use store::testing::{Value, execute};
use town::Town;

/// People who log in, each once with each population: a code of the app counts once.
const PEOPLE: usize = 40;
/// The crowds.
const CROWDS: [u32; 2] = [1_000, 1_000_000];

/// One account more for each number up to the second parameter, beyond the first; each has a factor, as most people have.
const MOVE_IN: [&str; 2] = [
    "INSERT INTO accounts (id, username, display_name, mail, groups, role, language, status, epoch, password_sealed, password_set_at, \
     first_password_at, created_at, updated_at) \
     WITH RECURSIVE crowd (number) AS (SELECT $1 + 1 UNION ALL SELECT number + 1 FROM crowd WHERE number < $2) \
     SELECT randomblob(16), printf('crowd.%07d', number), 'Person', printf('crowd.%d@example.org', number), groups, role, language, status, 0, \
     password_sealed, password_set_at, first_password_at, created_at, updated_at \
     FROM crowd, (SELECT * FROM accounts WHERE username = 'person.0')",
    "INSERT INTO factors (id, account_id, kind, label, secret_sealed, last_step, bound_at) \
     SELECT randomblob(16), crowd.id, kind, label, secret_sealed, last_step, bound_at \
     FROM (SELECT id, username FROM accounts WHERE username > printf('crowd.%07d', $1) AND username <= printf('crowd.%07d', $2)) AS crowd, \
     (SELECT factors.* FROM factors JOIN accounts ON accounts.id = account_id WHERE username = 'person.0' AND wiped_at IS NULL LIMIT 1)",
];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    // Half of them log in with the first crowd, half with the second.
    let town = runtime.block_on(Town::settle(PEOPLE * CROWDS.len()));
    let hash = hash_alone();
    println!("one hash alone: {:.1} ms of processor time; people: {PEOPLE} each time", hash * 1e3);
    let mut there = 0;
    let mut costs = Vec::new();
    for (crowd, people) in CROWDS.into_iter().zip(town.people.chunks(PEOPLE)) {
        for sql in MOVE_IN {
            let values = [there, crowd].map(|number: u32| Value::Int(Some(i64::from(number))));
            let added = runtime.block_on(execute(&town.app.store, sql, &values)).expect("the crowd moves in");
            assert_eq!(added, u64::from(crowd - there), "{sql}");
        }
        there = crowd;
        let before = processor_time();
        for (username, secret) in people {
            log_in(&town, username, &secret.code_at(town.app.clock.now()).digits());
        }
        let each = (processor_time() - before) / f64::from(u32::try_from(people.len()).expect("few"));
        println!("{crowd:>9} accounts: {:.2} ms a login, {:.2} ms without the hash", each * 1e3, (each - hash) * 1e3);
        costs.push(each);
    }
    println!("a login with {} accounts costs {:.2} times one with {}", CROWDS[1], costs[1] / costs[0], CROWDS[0]);
    println!("without the hash: {:.2} times", (costs[1] - hash) / (costs[0] - hash));
    let size = fs::metadata(town.folder().join("portal.db")).map_or(0, |file| file.len());
    println!("the database has {} MiB", size >> 20);
}

fn log_in(town: &Town, username: &str, code: &str) {
    let mut client = Client::new(town.portal);
    let page = client.get("/login");
    let answer = client.post("/login", &page, &[("username", username), ("password", "lente regen fiets 7")]);
    assert_eq!(answer.location.as_deref(), Some("/login/second-factor"), "{}: {}", answer.status, answer.body);
    let page = client.get("/login/second-factor");
    let answer = client.post("/login/second-factor", &page, &[("code", code)]);
    assert_eq!(answer.location.as_deref(), Some("/account"), "{}: {}", answer.status, answer.body);
}

/// Seconds of processor time that one verification takes.
fn hash_alone() -> f64 {
    let hasher = Hasher::new(HashParams::FLOOR, 1).expect("the floor");
    let attempt = Password::parse_attempt("lente regen fiets 7").expect("a password");
    hasher.verify_nobody(&attempt);
    let before = processor_time();
    for _ in 0..PEOPLE {
        hasher.verify_nobody(&attempt);
    }
    (processor_time() - before) / f64::from(u32::try_from(PEOPLE).expect("few"))
}

/// Seconds that this process was on a processor (`/proc/self/schedstat` of every thread, proc(5)).
fn processor_time() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux");
    let nanoseconds = tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok())
        .filter_map(|text| text.split(' ').next()?.parse::<u64>().ok())
        .sum::<u64>();
    std::time::Duration::from_nanos(nanoseconds).as_secs_f64()
}
