//! Passwords as text: normalising, and the rules for a new one (PW-01 to PW-04).
//!
//! There are no rules of composition and none of age. Lengths are Unicode code points after NFC normalisation; spaces count
//! everywhere, at the end too; nothing is ever cut off. Comparison with lists of leaked passwords is elsewhere.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The longest password, in code points (PW-02).
pub const MAX_LENGTH: usize = 256;

/// How long a new password must be; the second factor that is always there makes 8 defensible, 12 is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PasswordPolicy {
    min_length: usize,
}

/// A minimum that this program does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error(
    "the minimum length of a password is {} to {} characters, found {found}",
    PasswordPolicy::FLOOR,
    PasswordPolicy::CEILING
)]
pub struct PasswordPolicyError {
    /// What was asked.
    pub found: usize,
}

impl PasswordPolicy {
    /// The least minimum (NIST SP 800-63B-4 section 3.1.1.2, with a second factor).
    pub const FLOOR: usize = 8;
    /// The greatest minimum: 64 code points must always be accepted.
    pub const CEILING: usize = 64;

    /// A policy with this minimum, in code points.
    pub fn new(min_length: usize) -> Result<Self, PasswordPolicyError> {
        if (Self::FLOOR..=Self::CEILING).contains(&min_length) {
            Ok(Self { min_length })
        } else {
            Err(PasswordPolicyError { found: min_length })
        }
    }

    /// The minimum, in code points.
    pub fn min_length(self) -> usize {
        self.min_length
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { min_length: 12 }
    }
}

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
    /// The whole password is the username, the product's or the organisation's name, or such a word.
    #[error("the password is a word that anybody would try first")]
    ContextWord,
}

impl Password {
    /// Reads a new password; `context` are the words that it may not be, whatever their case (PW-05).
    pub fn parse_new(text: &str, policy: &PasswordPolicy, context: &[&str]) -> Result<Self, PasswordRefusal> {
        let password = normalise(text);
        let got = password.chars().count();
        if got > MAX_LENGTH {
            return Err(PasswordRefusal::TooLong { max: MAX_LENGTH });
        }
        if got < policy.min_length {
            return Err(PasswordRefusal::TooShort { min: policy.min_length, got });
        }
        if password.chars().any(char::is_control) {
            return Err(PasswordRefusal::ControlCharacter);
        }
        if context.iter().any(|word| same_word(word, &password)) {
            return Err(PasswordRefusal::ContextWord);
        }
        Ok(Self(password))
    }

    /// Reads a password that is to be verified; `None` when it is empty or longer than any password can be.
    pub fn parse_attempt(text: &str) -> Option<Self> {
        let password = normalise(text);
        (1..=MAX_LENGTH).contains(&password.chars().count()).then_some(Self(password))
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

fn same_word(word: &str, password: &str) -> bool {
    let lower = |text: &str| Zeroizing::new(text.nfc().flat_map(char::to_lowercase).collect::<String>());
    lower(word) == lower(password)
}
