//! What one configuration of the model bounds: who is there, what each may do and how often.
//!
//! Several small configurations say more than one large one: each is explored to its end.

use credentials::ids::{CodeId, FactorId};
use jiff::{SignedDuration, Timestamp};
use journey::throttle::{Counter, CounterKey, CounterKind, Lane};
use journey::{AccountAct, CodeStatus, FactorKind, FirstLogin, KindRule, Kinds};

use super::ghost::WrongTry;
use crate::house::bug::Bug;
use crate::house::database::{AccountRows, Database, FactorRow};
use crate::house::secrets::{Who, code_id, factor_id, journey_id, noon};

/// Whose browser it is: decides which secrets are typed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Person {
    /// Owns account A.
    Owner,
    /// Owns account B and knows A's password.
    Attacker,
}

/// A browser of somebody.
#[derive(Clone, Copy, Debug)]
pub struct Browser {
    pub person: Person,
    /// Tabs that share its cookies; each has at most one request under way.
    pub tabs: u8,
    /// Logins that may begin in it.
    pub logins: u8,
}

/// How account A begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With an app and an active code.
    Enrolled,
    /// With an app and a code in this status.
    EnrolledWithCode(CodeStatus),
    /// With its factors and an active code, and a first password of so many days ago.
    EnrolledLately(i64),
    /// Just made: a password set this many days ago, and an activation link or not.
    New { days: i64, link: bool },
}

/// One configuration.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each switches one thing that people do on or off
pub struct Scenario {
    pub name: &'static str,
    pub bug: Bug,
    pub start: Start,
    pub browsers: Vec<Browser>,
    pub first_login: FirstLogin,
    /// What A holds at the beginning, one of each kind.
    pub held: &'static [FactorKind],
    /// The kinds that the settings offer; the others are switched off.
    pub offered: &'static [FactorKind],
    /// Whether a switched-off kind may still be proven, to be replaced.
    pub window: bool,
    /// Codes that go out by SMS, over all browsers.
    pub sends: u8,
    /// Wrong secrets that are typed, over all browsers: codes of the app, recovery codes.
    pub wrongs: u8,
    pub wrong_factors: bool,
    pub wrong_codes: bool,
    /// Wrong tries on A's code that stand on the world's counter already: so many hours ago, the oldest first.
    pub earlier_wrong_codes: &'static [i64],
    /// Times that the clock jumps, and how far it may.
    pub waits: u8,
    pub jumps: &'static [i64],
    /// Links that the help desk sends to A's owner.
    pub links: u8,
    /// Whether A's code may come into the attacker's hands.
    pub leak: bool,
    /// Whether A may be closed by an administrator.
    pub closing: bool,
    /// Whether S3 is visited.
    pub recovery: bool,
    /// Times that somebody turns back: to S2, to the choice of a method, to the start. Each is a revision of a journey, so without a bound there
    /// would be no end.
    pub turns: u8,
    /// Whether every older form is posted again in every state.
    pub back: bool,
    /// Whether forms without a secret load and commit in two steps as well.
    pub slow_links: bool,
    /// Whether the attacker logs in to B as well.
    pub b_logs_in: bool,
    /// Whether the owner must be able to get in from every state.
    pub live: bool,
    /// Mails with a link for a forgotten password, and whether the attacker reads A's mail too.
    pub mails: u8,
    pub mailbox: bool,
    /// Whether sessions are confirmed, what is done in the account then, and whether every session may be ended from elsewhere.
    pub confirms: bool,
    pub acts: &'static [AccountAct],
    pub ending: bool,
    /// Whether the next login of A has to end with another password.
    pub must_change: bool,
    /// Hours that a recovery waits.
    pub delay: i64,
    /// What must happen somewhere, or the configuration shows nothing.
    pub sometimes: &'static [&'static str],
}

/// The app and the code that A, and B, begin with; and the number and the key of A where it has those.
pub const A_FACTOR: u32 = 1;
pub const B_FACTOR: u32 = 2;
pub const A_NUMBER: u32 = 3;
pub const A_KEY: u32 = 4;
pub const A_PASSKEY: u32 = 5;
pub const A_CODE: u32 = 1;
pub const B_CODE: u32 = 2;
/// The grant of the activation link, and that of the help desk's first one.
pub const ACTIVATION: u32 = 1;
pub const FIRST_LINK: u32 = 2;

impl Default for Scenario {
    fn default() -> Self {
        Self {
            name: "",
            bug: Bug::None,
            start: Start::Enrolled,
            browsers: Vec::new(),
            first_login: FirstLogin::Activation,
            held: &[FactorKind::Totp],
            offered: &[FactorKind::Totp],
            window: false,
            sends: 0,
            wrongs: 0,
            wrong_factors: true,
            wrong_codes: true,
            earlier_wrong_codes: &[],
            waits: 0,
            jumps: &[],
            links: 0,
            leak: false,
            closing: false,
            recovery: true,
            turns: 0,
            back: false,
            slow_links: false,
            b_logs_in: false,
            live: false,
            mails: 0,
            mailbox: false,
            confirms: false,
            acts: &[],
            ending: false,
            must_change: false,
            delay: 0,
            sometimes: &[],
        }
    }
}

impl Scenario {
    pub fn with(self, bug: Bug) -> Self {
        Self { bug, ..self }
    }

    /// The rows at the beginning.
    pub fn database(&self) -> Database {
        let mut a = match self.start {
            Start::New { days, .. } => AccountRows::new(Who::A, noon() - SignedDuration::from_hours(24 * days)),
            Start::Enrolled => enrolled(Who::A, self.held, (A_CODE, CodeStatus::Active)),
            Start::EnrolledWithCode(status) => enrolled(Who::A, self.held, (A_CODE, status)),
            Start::EnrolledLately(days) => {
                let first_password_at = Some(days_ago(days));
                AccountRows { first_password_at, ..enrolled(Who::A, self.held, (A_CODE, CodeStatus::Active)) }
            }
        };
        a.must_change_password = self.must_change;
        if !self.earlier_wrong_codes.is_empty() {
            let consecutive = u32::try_from(self.earlier_wrong_codes.len()).unwrap();
            let counter = Counter { consecutive, recent: self.earlier_tries().collect(), blocked_until: None };
            a.counters.insert(world_code_counter(), counter);
        }
        Database::new(a, enrolled(Who::B, &[FactorKind::Totp], (B_CODE, CodeStatus::Active)))
    }

    /// What the settings say.
    pub fn kinds(&self) -> Kinds {
        let rule = |kind| if self.offered.contains(&kind) { KindRule::everybody() } else { KindRule::nobody() };
        Kinds {
            totp: rule(FactorKind::Totp),
            sms: rule(FactorKind::Sms),
            security_key: rule(FactorKind::SecurityKey),
            passkey: rule(FactorKind::Passkey),
            replace_until: self.window.then(|| noon() + SignedDuration::from_hours(24 * 30)),
        }
    }

    /// Whether anybody has to do with this kind.
    pub fn knows(&self, kind: FactorKind) -> bool {
        self.held.contains(&kind) || self.offered.contains(&kind)
    }

    /// Whether anybody has to do with a kind of key.
    pub fn knows_keys(&self) -> bool {
        FactorKind::KEYS.into_iter().any(|kind| self.knows(kind))
    }

    fn earlier_tries(&self) -> impl Iterator<Item = Timestamp> {
        self.earlier_wrong_codes.iter().map(|hours| noon() - SignedDuration::from_hours(*hours))
    }

    /// The same tries, for the ghost.
    pub fn earlier_wrong_tries(&self) -> Vec<WrongTry> {
        let wrong = |at| WrongTry { key: world_code_counter(), journey: journey_id(0), at };
        self.earlier_tries().map(wrong).collect()
    }

    pub fn tabs(&self) -> usize {
        self.browsers.iter().map(|browser| usize::from(browser.tabs)).sum()
    }

    /// The browser of a tab, counted over all browsers.
    pub fn browser_of(&self, tab: usize) -> usize {
        let tabs = self.browsers.iter().enumerate();
        let each = tabs.flat_map(|(n, browser)| std::iter::repeat_n(n, usize::from(browser.tabs)));
        each.clone().nth(tab).unwrap_or(self.browsers.len())
    }

    /// The tab's number within its browser.
    pub fn place_of(&self, tab: usize) -> usize {
        (0..tab).filter(|earlier| self.browser_of(*earlier) == self.browser_of(tab)).count()
    }

    /// Whose browser it is; the one beyond the last is kept for the owner's script.
    pub fn person(&self, browser: usize) -> Person {
        self.browsers.get(browser).map_or(Person::Owner, |browser| browser.person)
    }
}

fn enrolled(who: Who, held: &[FactorKind], (code, status): (u32, CodeStatus)) -> AccountRows {
    let mut rows = AccountRows::new(who, days_ago(100));
    rows.factors.extend(held.iter().map(|kind| FactorRow::enrolled(first_of(who, *kind), *kind)));
    rows.set_code(code_id(code), status);
    rows
}

/// The factor of a kind that an account begins with.
pub fn first_of(who: Who, kind: FactorKind) -> FactorId {
    factor_id(match (who, kind) {
        (Who::A, FactorKind::Totp) => A_FACTOR,
        (Who::B, _) => B_FACTOR,
        (Who::A, FactorKind::Sms) => A_NUMBER,
        (Who::A, FactorKind::SecurityKey) => A_KEY,
        (Who::A, FactorKind::Passkey) => A_PASSKEY,
    })
}

fn days_ago(days: i64) -> Timestamp {
    noon() - SignedDuration::from_hours(24 * days)
}

fn world_code_counter() -> CounterKey {
    code_counter(code_id(A_CODE), Lane::World)
}

/// The counter of tries on one issued code: a fresh code begins with a clean one.
pub fn code_counter(code: CodeId, lane: Lane) -> CounterKey {
    CounterKey { kind: CounterKind::RecoveryCode, subject: code.to_string(), lane }
}
