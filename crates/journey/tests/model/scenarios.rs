//! The configurations. Each is small enough to be explored to its end, and says what has to be seen in it.

use journey::{CodeStatus, FirstLogin};

use super::properties::seen;
use super::scenario::{Browser, Person, Scenario, Start};

pub const fn owner(tabs: u8, logins: u8) -> Browser {
    Browser { person: Person::Owner, tabs, logins }
}

pub const fn attacker(logins: u8) -> Browser {
    Browser { person: Person::Attacker, tabs: 1, logins }
}

/// Two browsers of A's owner: one loses the phone, the other is logging in.
pub fn two_browsers() -> Scenario {
    Scenario {
        name: "two browsers, the factor is lost",
        browsers: vec![owner(1, 2), owner(1, 2)],
        live: true,
        sometimes: &[seen::SECOND_SESSION, seen::NEW_FACTOR, seen::SESSION_AFTER_WIPE, seen::RESUMED],
        ..Scenario::default()
    }
}

/// Two tabs of one browser post at the same time; every link takes two steps as well.
pub fn two_tabs() -> Scenario {
    Scenario {
        name: "two tabs of one browser",
        browsers: vec![owner(2, 2)],
        slow_links: true,
        sometimes: &[seen::SESSION_AFTER_WIPE],
        ..Scenario::default()
    }
}

/// Two tabs with slips and ways back.
pub fn two_tabs_turning() -> Scenario {
    Scenario {
        name: "two tabs that slip and turn back",
        browsers: vec![owner(2, 1)],
        wrongs: 1,
        turns: 2,
        slow_links: true,
        sometimes: &[seen::SESSION, seen::WIPE],
        ..Scenario::default()
    }
}

/// Whoever has the password, and an account of their own, against the owner's recovery.
pub fn attacker_with_password() -> Scenario {
    Scenario {
        name: "an attacker with the password",
        browsers: vec![owner(1, 2), attacker(2)],
        wrongs: 2,
        live: true,
        sometimes: &[seen::SESSION_AFTER_WIPE],
        ..Scenario::default()
    }
}

/// The same with A's recovery code from some moment on.
pub fn attacker_with_code() -> Scenario {
    Scenario {
        name: "an attacker with the password and later the code",
        browsers: vec![owner(1, 2), attacker(2)],
        leak: true,
        live: true,
        sometimes: &[seen::ATTACKER_IN, seen::RESUMED],
        ..Scenario::default()
    }
}

/// The attacker's own account is used as well.
pub fn second_account() -> Scenario {
    Scenario {
        name: "a second account, whose owner attacks",
        browsers: vec![owner(1, 1), attacker(3)],
        wrongs: 2,
        b_logs_in: true,
        sometimes: &[seen::B_IN, seen::WIPE],
        ..Scenario::default()
    }
}

/// A new account with its activation link, and an attacker who has the password.
pub fn activation() -> Scenario {
    Scenario {
        name: "a new account with an activation link",
        start: Start::New { days: 1, link: true },
        browsers: vec![owner(1, 2), attacker(1)],
        links: 1,
        live: true,
        sometimes: &[seen::SESSION],
        ..Scenario::default()
    }
}

/// A new account where the password alone is let into the wizard.
pub fn first_login() -> Scenario {
    Scenario {
        name: "a first login by password",
        start: Start::New { days: 13, link: false },
        first_login: FirstLogin::Password,
        browsers: vec![owner(1, 1), owner(1, 1)],
        waits: 1,
        jumps: &[24 * 60],
        live: true,
        sometimes: &[seen::SESSION],
        ..Scenario::default()
    }
}

/// The help desk sends links while the owner logs in and an attacker waits.
pub fn help_desk() -> Scenario {
    Scenario {
        name: "links of the help desk",
        start: Start::EnrolledWithCode(CodeStatus::Void),
        browsers: vec![owner(1, 2), owner(1, 1), attacker(1)],
        links: 2,
        recovery: false,
        live: true,
        sometimes: &[seen::BY_LINK, seen::SESSION_AFTER_WIPE],
        ..Scenario::default()
    }
}

/// The code was never typed back, the account may be closed.
pub fn closing() -> Scenario {
    Scenario {
        name: "a code that was not typed back, and a closed account",
        start: Start::EnrolledWithCode(CodeStatus::Shown),
        browsers: vec![owner(1, 1), owner(1, 1)],
        closing: true,
        sometimes: &[seen::SECOND_SESSION],
        ..Scenario::default()
    }
}

/// Time passes at every place.
pub fn expiry() -> Scenario {
    Scenario {
        name: "time passes",
        browsers: vec![owner(1, 2)],
        waits: 2,
        jumps: &[8, 11, 31, 24 * 60],
        live: true,
        sometimes: &[seen::SESSION_AFTER_WIPE, seen::RESUMED],
        ..Scenario::default()
    }
}

/// Every older form is posted again everywhere.
pub fn back() -> Scenario {
    Scenario {
        name: "back, everywhere",
        browsers: vec![owner(1, 3)],
        wrongs: 1,
        turns: 2,
        back: true,
        sometimes: &[seen::SESSION_AFTER_WIPE],
        ..Scenario::default()
    }
}

/// Guessing the recovery code, switching screens in between.
pub fn guessing_codes() -> Scenario {
    Scenario {
        name: "guessing the recovery code and switching screens",
        browsers: vec![owner(1, 2)],
        wrongs: 6,
        wrong_factors: false,
        turns: 2,
        sometimes: &[seen::SESSION, seen::WIPE],
        ..Scenario::default()
    }
}

/// Guessing the second factor, switching screens in between.
pub fn guessing_factors() -> Scenario {
    Scenario {
        name: "guessing the second factor and switching screens",
        browsers: vec![owner(1, 2)],
        wrongs: 7,
        wrong_codes: false,
        turns: 2,
        sometimes: &[seen::SESSION, seen::WIPE],
        ..Scenario::default()
    }
}

/// The last tries before a code is void, in two tabs and on the second day.
pub fn voiding() -> Scenario {
    Scenario {
        name: "the last tries on a code",
        browsers: vec![owner(2, 1)],
        earlier_wrong_codes: &[60, 59, 58, 57, 56, 3, 2, 1],
        wrongs: 3,
        turns: 1,
        sometimes: &[seen::VOIDED, seen::WIPE],
        ..Scenario::default()
    }
}

/// One journey, two tabs that guess at the same time.
pub fn two_tabs_guessing() -> Scenario {
    Scenario {
        name: "guessing in two tabs",
        browsers: vec![owner(2, 1)],
        wrongs: 5,
        sometimes: &[seen::WIPE],
        ..Scenario::default()
    }
}
