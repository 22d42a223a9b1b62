//! Under which name tries on a username are counted.

use credentials::ids::AccountId;
use credentials::keyring::MacPurpose;
use credentials::token::TokenHash;

use crate::Store;

impl Store {
    /// The subject of a username's counter: a keyed hash, so that the table tells nobody which names were tried.
    ///
    /// The text is the normalised username, or whatever was typed when that cannot be one.
    pub fn username_subject(&self, username: &str) -> String {
        hexadecimal(&self.keyring.blind(MacPurpose::CounterSubject, &[b"username", username.as_bytes()]))
    }

    /// The subject of a mail address that somebody asks usernames for: a keyed hash, with small and capital letters alike.
    pub(crate) fn mail_subject(&self, address: &str) -> String {
        let address = address.to_ascii_lowercase();
        hexadecimal(&self.keyring.blind(MacPurpose::CounterSubject, &[b"mail", address.as_bytes()]))
    }

    /// The subject of a mobile number's counters, and of the block that it lies in: keyed hashes (requirements SM-07 and SM-08).
    pub(crate) fn number_subject(&self, digits: &str) -> String {
        hexadecimal(&self.keyring.blind(MacPurpose::CounterSubject, &[b"number", digits.as_bytes()]))
    }

    /// The lane of a browser's own counter: a keyed hash of its cookie's hash.
    pub fn browser_lane(&self, token: &TokenHash) -> String {
        hexadecimal(&self.keyring.blind(MacPurpose::CounterSubject, &[b"browser", token.as_bytes()]))
    }

    /// The lane of whoever holds a live grant for an account: one for all its grants, since the recovery code gives a new one as often as
    /// it is entered (rule J4), and a new grant must not begin the counts again.
    pub fn grant_lane(&self, account: AccountId) -> String {
        hexadecimal(&self.keyring.blind(MacPurpose::CounterSubject, &[b"grant", account.as_uuid().as_bytes()]))
    }
}

/// 128 bits are enough to keep names apart.
fn hexadecimal(hash: &[u8; 32]) -> String {
    let number = hash.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte));
    format!("{number:032x}")
}
