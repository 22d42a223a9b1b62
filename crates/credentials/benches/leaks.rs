//! The filter of leaked passwords beside a bare SHA-1: what a lookup, a line and an entry cost; and the other rules of a new password.

use credentials::password::leaks::{LeakBuilder, LineFormat};
use credentials::password::{LeakFilter, Password, PasswordPolicy, check_new_password, strength};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use sha1::{Digest, Sha1};
use std::hint::black_box;

const MANY: u32 = 1_000_000;

fn lines() -> Vec<String> {
    (0..MANY)
        .map(|number| {
            let hash = Sha1::digest(format!("leaked {number}").as_bytes());
            format!("{}:{number}", data_encoding::HEXUPPER.encode(&hash))
        })
        .collect()
}

fn builder(lines: &[String]) -> LeakBuilder {
    let mut builder = LeakBuilder::new(LineFormat::Sha1, 1);
    for line in lines {
        builder.line(line.as_bytes());
    }
    builder
}

fn filter(lines: &[String]) -> LeakFilter {
    builder(lines).finish(Timestamp::UNIX_EPOCH).expect("there are lines")
}

fn leaks(c: &mut Criterion) {
    let lines = lines();
    let filter = filter(&lines);
    #[expect(clippy::cast_precision_loss, reason = "some millions")]
    let each = filter.bytes() as f64 / f64::from(MANY);
    println!("{MANY} entries, {} bytes, {each:.3} bytes each", filter.bytes());

    let mut group = c.benchmark_group("leaks");
    group.bench_function("bare SHA-1", |b| b.iter(|| Sha1::digest(black_box(b"een heel gewoon wachtwoord"))));
    group.bench_function("lookup, not leaked", |b| b.iter(|| filter.contains(black_box("een heel gewoon wachtwoord"))));
    group.bench_function("lookup, leaked", |b| b.iter(|| filter.contains(black_box("leaked 4711"))));
    group.sample_size(10).throughput(Throughput::Elements(MANY.into()));
    group.bench_function("read lines", |b| b.iter(|| builder(&lines)));
    group.bench_function("lines to filter", |b| {
        b.iter_batched(|| builder(&lines), |builder| builder.finish(Timestamp::UNIX_EPOCH), BatchSize::PerIteration);
    });
    group.finish();
}

fn rules(c: &mut Criterion) {
    let policy = PasswordPolicy::default().with_words(["Voorbeeld Arbodienst"]);
    let context = ["j.jansen", "Jolanda Jansen"];
    let mut group = c.benchmark_group("new password");
    for (name, text) in [
        ("sentence", "vier natte schoenen op zolder".to_owned()),
        ("twisted, 242", "a4@8({[<369!|1/0$5+7%2".repeat(11)),
    ] {
        let password = Password::parse_attempt(&text).expect("it is neither empty nor too long");
        group.bench_function(format!("check, {name}"), |b| b.iter(|| check_new_password(&password, &policy, &context)));
        group.bench_function(format!("strength, {name}"), |b| b.iter(|| strength(&password, &policy, &context)));
    }
    group.finish();
}

criterion_group!(benches, leaks, rules);
criterion_main!(benches);
