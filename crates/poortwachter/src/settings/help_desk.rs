//! Whom people call when they cannot go on by themselves, and who hears of their objections.

use super::key::{Kind, Standing, keys, readable};
use crate::mail::Address;

keys! {
    /// The keys of `[help_desk]`.
    pub struct HelpDesk {
        /// The telephone number, as people should read it. It stands on pages that lead nowhere else, in mails, and in every notice by SMS.
        phone: Option<String> = Kind::Text { expected: "a telephone number of digits, spaces, dashes, brackets and +", check: phone },
            Standing::Absent("\"030 123 45 67\"");
        /// The mail address. It stands on those pages too, and hears of every account that its owner closes with "that was not me".
        mail: Option<String> = Kind::Text { expected: "one mail address, such as helpdesk@example.org", check: address },
            Standing::Absent("\"helpdesk@example.org\"");
        /// When the help desk can be reached, or another sentence behind its number.
        hours: Option<String> = Kind::Text { expected: "a sentence of at most 200 characters", check: readable },
            Standing::Absent("\"Op werkdagen van 8.00 tot 17.00 uur.\"");
    }
}

fn phone(text: &str) -> Result<(), &'static str> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '+')) {
        return Err("it holds something else than digits, spaces, dashes, brackets and +");
    }
    if (3..=15).contains(&digits) { Ok(()) } else { Err("it does not have 3 to 15 digits") }
}

fn address(text: &str) -> Result<(), &'static str> {
    Address::parse(text).map(|_| ()).ok_or("it is not one mail address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_for_reading() {
        for good in ["030 123 45 67", "+31 (0)30-1234567", "112"] {
            assert!(phone(good).is_ok(), "{good}");
        }
        for bad in ["", "12", "ask Piet", "+3367a829916", "0301234567890123"] {
            assert!(phone(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn the_help_desk_has_one_mail_address() {
        assert!(address("helpdesk@example.org").is_ok());
        for bad in ["", "helpdesk", "a@example.org, b@example.org", "Desk <a@example.org>"] {
            assert!(address(bad).is_err(), "{bad:?} must be refused");
        }
    }
}
