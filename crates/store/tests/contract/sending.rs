//! The right to send a code: counters of people, money of the installation, all or nothing (requirement SM-07, rule J8).

use credentials::ids::AccountId;
use credentials::phone::{PhoneNumber, PhonePolicy};
use jiff::SignedDuration;
use journey::sending::SendCaps;
use journey::throttle::{CounterKind, Lane, TryTaken};
use store::testing::{dump, query};
use store::{Database, OpenOptions, SendRefused, SendRequest, Store};
use tokio::task::JoinSet;

use crate::kit::Kit;

/// More than any test sends: what is not asked about does not stand in the way.
const WIDE: SendCaps = SendCaps { per_day: 9999, per_country_hour: 9999, per_prefix_hour: 9999, known_share: 0 };

fn number(last: usize) -> PhoneNumber {
    PhonePolicy::default().parse(&format!("06 1234 {last:04}")).unwrap()
}

/// The same in another block of numbers.
fn elsewhere(block: usize) -> PhoneNumber {
    PhonePolicy::default().parse(&format!("06 1{block:03} 5678")).unwrap()
}

fn somebody(kit: &Kit) -> AccountId {
    AccountId::generate(kit.now(), kit.rng.as_ref())
}

/// One code that a stranger asks for, from nowhere in particular.
fn stranger<'a>(account: AccountId, number: &'a PhoneNumber, caps: &'a SendCaps) -> SendRequest<'a> {
    SendRequest { account, number, source: None, source_limit: None, lane: &Lane::World, caps }
}

async fn ask(kit: &Kit, request: &SendRequest<'_>) -> Result<Option<TryTaken>, SendRefused> {
    kit.store.reserve_send(request, kit.now()).await.unwrap()
}

/// Insists that the next code is refused for this reason, and that refusing changes not one row.
async fn refused(kit: &Kit, request: &SendRequest<'_>, kind: Option<CounterKind>) {
    let before = dump(&kit.store).await.unwrap();
    match (ask(kit, request).await.unwrap_err(), kind) {
        (SendRefused::Counter(found, blocked), Some(kind)) => {
            assert_eq!(found, kind);
            assert!(blocked.retry_at.is_some_and(|at| at > kit.now()), "{blocked:?}");
        }
        (SendRefused::Budget, None) => {}
        other => panic!("{other:?}"),
    }
    assert!(dump(&kit.store).await.unwrap() == before, "{kind:?} wrote something");
}

/// A number: five in an hour and ten in a day, whoever asks. An account: twenty in a day, whatever the number.
pub async fn sm_07_numbers_and_accounts_have_their_limits(kit: &Kit) {
    let called = number(1);
    for kind in [CounterKind::SmsNumberHour, CounterKind::SmsNumberDay] {
        for _ in 0..5 {
            ask(kit, &stranger(somebody(kit), &called, &WIDE)).await.unwrap();
        }
        if kind == CounterKind::SmsNumberDay {
            kit.wait(SignedDuration::from_hours(1));
        }
        refused(kit, &stranger(somebody(kit), &called, &WIDE), Some(kind)).await;
        kit.wait(SignedDuration::from_hours(1));
    }
    let account = somebody(kit);
    for last in 0..20 {
        ask(kit, &stranger(account, &number(100 + last), &WIDE)).await.unwrap();
    }
    refused(kit, &stranger(account, &number(150), &WIDE), Some(CounterKind::SmsAccount)).await;
    kit.wait(SignedDuration::from_hours(24));
    ask(kit, &stranger(account, &called, &WIDE)).await.unwrap();
}

/// An address: ten in an hour, whoever and wherever; each is given back after a whole login.
pub async fn sm_07_an_address_has_ten_that_led_to_no_login(kit: &Kit) {
    let numbers: Vec<PhoneNumber> = (0..13).map(number).collect();
    let from =
        |last: usize| SendRequest { source: Some("192.0.2.1/32"), ..stranger(somebody(kit), &numbers[last], &WIDE) };
    let mut taken = Vec::new();
    for last in 0..10 {
        taken.extend(ask(kit, &from(last)).await.unwrap());
    }
    assert_eq!(taken.len(), 10);
    refused(kit, &from(10), Some(CounterKind::SmsSource)).await;
    kit.store.give_back(&taken[..1], kit.now()).await.unwrap();
    ask(kit, &from(11)).await.unwrap();
    refused(kit, &from(10), Some(CounterKind::SmsSource)).await;
    let known = stranger(somebody(kit), &numbers[12], &WIDE);
    assert_eq!(ask(kit, &known).await.unwrap(), None, "whoever is not counted by address has nothing to give back");
}

/// The money: of the day, of a country, of a block of numbers.
pub async fn sm_07_every_budget_refuses_and_then_writes_nothing(kit: &Kit) {
    let caps = [
        SendCaps { per_day: 3, ..WIDE },
        SendCaps { per_country_hour: 3, ..WIDE },
        SendCaps { per_prefix_hour: 3, ..WIDE },
    ];
    for caps in &caps {
        for last in 0..3 {
            ask(kit, &stranger(somebody(kit), &number(300 + last), caps)).await.unwrap();
        }
        refused(kit, &stranger(somebody(kit), &number(350), caps), None).await;
        // Each begins afresh on the next day.
        kit.wait(SignedDuration::from_hours(24));
    }
    for last in 0..3 {
        ask(kit, &stranger(somebody(kit), &number(300 + last), &caps[2])).await.unwrap();
    }
    refused(kit, &stranger(somebody(kit), &number(350), &caps[2]), None).await;
    ask(kit, &stranger(somebody(kit), &elsewhere(555), &caps[2])).await.expect("another block has its own");
    refused(kit, &stranger(somebody(kit), &elsewhere(556), &SendCaps { per_day: 0, ..WIDE }), None).await;
}

/// A second process on the same database.
async fn other_node(kit: &Kit) -> Store {
    let database = Database::open(&kit.url, OpenOptions { max_connections: 8 }).await.unwrap();
    database.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap()
}

/// Two hundred requests at once on two nodes; how many may send.
async fn storm(kit: &Kit, numbers: impl Fn(usize) -> PhoneNumber, caps: SendCaps) -> usize {
    let nodes = [kit.store.clone(), other_node(kit).await];
    let mut running = JoinSet::new();
    for which in 0..200 {
        let (store, number, account, now) = (nodes[which % 2].clone(), numbers(which), somebody(kit), kit.now());
        running
            .spawn(async move { store.reserve_send(&stranger(account, &number, &caps), now).await.unwrap().is_ok() });
    }
    let mut granted = 0;
    while let Some(ended) = running.join_next().await {
        granted += usize::from(ended.unwrap());
    }
    nodes[1].close().await;
    granted
}

pub async fn sm_07_two_nodes_never_exceed_the_budget(kit: &Kit) {
    assert_eq!(storm(kit, number, SendCaps { per_day: 50, ..WIDE }).await, 50);
    let used = "SELECT used FROM sms_budgets WHERE name = 'day'";
    assert_eq!(query(&kit.store, used, &[]).await.unwrap(), [["used=50"]]);
    // Neither did those that were refused leave anything on a number or an account.
    let counters = "SELECT name FROM counters WHERE kind = 'sms-account'";
    assert_eq!(query(&kit.store, counters, &[]).await.unwrap().len(), 50);
}

pub async fn sm_07_two_nodes_never_exceed_the_numbers_limit(kit: &Kit) {
    assert_eq!(storm(kit, |_| number(1), WIDE).await, 5);
    let used = "SELECT used FROM sms_budgets WHERE name = 'day'";
    assert_eq!(query(&kit.store, used, &[]).await.unwrap(), [["used=5"]]);
}

/// J8: strangers leave a part of each budget to known browsers, and neither fills the other's counters.
pub async fn sm_07_j8_known_browsers_have_a_share_of_their_own(kit: &Kit) {
    let caps = SendCaps { per_day: 40, known_share: 25, ..WIDE };
    let mut strangers = 0;
    for last in 0..40 {
        strangers += usize::from(ask(kit, &stranger(somebody(kit), &number(last), &caps)).await.is_ok());
    }
    assert_eq!(strangers, 30);
    let lane = Lane::Browser("a browser".to_owned());
    let mut known = 0;
    for last in 40..60 {
        let number = number(last);
        let request = SendRequest { lane: &lane, ..stranger(somebody(kit), &number, &caps) };
        known += usize::from(ask(kit, &request).await.is_ok());
    }
    assert_eq!(known, 10, "the whole is never exceeded");

    // A stranger used up the number's five: the owner's browser has five of its own.
    let (owner, called) = (somebody(kit), number(100));
    for _ in 0..5 {
        ask(kit, &stranger(owner, &called, &WIDE)).await.unwrap();
    }
    assert!(ask(kit, &stranger(owner, &called, &WIDE)).await.is_err());
    for round in 0..6 {
        let request = SendRequest { lane: &lane, ..stranger(owner, &called, &WIDE) };
        assert_eq!(ask(kit, &request).await.is_ok(), round < 5, "{round}");
    }
}

pub async fn sm_07_a_budget_begins_again_with_its_hour_and_day(kit: &Kit) {
    let caps = SendCaps { per_day: 4, per_country_hour: 2, ..WIDE };
    let mut last = 0;
    let mut granted = async || {
        let mut granted = 0;
        for _ in 0..3 {
            last += 1;
            granted += usize::from(ask(kit, &stranger(somebody(kit), &number(last), &caps)).await.is_ok());
        }
        granted
    };
    // The clock of the kit begins at eight in the morning, to the second.
    assert_eq!(granted().await, 2);
    kit.wait(SignedDuration::from_mins(59));
    assert_eq!(granted().await, 0);
    kit.wait(SignedDuration::from_mins(1));
    assert_eq!(granted().await, 2);
    kit.wait(SignedDuration::from_hours(1));
    assert_eq!(granted().await, 0, "the day's four are used");
    kit.wait(SignedDuration::from_hours(14));
    assert_eq!(granted().await, 2, "midnight, UTC");
    // No row names a number.
    let names = query(&kit.store, "SELECT name FROM sms_budgets", &[]).await.unwrap().concat().join(" ");
    assert!(names.contains("name=country/NL") && !names.contains("61234"), "{names}");
    kit.wait(SignedDuration::from_hours(32 * 24));
    assert!(kit.store.purge(kit.now()).await.unwrap().budgets > 4);
    assert!(query(&kit.store, "SELECT name FROM sms_budgets", &[]).await.unwrap().is_empty());
}

/// D9: `account unlock` gives the person's number and account their codes again; the installation's budget stays as it is.
pub async fn d9_unlocking_forgets_the_codes_of_an_account(kit: &Kit) {
    let person = kit.with_number("stuck").await;
    let called = kit.store.load_phones(person.account).await.unwrap()[0].open(&kit.keyring).unwrap();
    for _ in 0..5 {
        ask(kit, &stranger(person.account, &called, &WIDE)).await.unwrap();
    }
    refused(kit, &stranger(person.account, &called, &WIDE), Some(CounterKind::SmsNumberHour)).await;
    assert!(kit.store.reset_counters(person.account, "called", &kit.operator()).await.unwrap());
    ask(kit, &stranger(person.account, &called, &WIDE)).await.unwrap();
    let spent = SendCaps { per_day: 6, ..WIDE };
    refused(kit, &stranger(person.account, &called, &spent), None).await;
}
