//! Ten thousand codes and two gateways that fail three times in ten: sent once, none lost, none twice where a gateway answered.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use poortwachter::sms::{
    Answer, Boxed, BreakerLimits, Dispatcher, Gateway, Parts, Route, SmsMessage, SmsSender, Words,
};
use poortwachter::system_clock::SystemClock;
use web::look::{Brand, BrandSettings};

use crate::stage::{ORIGIN, Stage};

const CODES: u32 = 10_000;

/// What became of each text at both gateways together.
#[derive(Default)]
struct Book {
    /// Taken, and said so.
    answered: HashMap<String, u32>,
    /// Taken, and the connection broke before the answer: nobody can know.
    unanswered: u32,
    refused: u32,
    broken: u32,
}

/// Of a hundred messages it refuses 15, breaks off 8 before and 7 after taking them, and takes 70.
struct Unreliable {
    book: Arc<Mutex<Book>>,
    asked: AtomicU64,
}

impl SmsSender for Unreliable {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> Boxed<'a, Answer> {
        Box::pin(async move {
            // Long enough for other tasks to come in between.
            tokio::time::sleep(Duration::from_millis(2)).await;
            let dice = (self.asked.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) % 100;
            let mut book = self.book.lock().unwrap();
            match dice {
                0..15 => {
                    book.refused += 1;
                    Answer::Refused { permanent: false, reason: "not now".to_owned() }
                }
                15..30 => {
                    book.broken += 1;
                    book.unanswered += u32::from(dice < 22);
                    Answer::NoAnswer { reason: "the connection broke".to_owned() }
                }
                _ => {
                    *book.answered.entry(message.text.to_string()).or_default() += 1;
                    Answer::Accepted { message_id: None }
                }
            }
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_ten_thousand_codes_are_sent_once_and_none_is_lost() {
    let stage = Stage::new().await;
    for number in 0..CODES {
        stage.order(&format!("{number:06}")).await;
    }
    let commits = commits_per_second(&stage).await;
    let book = Arc::new(Mutex::new(Book::default()));
    let limits = BreakerLimits { failures: 20, rest: Duration::from_secs(1) };
    let gateway = |name: &str| {
        let sender = Unreliable { book: Arc::clone(&book), asked: AtomicU64::new(u64::from(name == "b")) };
        Gateway::new(name, Box::new(sender), limits)
    };
    let begun = Instant::now();
    let dispatcher = Dispatcher::start(Parts {
        store: stage.store.clone(),
        clock: Arc::new(SystemClock),
        route: Route::new(vec![gateway("a"), gateway("b")]),
        receipts: tokio::sync::mpsc::channel(1).1,
        words: Words::new(Arc::new(Brand::new(BrandSettings::default()).unwrap()), ORIGIN, jiff::tz::TimeZone::UTC)
            .unwrap(),
        parallel: 16,
    });
    let mut half_at = None;
    while stage.store.count_outbox().await.unwrap() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(280), "{} wait", stage.store.count_outbox().await.unwrap());
        if half_at.is_none() && book.lock().unwrap().answered.len() >= CODES as usize / 2 {
            half_at = Some(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = begun.elapsed();
    dispatcher.stop().await;
    let accepted = "SELECT id FROM outbox WHERE channel = 'sms' AND delivery = 'accepted'";
    let accepted = store::testing::query(&stage.store, accepted, &[]).await.unwrap().len();

    let book = book.lock().unwrap();
    let twice = book.answered.values().filter(|times| **times > 1).count();
    let lost = CODES as usize - book.answered.len();
    println!("codes {CODES}: accepted {}, lost {lost}, twice where a gateway answered {twice}", book.answered.len());
    println!(
        "failures: refused {}, connection broken {} (of these taken all the same {})",
        book.refused, book.broken, book.unanswered
    );
    println!(
        "all in {:.1} s; the first half at {:.0} a second",
        took.as_secs_f64(),
        f64::from(CODES / 2) / half_at.unwrap_or(took).as_secs_f64()
    );
    println!("yardstick in the same run: {commits:.0} single commits a second");
    assert_eq!((lost, twice, accepted), (0, 0, CODES as usize));
}

/// How many one-row transactions this disk takes: no code can be sent with less than one.
async fn commits_per_second(stage: &Stage) -> f64 {
    const COMMITS: u32 = 2_000;
    let begun = Instant::now();
    for _ in 0..COMMITS {
        store::testing::execute(&stage.store, "UPDATE accounts SET epoch = epoch", &[]).await.unwrap();
    }
    f64::from(COMMITS) / begun.elapsed().as_secs_f64()
}
