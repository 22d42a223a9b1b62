//! Taking the right to send one code by SMS: the counters of people and the money of the installation, all or nothing
//! (requirement SM-07).

use credentials::ids::AccountId;
use credentials::phone::PhoneNumber;
use jiff::Timestamp;
use journey::sending::{Budget, SendCaps};
use journey::throttle::{CounterKey, CounterKind, Lane, Limits, Reservation, TryTaken, reserve};

use super::Blocked;
use super::reserve::{take_counter, write_counter};
use crate::db::{Tx, values};
use crate::{Store, StoreError};

/// One code that somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct SendRequest<'a> {
    /// For whom.
    pub account: AccountId,
    /// To which number.
    pub number: &'a PhoneNumber,
    /// From which address, in the form of its counter; `None` for a known browser, which is not counted there (rule J8).
    pub source: Option<&'a str>,
    /// How many an hour that address may ask for, where that is not the usual number: a whole office is one address (rule J8).
    pub source_limit: Option<u32>,
    /// Whose counters: a known browser has its own.
    pub lane: &'a Lane,
    /// What the installation may spend.
    pub caps: &'a SendCaps,
}

/// Why nothing may be sent; nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendRefused {
    /// The number, the account or the address has had its codes.
    Counter(CounterKind, Blocked),
    /// The installation's own budget is spent; which stretch is for the log.
    Budget,
}

impl Store {
    /// Counts one code on everything that it counts on, in one transaction of its own, or on nothing.
    ///
    /// What comes back is given back when the login is done; a code that was sent stays counted on the number and the account.
    pub async fn reserve_send(
        &self,
        request: &SendRequest<'_>,
        now: Timestamp,
    ) -> Result<Result<Option<TryTaken>, SendRefused>, StoreError> {
        let mut tx = self.db.write().await?;
        for key in self.counters(request) {
            let counter = take_counter(&mut tx, &key, now).await?;
            match reserve(&counter, &limits(request, &key), now) {
                Reservation::Granted(counter, _) => write_counter(&mut tx, &key, &counter).await?,
                Reservation::Refused { retry_at, count } => {
                    tx.roll_back().await?;
                    return Ok(Err(SendRefused::Counter(key.kind, Blocked { retry_at, count })));
                }
            }
        }
        for budget in self.budgets(request) {
            if !spend(&mut tx, &budget, now).await? {
                tx.roll_back().await?;
                return Ok(Err(SendRefused::Budget));
            }
        }
        tx.commit().await?;
        Ok(Ok(request.source.map(|source| TryTaken { key: source_key(source), at: now })))
    }

    /// In one order for everybody, so that two senders who share some cannot wait for each other.
    fn counters(&self, request: &SendRequest<'_>) -> Vec<CounterKey> {
        let number = self.number_subject(request.number.as_e164());
        let key = |kind, subject: &str| CounterKey { kind, subject: subject.to_owned(), lane: request.lane.clone() };
        let mut keys = vec![
            key(CounterKind::SmsNumberHour, &number),
            key(CounterKind::SmsNumberDay, &number),
            key(CounterKind::SmsAccount, &request.account.to_string()),
        ];
        keys.extend(request.source.map(source_key));
        keys.sort();
        keys
    }

    fn budgets(&self, request: &SendRequest<'_>) -> [Budget; 3] {
        let country = request.number.country().map_or_else(String::new, |country| country.to_string());
        let prefix = self.number_subject(request.number.prefix());
        request.caps.budgets(&country, &prefix, matches!(request.lane, Lane::Browser(_)))
    }
}

fn limits(request: &SendRequest<'_>, key: &CounterKey) -> Limits {
    let usual = Limits::of(key.kind, &key.lane);
    match request.source_limit {
        Some(limit) if key.kind == CounterKind::SmsSource => usual.with_per_window(limit),
        _ => usual,
    }
}

fn source_key(source: &str) -> CounterKey {
    CounterKey { kind: CounterKind::SmsSource, subject: source.to_owned(), lane: Lane::World }
}

/// One message of a budget: the statement finds a place in it or changes nothing, whoever else is sending.
async fn spend(tx: &mut Tx, budget: &Budget, now: Timestamp) -> Result<bool, StoreError> {
    if budget.cap == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO sms_budgets (name, window_at, used) VALUES ($1, $2, 1) \
               ON CONFLICT (name, window_at) DO UPDATE SET used = sms_budgets.used + 1 \
               WHERE sms_budgets.used < $3 RETURNING used";
    let parameters = values![&budget.name, budget.window_at(now), budget.cap];
    Ok(tx.fetch_optional(sql, &parameters).await?.is_some())
}
