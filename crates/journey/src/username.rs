//! Usernames in one form.
//!
//! PRECIS `UsernameCaseMapped` (RFC 8265 section 3.3) folds width and case and normalises, so that one person cannot
//! hold two accounts that look alike, and everybody may type capitals. Invisible and bidirectional control characters are refused by
//! the profile.

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::UsernameCaseMapped;

/// A username as it is stored and compared: 1 to [`Username::MAX`] code points, PRECIS case-mapped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(String);

impl Username {
    /// The longest username, in code points.
    pub const MAX: usize = 128;

    /// Reads what somebody typed; `None` when it cannot be anybody's username.
    pub fn parse(typed: &str) -> Option<Self> {
        let trimmed = typed.trim();
        if trimmed.is_empty() || trimmed.chars().count() > Self::MAX {
            return None;
        }
        let enforced = UsernameCaseMapped::enforce(trimmed).ok()?;
        (enforced.chars().count() <= Self::MAX).then(|| Self(enforced.into_owned()))
    }

    /// The stored form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Username {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_case_width_and_composition() {
        let plain = Username::parse("jan.de.vries").unwrap();
        for typed in ["Jan.de.Vries", " jan.de.vries ", "ｊａｎ.de.vries"] {
            assert_eq!(Username::parse(typed).as_ref(), Some(&plain), "{typed}");
        }
        assert_eq!(Username::parse("zoe\u{308}"), Username::parse("zo\u{eb}"));
    }

    #[test]
    fn refuses_what_nobody_can_be_called() {
        let long = "a".repeat(Username::MAX + 1);
        for typed in ["", "   ", "jan\u{7}", "jan\u{202e}", "jan de vries", "jan\u{200b}", "a\nb", &long] {
            assert_eq!(Username::parse(typed), None, "{typed:?}");
        }
    }
}
