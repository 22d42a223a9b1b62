//! The configurations of what begins with something else than S1, or ends otherwise: confirming a session, acts in the account, a
//! forgotten password, a change that is wanted, and a recovery that waits.
//!
//! Where several proofs follow each other the factor is a key: an app shows two codes in the minute that the clock stands still.

use journey::{AccountAct, FactorKind};

use super::properties::seen;
use super::scenario::{A_KEY, Scenario, Start};
use super::scenarios::{attacker, owner};
use crate::house::secrets::factor_id;

const KEY: &[FactorKind] = &[FactorKind::SecurityKey];

/// Two browsers with a session each: one is confirmed, and all may end from elsewhere.
pub fn step_up() -> Scenario {
    Scenario {
        name: "confirming a session in two browsers",
        browsers: vec![owner(1, 2), owner(1, 2)],
        held: KEY,
        offered: KEY,
        recovery: false,
        confirms: true,
        ending: true,
        sometimes: &[seen::STEPPED_UP, seen::SECOND_SESSION],
        ..Scenario::default()
    }
}

/// Two tabs of one browser that confirm its session at the same time.
pub fn step_up_two_tabs() -> Scenario {
    Scenario {
        name: "confirming a session in two tabs",
        browsers: vec![owner(2, 2)],
        held: KEY,
        offered: KEY,
        recovery: false,
        confirms: true,
        ending: true,
        sometimes: &[seen::STEPPED_UP],
        ..Scenario::default()
    }
}

/// A factor more, and another code, while a second browser logs in.
pub fn account_acts() -> Scenario {
    Scenario {
        name: "acts in the account",
        browsers: vec![owner(1, 4), owner(1, 1)],
        held: KEY,
        offered: &[FactorKind::Totp, FactorKind::SecurityKey],
        recovery: false,
        confirms: true,
        acts: &[AccountAct::AddFactor, AccountAct::NewCode],
        sometimes: &[seen::STEPPED_UP, seen::ADDED, seen::CODE_RENEWED],
        ..Scenario::default()
    }
}

/// The factor is replaced, while a second browser logs in with it.
pub fn replacing() -> Scenario {
    Scenario {
        name: "replacing a factor from a session",
        browsers: vec![owner(1, 3), owner(1, 1)],
        held: KEY,
        offered: KEY,
        recovery: false,
        confirms: true,
        acts: replaces(),
        ending: true,
        sometimes: &[seen::SWAPPED, seen::SECOND_SESSION],
        ..Scenario::default()
    }
}

fn replaces() -> &'static [AccountAct] {
    static ACTS: std::sync::LazyLock<[AccountAct; 1]> =
        std::sync::LazyLock::new(|| [AccountAct::ReplaceFactor(factor_id(A_KEY))]);
    &*ACTS
}

/// An attacker who has the password and reads the mail; the owner forgot it, and lost the factor perhaps.
pub fn forgotten() -> Scenario {
    Scenario {
        name: "a forgotten password, and an attacker who reads the mail",
        browsers: vec![owner(1, 2), attacker(1)],
        mails: 2,
        mailbox: true,
        wrongs: 1,
        sometimes: &[seen::PASSWORD_SET, seen::BOTH_LOST],
        ..Scenario::default()
    }
}

/// A link for an account that never had a factor.
pub fn forgotten_without_factor() -> Scenario {
    Scenario {
        name: "a forgotten password of an account without a factor",
        start: Start::New { days: 1, link: true },
        browsers: vec![owner(1, 2), attacker(1)],
        mails: 1,
        mailbox: true,
        sometimes: &[seen::SESSION],
        ..Scenario::default()
    }
}

/// Two tabs with one link, and time that passes.
pub fn forgotten_two_tabs() -> Scenario {
    Scenario {
        name: "one mailed link in two tabs",
        browsers: vec![owner(2, 2)],
        mails: 1,
        slow_links: true,
        sometimes: &[seen::PASSWORD_SET],
        ..Scenario::default()
    }
}

/// A change that is wanted, with an attacker who has the old password.
pub fn forced_change() -> Scenario {
    Scenario {
        name: "a change of the password that is wanted",
        browsers: vec![owner(1, 2), attacker(1)],
        must_change: true,
        wrongs: 1,
        live: true,
        sometimes: &[seen::SESSION, seen::PASSWORD_SET],
        ..Scenario::default()
    }
}

/// A recovery waits a day; the owner logs in, or the attacker has the code.
pub fn delay() -> Scenario {
    Scenario {
        name: "a recovery that waits",
        browsers: vec![owner(1, 2), attacker(1)],
        leak: true,
        delay: 24,
        waits: 1,
        jumps: &[24 * 60],
        sometimes: &[seen::WAITING, seen::WAITED, seen::CANCELLED, seen::SESSION],
        ..Scenario::default()
    }
}
