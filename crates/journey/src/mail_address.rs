//! One mail address, and nothing that could be read as more than one.
//!
//! What cannot be one address is refused where it is typed: a line end would begin a header or a command of its own, a comma would make a list
//! (RFC 5321 section 4.1.2). Whether somebody reads it only a mail can tell.

use std::fmt;

/// A mail address as it was typed, without the spaces around it: at most [`MailAddress::MAX`] characters.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    /// The longest address, in characters (RFC 5321 section 4.5.3.1.3).
    pub const MAX: usize = 254;
    /// The longest part before the sign, in octets (RFC 5321 section 4.5.3.1.1).
    const LOCAL_PART: usize = 64;
    /// The longest label of a domain, in characters (RFC 1035 section 2.3.4).
    const LABEL: usize = 63;

    /// Reads exactly one address: no name, no list, no comment, no quotes, no bare number of a machine.
    pub fn parse(typed: &str) -> Option<Self> {
        let text = typed.trim_matches(' ');
        let (local, domain) = text.split_once('@')?;
        let fine = text.chars().count() <= Self::MAX && local_part(local) && host(domain);
        fine.then(|| Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the sign, and the domain.
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_once('@').unwrap_or((&self.0, ""))
    }

    /// Whether a message to either reaches the same box: domains know no capitals, and no server that people use tells them apart in names.
    pub fn is(&self, other: &str) -> bool {
        self.0.to_lowercase() == other.trim().to_lowercase()
    }
}

impl fmt::Debug for MailAddress {
    /// Nobody's address belongs in a log (requirement LO-03).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailAddress(..)")
    }
}

/// RFC 5322 section 3.4.1 without quotes and comments, and with the letters of RFC 6531.
fn local_part(text: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    !text.is_empty() && text.len() <= MailAddress::LOCAL_PART && text.chars().all(fine) && !dots_astray(text)
}

/// A name of at least two labels whose last is no number, so that it is no address of a machine.
fn host(text: &str) -> bool {
    let letters = |label: &str| label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let edges = |label: &str| !label.starts_with('-') && !label.ends_with('-');
    let label = |label: &str| letters(label) && edges(label) && label.chars().count() <= MailAddress::LABEL;
    let number = |label: &str| label.chars().all(|c| c.is_ascii_digit());
    let named = text.rsplit_once('.').is_some_and(|(_, last)| !number(last));
    named && !dots_astray(text) && text.split('.').all(label)
}

fn dots_astray(text: &str) -> bool {
    text.starts_with('.') || text.ends_with('.') || text.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address() {
        for good in ["b.jansen@example.org", " b+x@sub.example.nl ", "zoë@exämple.org", "o'brien@example.org"] {
            assert_eq!(MailAddress::parse(good).unwrap().as_str(), good.trim(), "{good}");
        }
        let (long, label) = (format!("{}@example.org", "x".repeat(65)), format!("b@{}.org", "x".repeat(64)));
        let longer = format!("b@{}example.org", "a.".repeat(130));
        for bad in [
            "",
            "b.jansen",
            "@example.org",
            "b@",
            "b@example",
            "b@@example.org",
            "b j@example.org",
            "b@exa mple.org",
            "b@example..org",
            ".b@example.org",
            "b@-example.org",
            "b@192.0.2.7",
            "b@[192.0.2.7]",
            "b\u{202e}@example.org",
            "b\0@example.org",
            "\nb@example.org",
            "b@example.org\n",
            "b@example.org\r\nBcc: x@example.org",
            "b@example.org%0d%0aBcc:x@example.org",
            "b@example.org,x@example.org",
            "b@example.org;x@example.org",
            "B <b@example.org>",
            "\"b x\"@example.org",
            "b(comment)@example.org",
            &long,
            &label,
            &longer,
        ] {
            assert_eq!(MailAddress::parse(bad), None, "{bad:?} must be refused");
        }
    }

    #[test]
    fn an_address_knows_itself_and_tells_nobody() {
        let address = MailAddress::parse("B.Jansen@Example.org").unwrap();
        assert!(address.is("b.jansen@example.ORG ") && !address.is("jansen@example.org"));
        assert_eq!(address.parts(), ("B.Jansen", "Example.org"));
        assert_eq!(format!("{address:?}"), "MailAddress(..)");
    }
}
