//! Passwords as text: normalising, and the rules for a new one (PW-01 to PW-06).
//!
//! There are no rules of composition and none of age. Lengths are Unicode code points after NFC normalisation; spaces count
//! everywhere, at the end too; nothing is ever cut off. A new password is held as a whole against three lists: words that belong to
//! the person or the installation, passwords that many people choose (`common`), and, where the operator has a filter of them,
//! passwords that leaked ([`leaks`]). One that merely contains such a word passes. How hard a password is to guess ([`strength()`]) is
//! advice and never a reason to refuse it. Begin reading at [`check_new_password`].

mod check;
mod common;
mod context;
pub mod leaks;
mod policy;
mod strength;

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

pub use check::check_new_password;
pub use common::{common_passwords, is_common};
pub use leaks::LeakFilter;
pub use policy::{PasswordPolicy, PasswordPolicyError};
pub use strength::{Advice, Strength, strength};

/// The longest password, in code points (PW-02).
pub const MAX_LENGTH: usize = 256;

/// A password in NFC (PW-03), wiped from memory when dropped.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PasswordRefusal {
    /// Fewer code points than the policy asks.
    #[error("a password has at least {min} characters, found {got}")]
    TooShort {
        /// The policy's minimum.
        min: usize,
        /// What was given.
        got: usize,
    },
    /// More code points than anybody may use.
    #[error("a password has at most {max} characters")]
    TooLong {
        /// The maximum.
        max: usize,
    },
    /// A control character, such as a line end or a tab, which no other keyboard could type again.
    #[error("a password has no control characters")]
    ControlCharacter,
    /// The whole password is the username, the product's or the organisation's name, or made from such a word.
    #[error("the password is a word that anybody would try first")]
    ContextWord,
    /// The whole password is one that many people choose.
    #[error("the password is one that many people choose")]
    Common,
    /// The whole password stood in a leak of another site.
    #[error("the password is known from a leak")]
    Leaked,
}

impl Password {
    /// Reads a new password and holds it against the rules; `context` are the person's username, names and the like (PW-05).
    pub fn parse_new(text: &str, policy: &PasswordPolicy, context: &[&str]) -> Result<Self, PasswordRefusal> {
        let password = Self(normalise(text));
        check_new_password(&password, policy, context)?;
        Ok(password)
    }

    /// Reads a password that is to be verified; `None` when it is empty or longer than any password can be.
    pub fn parse_attempt(text: &str) -> Option<Self> {
        let password = normalise(text);
        (1..=MAX_LENGTH).contains(&password.chars().count()).then_some(Self(password))
    }

    /// The text, for the rules.
    fn text(&self) -> &str {
        &self.0
    }

    /// The bytes that are hashed.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

fn normalise(text: &str) -> Zeroizing<String> {
    // Sized for the worst growth of NFC in UTF-8 (threefold), so that no copies are left behind by growing.
    let mut out = Zeroizing::new(String::with_capacity(text.len() * 3));
    out.extend(text.nfc());
    out
}

/// A form in which case, width and composition make no difference, for comparing with lists.
fn fold(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len() * 3));
    out.extend(text.nfkc().flat_map(char::to_lowercase));
    out
}

/// The same without what people put between words.
fn squeeze(folded: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(folded.len()));
    out.extend(folded.chars().filter(|character| !matches!(character, ' ' | '-' | '_' | '.')));
    out
}
