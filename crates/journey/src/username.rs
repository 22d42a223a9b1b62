//! Usernames in one form.
//!
//! PRECIS `UsernameCaseMapped` (RFC 8265 section 3.3) folds width and case and normalises, so that one person cannot
//! hold two accounts that look alike, and everybody may type capitals. Invisible and bidirectional control characters are refused by
//! the profile. A *new* name has to pass [`Username::parse_new`] besides, which refuses letters of several scripts and names that
//! only look like a Latin one (UTS 39); a name that is in use already stays valid.

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::UsernameCaseMapped;
use unicode_security::{GeneralSecurityProfile, MixedScript, skeleton};

/// A username as it is stored and compared: 1 to [`Username::MAX`] code points, PRECIS case-mapped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(String);

/// Why a name is not taken for a new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum UsernameRefusal {
    /// Nothing was typed.
    #[error("a username has at least one character")]
    Empty,
    /// More code points than [`Username::MAX`].
    #[error("a username has at most {max} characters")]
    TooLong {
        /// The maximum.
        max: usize,
    },
    /// A space, a sign that cannot be seen, or another character that RFC 8265 does not allow.
    #[error("a username holds letters, figures and signs that can be seen, without spaces")]
    Characters,
    /// A character that people do not write names with (UTS 39 section 3.1).
    #[error("a username holds no {found}, which people do not write names with")]
    Unusual {
        /// The character.
        found: char,
    },
    /// Letters of several scripts, such as a Cyrillic "а" in a Latin name (UTS 39 section 5.1).
    #[error("a username holds letters of one script")]
    MixedScripts,
    /// Letters of one other script that together look like a Latin name (UTS 39 section 4).
    #[error("the name looks like another one in Latin letters")]
    LooksLatin,
}

impl Username {
    /// The longest username, in code points.
    pub const MAX: usize = 128;

    /// Reads what somebody typed; `None` when it cannot be anybody's username.
    pub fn parse(typed: &str) -> Option<Self> {
        Self::enforce(typed).ok()
    }

    /// Reads the name of a new account, which must not be taken for another one.
    pub fn parse_new(typed: &str) -> Result<Self, UsernameRefusal> {
        let username = Self::enforce(typed)?;
        let name = username.as_str();
        if !name.is_single_script() {
            return Err(UsernameRefusal::MixedScripts);
        }
        let unusual = name.chars().find(|c| !c.is_ascii() && !c.identifier_allowed());
        if let Some(found) = unusual {
            return Err(UsernameRefusal::Unusual { found });
        }
        if !is_latin(name) && skeleton(name).all(|c| c.is_ascii()) {
            return Err(UsernameRefusal::LooksLatin);
        }
        Ok(username)
    }

    fn enforce(typed: &str) -> Result<Self, UsernameRefusal> {
        let trimmed = typed.trim();
        let too_long = UsernameRefusal::TooLong { max: Self::MAX };
        if trimmed.is_empty() {
            return Err(UsernameRefusal::Empty);
        }
        if trimmed.chars().count() > Self::MAX {
            return Err(too_long);
        }
        let enforced = UsernameCaseMapped::enforce(trimmed).map_err(|_| UsernameRefusal::Characters)?;
        if enforced.chars().count() > Self::MAX { Err(too_long) } else { Ok(Self(enforced.into_owned())) }
    }

    /// What the eye takes the name for: two names with the same look are easily mistaken for each other (UTS 39 section 4).
    pub fn look(&self) -> String {
        // The skeleton of a small name may hold capitals: a zero looks like an O.
        skeleton(self.as_str()).flat_map(char::to_lowercase).collect()
    }

    /// The stored form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether every letter could stand in a Latin name: then the eye compares it with Latin names anyhow.
fn is_latin(name: &str) -> bool {
    // A name that stays of one script with a Latin letter behind it has only Latin ones, and signs that every script uses.
    format!("{name}a").is_single_script()
}

impl std::fmt::Display for Username {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

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
            assert!(Username::parse_new(typed).is_err(), "{typed:?}");
        }
    }

    /// RFC 8265 section 3.5, tables 1 and 2; upper case is mapped by this profile.
    #[rstest]
    #[case("juliet@example.com", Some("juliet@example.com"))]
    #[case("fussball", Some("fussball"))]
    #[case("fu\u{df}ball", Some("fu\u{df}ball"))]
    #[case("\u{3c0}", Some("\u{3c0}"))]
    #[case("\u{3a3}", Some("\u{3c3}"))]
    #[case("\u{3c3}", Some("\u{3c3}"))]
    #[case("\u{3c2}", Some("\u{3c2}"))]
    #[case("foo bar", None)]
    #[case("", None)]
    #[case("henry\u{2163}", None)]
    #[case("\u{265a}", None)]
    fn rfc_8265_examples(#[case] typed: &str, #[case] stored: Option<&str>) {
        assert_eq!(Username::parse(typed).as_ref().map(Username::as_str), stored, "{typed}");
    }

    #[test]
    fn what_is_stored_is_read_back_as_itself() {
        for typed in ["Jan.de.Vries", "ZO\u{cb}", "fu\u{df}ball", "ｊａｎ", "\u{130}pek", "J\u{f8}rgen+1@Example.org"]
        {
            let once = Username::parse(typed).unwrap();
            assert_eq!(Username::parse(once.as_str()).as_ref(), Some(&once), "{typed}");
        }
    }

    #[test]
    fn every_printable_name_of_ascii_stays_as_it_is() {
        for byte in 0x21_u8..0x7f {
            let name = format!("a{}b", char::from(byte)).to_lowercase();
            assert_eq!(Username::parse(&name).unwrap().as_str(), name);
            assert_eq!(Username::parse_new(&name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn names_that_look_alike_have_one_look() {
        let look = |typed: &str| Username::parse(typed).unwrap().look();
        for (one, other) in [("paul1", "paull"), ("m.smit", "rn.smit"), ("b0b", "bob"), ("j\u{430}n", "jan")] {
            assert_eq!(look(one), look(other), "{one} {other}");
        }
        assert_ne!(look("jan"), look("jon"));
    }

    #[rstest]
    #[case("j\u{430}n", UsernameRefusal::MixedScripts)] // a Cyrillic а
    #[case("b\u{3bf}b", UsernameRefusal::MixedScripts)] // a Greek ο
    #[case("\u{455}\u{441}\u{43e}\u{440}\u{435}", UsernameRefusal::LooksLatin)] // ѕсоре, Cyrillic all through
    #[case("j\u{251}n", UsernameRefusal::Unusual { found: '\u{251}' })] // the ɑ of phonetics
    fn a_look_alike_is_no_new_name_but_may_still_log_in(#[case] typed: &str, #[case] why: UsernameRefusal) {
        assert_eq!(Username::parse_new(typed), Err(why));
        assert!(Username::parse(typed).is_some());
    }

    #[rstest]
    #[case("j.jansen")]
    #[case("zo\u{eb}.van-dijk_2")]
    #[case("l\u{e6}rke@example.org")]
    #[case("\u{438}\u{432}\u{430}\u{43d}\u{43e}\u{432}")] // иванов
    #[case("\u{5f20}\u{4f1f}")] // 张伟
    #[case("\u{633}\u{627}\u{631}\u{629}")] // سارة
    fn names_of_one_script_are_taken(#[case] typed: &str) {
        assert_eq!(Username::parse_new(typed).map(|name| name.to_string()), Ok(typed.to_owned()));
    }
}
