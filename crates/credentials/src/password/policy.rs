//! The rules that an installation has for new passwords.

use std::sync::Arc;

use super::LeakFilter;

/// Words that nobody's password may be at this portal, whatever the settings say (PW-05).
const ALWAYS: [&str; 2] = ["poortwachter", "verzuim"];

/// What a new password must be: its least length, the words that it may not be, and the leaked passwords where there is a filter of them.
///
/// The second factor that is always there makes a minimum of 8 defensible; 12 is the default.
#[derive(Clone, Debug)]
pub struct PasswordPolicy {
    min_length: usize,
    words: Arc<[String]>,
    leaks: Option<Arc<LeakFilter>>,
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
            Ok(Self { min_length, ..Self::default() })
        } else {
            Err(PasswordPolicyError { found: min_length })
        }
    }

    /// The same policy with these words of the organisation besides "poortwachter" and "verzuim".
    #[must_use]
    pub fn with_words<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        self.words = ALWAYS.into_iter().chain(words).map(str::to_owned).collect();
        self
    }

    /// The same policy with a filter of leaked passwords.
    #[must_use]
    pub fn with_leaks(mut self, leaks: Arc<LeakFilter>) -> Self {
        self.leaks = Some(leaks);
        self
    }

    /// The minimum, in code points.
    pub fn min_length(&self) -> usize {
        self.min_length
    }

    /// The words that nobody's password may be.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The filter of leaked passwords, if there is one.
    pub fn leaks(&self) -> Option<&LeakFilter> {
        self.leaks.as_deref()
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { min_length: 12, words: ALWAYS.map(str::to_owned).into(), leaks: None }
    }
}
