//! The configurations with codes by SMS, security keys, several factors and kinds that are switched off.
//!
//! Those with an app only are in `scenarios.rs`; here each adds as little as shows its rule.

use journey::{FactorKind, FirstLogin};

use super::properties::seen;
use super::scenario::{Scenario, Start};
use super::scenarios::{attacker, owner};

const APP: FactorKind = FactorKind::Totp;
const SMS: FactorKind = FactorKind::Sms;
const KEY: FactorKind = FactorKind::SecurityKey;
const PASSKEY: FactorKind = FactorKind::Passkey;

/// One browser: codes are sent, sent again, mistyped, and come too late.
pub fn sms() -> Scenario {
    Scenario {
        name: "codes by SMS, and time passes",
        held: &[SMS],
        offered: &[SMS],
        browsers: vec![owner(1, 1)],
        sends: 3,
        wrongs: 2,
        waits: 2,
        jumps: &[1, 6],
        recovery: false,
        live: true,
        sometimes: &[seen::BY_SMS, seen::RESENT],
        ..Scenario::default()
    }
}

/// Two journeys at once: a code of one is typed in the other; the phone is lost.
pub fn sms_two_browsers() -> Scenario {
    Scenario {
        name: "codes by SMS in two browsers",
        held: &[SMS],
        offered: &[SMS],
        browsers: vec![owner(1, 1), owner(1, 1)],
        sends: 2,
        wrongs: 2,
        live: true,
        sometimes: &[seen::BY_SMS, seen::SECOND_SESSION, seen::WIPE],
        ..Scenario::default()
    }
}

/// Two tabs of one journey: one sends a new code while the other verifies the old one.
pub fn sms_two_tabs() -> Scenario {
    Scenario {
        name: "codes by SMS in two tabs",
        held: &[SMS],
        offered: &[SMS],
        browsers: vec![owner(2, 1)],
        sends: 2,
        wrongs: 1,
        waits: 1,
        jumps: &[1],
        slow_links: true,
        recovery: false,
        sometimes: &[seen::BY_SMS, seen::RESENT],
        ..Scenario::default()
    }
}

/// Two journeys with one key: its count goes up in one of them.
pub fn keys() -> Scenario {
    Scenario {
        name: "a security key in two browsers",
        held: &[KEY],
        offered: &[KEY],
        browsers: vec![owner(1, 1), owner(1, 1)],
        wrongs: 1,
        turns: 1,
        live: true,
        sometimes: &[seen::BY_KEY, seen::SECOND_SESSION, seen::WIPE],
        ..Scenario::default()
    }
}

/// Two tabs of one journey answer, ask anew and slip.
pub fn keys_two_tabs() -> Scenario {
    Scenario {
        name: "a security key in two tabs",
        held: &[KEY],
        offered: &[KEY],
        browsers: vec![owner(2, 1)],
        wrongs: 2,
        turns: 1,
        slow_links: true,
        recovery: false,
        sometimes: &[seen::BY_KEY],
        ..Scenario::default()
    }
}

/// A passkey, and an attacker who has the password and the device in hand, but cannot unlock it.
pub fn passkeys() -> Scenario {
    Scenario {
        name: "a passkey, and an attacker before its device",
        held: &[PASSKEY],
        offered: &[PASSKEY],
        browsers: vec![owner(1, 2), attacker(1)],
        wrongs: 2,
        wrong_codes: false,
        turns: 1,
        live: true,
        sometimes: &[seen::BY_PASSKEY, seen::WIPE, seen::NEW_FACTOR],
        ..Scenario::default()
    }
}

/// A passkey beside a USB key: each has its own challenge, and neither answers the other's.
pub fn passkey_and_key() -> Scenario {
    Scenario {
        name: "a passkey beside a security key",
        held: &[PASSKEY, KEY],
        offered: &[PASSKEY, KEY],
        browsers: vec![owner(1, 1)],
        wrongs: 2,
        turns: 3,
        recovery: false,
        sometimes: &[seen::BY_PASSKEY, seen::BY_KEY],
        ..Scenario::default()
    }
}

/// All three, slips and switching between them; at last the recovery.
pub fn switching() -> Scenario {
    Scenario {
        name: "switching between three factors and guessing",
        held: &[APP, SMS, KEY],
        offered: &[APP, SMS, KEY],
        browsers: vec![owner(1, 1)],
        sends: 1,
        wrongs: 6,
        wrong_codes: false,
        turns: 3,
        sometimes: &[seen::BY_SMS, seen::BY_KEY, seen::WIPE],
        ..Scenario::default()
    }
}

/// All three in two browsers, of which one is lost and recovered.
pub fn several() -> Scenario {
    Scenario {
        name: "an account with three factors",
        held: &[APP, SMS, KEY],
        offered: &[APP, SMS, KEY],
        browsers: vec![owner(1, 2), owner(1, 1)],
        sends: 1,
        live: true,
        sometimes: &[seen::BY_KEY, seen::SECOND_SESSION, seen::NEW_FACTOR, seen::SESSION_AFTER_WIPE],
        ..Scenario::default()
    }
}

/// A new account and the advice after its first factor; an attacker has the password.
pub fn advice() -> Scenario {
    Scenario {
        name: "a second factor as well",
        start: Start::New { days: 1, link: true },
        held: &[APP],
        offered: &[APP, KEY],
        browsers: vec![owner(1, 2), attacker(1)],
        live: true,
        sometimes: &[seen::TWO_FACTORS],
        ..Scenario::default()
    }
}

/// A second browser logs in with the new factor while the first is at S6 and at the advice.
pub fn advice_two_browsers() -> Scenario {
    Scenario {
        name: "a second factor as well, in two browsers",
        start: Start::New { days: 1, link: true },
        held: &[APP],
        offered: &[APP, KEY],
        browsers: vec![owner(1, 1), owner(1, 1)],
        sometimes: &[seen::TWO_FACTORS, seen::SECOND_SESSION],
        ..Scenario::default()
    }
}

/// A number and a key are set up, with slips, other numbers and other methods.
pub fn enrolling() -> Scenario {
    Scenario {
        name: "setting up a number and a key",
        start: Start::New { days: 1, link: true },
        held: &[],
        offered: &[SMS, KEY],
        browsers: vec![owner(1, 1)],
        sends: 2,
        wrongs: 1,
        turns: 1,
        waits: 1,
        jumps: &[1],
        live: true,
        sometimes: &[seen::TWO_FACTORS, seen::BY_SMS, seen::BY_KEY, seen::RESENT],
        ..Scenario::default()
    }
}

/// The same in two tabs, without time.
pub fn enrolling_two_tabs() -> Scenario {
    Scenario {
        name: "setting up a number and a key in two tabs",
        start: Start::New { days: 1, link: true },
        held: &[],
        offered: &[SMS, KEY],
        browsers: vec![owner(2, 1)],
        sends: 1,
        slow_links: true,
        recovery: false,
        sometimes: &[seen::TWO_FACTORS, seen::BY_SMS],
        ..Scenario::default()
    }
}

/// Wrong codes of a new number, in whatever order with other methods.
pub fn guessing_a_number() -> Scenario {
    Scenario {
        name: "guessing the code of a new number",
        start: Start::New { days: 1, link: true },
        held: &[],
        offered: &[SMS, KEY],
        browsers: vec![owner(1, 1)],
        sends: 1,
        wrongs: 6,
        turns: 2,
        recovery: false,
        sometimes: &[seen::BY_SMS],
        ..Scenario::default()
    }
}

/// What is set up is forgotten, codes and ceremonies come too late.
pub fn pending_expires() -> Scenario {
    Scenario {
        name: "time passes while a factor is set up",
        start: Start::New { days: 1, link: true },
        held: &[],
        offered: &[SMS, KEY],
        browsers: vec![owner(1, 1)],
        sends: 1,
        waits: 2,
        jumps: &[6, 9],
        recovery: false,
        sometimes: &[seen::BY_SMS, seen::BY_KEY],
        ..Scenario::default()
    }
}

/// The only factor's kind is switched off; an attacker has the password, and the settings allow a first login by password.
pub fn switched_off() -> Scenario {
    Scenario {
        name: "a kind that is switched off",
        start: Start::EnrolledLately(1),
        first_login: FirstLogin::Password,
        held: &[SMS],
        offered: &[APP, KEY],
        browsers: vec![owner(1, 2), attacker(1)],
        sends: 1,
        links: 1,
        live: true,
        sometimes: &[seen::SESSION_AFTER_WIPE, seen::BY_LINK],
        ..Scenario::default()
    }
}

/// The same in the migration window, where it may be proven to be replaced.
pub fn window() -> Scenario {
    Scenario {
        name: "a kind that is switched off, in the migration window",
        held: &[SMS],
        offered: &[APP, KEY],
        window: true,
        browsers: vec![owner(1, 1), owner(1, 1)],
        sends: 2,
        wrongs: 1,
        live: true,
        sometimes: &[seen::REPLACED, seen::WIPE],
        ..Scenario::default()
    }
}
