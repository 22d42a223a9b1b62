//! The database in memory: rows of an account, and the unit of work that the store is specified to have.
//!
//! A commit takes the account's row at the epoch first, then the journey at its revision, then the effects in their order; whatever finds no
//! row undoes all of it. Begin reading at [`Database::commit`]; single effects are in `effects.rs`.

use std::collections::BTreeMap;
use std::sync::Arc;

use credentials::grant::GrantKind;
use credentials::ids::{AccountId, CodeId, FactorId, GrantId, JourneyId, LinkId, SessionId};
use credentials::recovery_code::RecoveryCodeFormat;
use credentials::security_key::CredentialHash;
use jiff::Timestamp;
use journey::throttle::{self, Counter, CounterKey, Limits, Reservation, Tally, TryTaken};
use journey::{
    AccountFacts, AccountStatus, CodeFact, CodeStatus, Effect, Epoch, FactorFact, FactorKind, Journey, NewFactor,
    NoticeKind, Outcome, Role, State, raises_epoch,
};

use super::bug::Bug;
use super::effects::apply;
use super::keys::{HeldKey, credential_of};
use super::secrets::Who;

/// A factor and what it has used up; wiped ones stay as history.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FactorRow {
    pub id: FactorId,
    pub kind: FactorKind,
    /// The last time step of an app.
    pub last_step: Option<i64>,
    /// What a key counted.
    pub sign_count: u32,
    pub credential: Option<CredentialHash>,
    pub last_used_at: Option<Timestamp>,
    /// The model leaves it at the beginning of time, so that it has no states for every moment; a journey that is about it sets it.
    pub bound_at: Timestamp,
    pub bound_by: Option<FactorKind>,
    pub wiped: bool,
}

impl FactorRow {
    fn new(id: FactorId, kind: FactorKind) -> Self {
        Self {
            id,
            kind,
            last_step: None,
            sign_count: 0,
            credential: None,
            last_used_at: None,
            bound_at: Timestamp::UNIX_EPOCH,
            bound_by: None,
            wiped: false,
        }
    }

    /// A factor as it is after its enrolment, before its first login.
    pub fn enrolled(id: FactorId, kind: FactorKind) -> Self {
        let credential = kind.key_role().map(|role| credential_of(id, role));
        Self { credential, ..Self::new(id, kind) }
    }

    /// The row of a factor that was just proven.
    pub fn of(factor: &NewFactor) -> Self {
        let plain = Self::new(factor.factor(), factor.kind());
        match factor {
            NewFactor::Totp(row) => Self { last_step: row.last_step, ..plain },
            NewFactor::Sms(_) => plain,
            NewFactor::Key(row, _) => Self { sign_count: row.sign_count, credential: Some(row.credential), ..plain },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GrantStatus {
    Live,
    Dead,
    Spent,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GrantRecord {
    pub id: GrantId,
    pub kind: GrantKind,
    pub expires_at: Timestamp,
    pub status: GrantStatus,
}

/// A session, with the journey and the epoch that it was opened in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionRow {
    pub id: SessionId,
    pub factor: FactorId,
    /// The factor that was proven when it was opened; the other may have come in its place since.
    pub opened_by: FactorId,
    pub journey: JourneyId,
    pub epoch: Epoch,
    /// When it was confirmed, and with which factor (rule J14).
    pub stepped_up: Option<(Timestamp, FactorId)>,
}

/// A mailed link for a forgotten password; a new one kills the older.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkRecord {
    pub id: LinkId,
    pub expires_at: Timestamp,
    pub status: GrantStatus,
}

/// All rows of one account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountRows {
    pub id: AccountId,
    pub epoch: Epoch,
    pub status: AccountStatus,
    pub role: Role,
    pub first_password_at: Option<Timestamp>,
    pub must_change_password: bool,
    pub recovered_at: Option<Timestamp>,
    /// How often the password was set anew; the newest is what a login has to give.
    pub passwords: u32,
    pub links: Vec<LinkRecord>,
    pub factors: Vec<FactorRow>,
    pub code: Option<CodeFact>,
    pub grants: Vec<GrantRecord>,
    pub journeys: BTreeMap<JourneyId, Arc<Journey>>,
    pub sessions: Vec<SessionRow>,
    pub known_browsers: Vec<u8>,
    pub counters: BTreeMap<CounterKey, Counter>,
    pub notices: Vec<NoticeKind>,
}

impl AccountRows {
    /// An account with a password and nothing else.
    pub fn new(who: Who, first_password_at: Timestamp) -> Self {
        Self {
            id: who.account(),
            epoch: Epoch::default(),
            status: AccountStatus::Active,
            role: Role::User,
            first_password_at: Some(first_password_at),
            must_change_password: false,
            recovered_at: None,
            passwords: 0,
            links: Vec::new(),
            factors: Vec::new(),
            code: None,
            grants: Vec::new(),
            journeys: BTreeMap::new(),
            sessions: Vec::new(),
            known_browsers: Vec::new(),
            counters: BTreeMap::new(),
            notices: Vec::new(),
        }
    }

    /// The snapshot that a journey is stepped with.
    pub fn facts(&self) -> AccountFacts {
        AccountFacts {
            account: self.id,
            epoch: self.epoch,
            status: self.status,
            role: self.role,
            factors: self.live_factors().map(fact).collect(),
            ever_enrolled: !self.factors.is_empty(),
            code: self.code.clone(),
            first_password_at: self.first_password_at,
            must_change_password: self.must_change_password,
            recovered_at: self.recovered_at,
        }
    }

    pub fn live_factors(&self) -> impl Iterator<Item = &FactorRow> {
        self.factors.iter().filter(|factor| !factor.wiped)
    }

    /// The factor of a kind that counts, the one that was bound last.
    pub fn live_of(&self, kind: FactorKind) -> Option<&FactorRow> {
        self.live_factors().filter(|factor| factor.kind == kind).last()
    }

    /// The keys that count, with their counts.
    pub fn keys(&self) -> Vec<HeldKey> {
        self.live_factors().filter_map(|key| Some((key.id, key.kind.key_role()?, key.sign_count))).collect()
    }

    pub fn live_grants(&self) -> impl Iterator<Item = &GrantRecord> {
        self.grants.iter().filter(|grant| grant.status == GrantStatus::Live)
    }

    pub fn told(&self, kind: NoticeKind) -> usize {
        self.notices.iter().filter(|notice| **notice == kind).count()
    }

    /// Gives the account a code, as if it had been issued at S6.
    pub fn set_code(&mut self, id: CodeId, status: CodeStatus) {
        self.code = Some(CodeFact {
            id,
            status,
            format: RecoveryCodeFormat::Digits4x4,
            accepted_until: None,
            effective_at: None,
        });
    }
}

fn fact(row: &FactorRow) -> FactorFact {
    FactorFact {
        id: row.id,
        kind: row.kind,
        last_used_at: row.last_used_at,
        bound_at: row.bound_at,
        bound_by: row.bound_by,
    }
}

/// Why a commit wrote nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lost {
    /// The account's row has another epoch.
    Epoch,
    /// The journey moved, or is gone.
    Revision,
    /// A conditional effect found no row.
    Effect,
}

/// Both accounts. Rows are shared between states until one of them changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Database {
    accounts: [Arc<AccountRows>; 2],
}

impl Database {
    pub fn new(a: AccountRows, b: AccountRows) -> Self {
        Self { accounts: [Arc::new(a), Arc::new(b)] }
    }

    pub fn account(&self, who: Who) -> &AccountRows {
        &self.accounts[who as usize]
    }

    pub fn account_mut(&mut self, who: Who) -> &mut AccountRows {
        Arc::make_mut(&mut self.accounts[who as usize])
    }

    /// Finds a journey by its cookie.
    pub fn journey(&self, id: JourneyId) -> Option<(Who, &Arc<Journey>)> {
        [Who::A, Who::B].into_iter().find_map(|who| Some((who, self.account(who).journeys.get(&id)?)))
    }

    /// Takes a try and writes it down, in a transaction of its own.
    pub fn reserve(&mut self, who: Who, key: &CounterKey, now: Timestamp) -> Option<(TryTaken, Tally)> {
        let rows = self.account(who);
        let counter = rows.counters.get(key).cloned().unwrap_or_default();
        match throttle::reserve(&counter, &Limits::of(key.kind, &key.lane), now) {
            Reservation::Granted(counter, tally) => {
                self.account_mut(who).counters.insert(key.clone(), counter);
                Some((TryTaken { key: key.clone(), at: now }, tally))
            }
            Reservation::Refused { .. } => None,
        }
    }

    /// Writes one step, all or nothing; `loaded` is the journey that the step was taken from.
    pub fn commit(&mut self, loaded: &Journey, outcome: &Outcome, bug: Bug) -> Result<(), Lost> {
        let who = Who::of(outcome.journey.account.expect("a committed journey has an account"));
        let mut rows = self.account(who).clone();
        let confirms = does(outcome, |effect| matches!(effect, Effect::ConfirmCode { .. }));
        let raises = raises_epoch(&outcome.effects) && !(bug == Bug::ConfirmingKeepsEpoch && confirms);
        let before = Epoch(outcome.journey.epoch.0 - i64::from(raises));
        if rows.epoch != before && bug != Bug::NoEpochCheck {
            return Err(Lost::Epoch);
        }
        let stored = rows.journeys.get(&loaded.id);
        let expected = loaded.account.is_some().then_some(loaded.revision);
        if stored.map(|stored| stored.revision) != expected && bug != Bug::NoRevisionCheck {
            return Err(Lost::Revision);
        }
        rows.journeys.insert(loaded.id, Arc::new(outcome.journey.clone()));
        for effect in &outcome.effects {
            apply(&mut rows, outcome, effect, bug).ok_or(Lost::Effect)?;
        }
        if raises {
            rows.epoch = rows.epoch.next();
        }
        self.accounts[who as usize] = Arc::new(rows);
        Ok(())
    }
}

/// Whether a journey is over.
pub fn is_ended(journey: &Journey) -> bool {
    matches!(journey.state, State::Ended(..))
}

/// Whether a step does this.
pub fn does(outcome: &Outcome, wanted: impl Fn(&Effect) -> bool) -> bool {
    outcome.effects.iter().any(wanted)
}
