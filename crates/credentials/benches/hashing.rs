//! How many password checks a second the machine allows at the default cost: the limit of logins.

use credentials::hashing::{HashParams, Hasher};
use credentials::ids::{AccountId, JourneyId};
use credentials::keyring::Keyring;
use credentials::password::Password;
use credentials::rng::Rng;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use uuid::Uuid;

/// Fixed bytes: a benchmark protects nothing.
struct Sevens;

impl Rng for Sevens {
    fn fill(&self, out: &mut [u8]) {
        out.fill(7);
    }
}

fn password_checks(c: &mut Criterion) {
    let hasher = Hasher::new(HashParams::default(), 1).expect("the default is at the floor");
    let (keyring, _) = Keyring::generate(&Sevens);
    let password = Password::parse_attempt("een lang wachtwoord").expect("it is neither empty nor too long");
    let account = AccountId::from_uuid(Uuid::from_u128(1));
    let journey = JourneyId::from_uuid(Uuid::from_u128(2));
    let row = hasher.hash_password(&password, account, &keyring, &Sevens);

    let mut group = c.benchmark_group("argon2id 19 MiB, 2 passes, 1 lane");
    group.throughput(Throughput::Elements(1)).sample_size(50);
    group.bench_function("verify_password", |b| {
        b.iter(|| hasher.verify_password(&row, &password, &keyring, journey, Timestamp::UNIX_EPOCH));
    });
    group.bench_function("verify_nobody", |b| b.iter(|| hasher.verify_nobody(&password)));
    group.finish();
}

criterion_group!(benches, password_checks);
criterion_main!(benches);
