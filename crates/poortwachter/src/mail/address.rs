//! The only address and the only name that reach a header or a command of SMTP.
//!
//! What cannot be one address becomes none here, whoever wrote it into the database: a line end would begin a header or a command of its own, a comma would
//! make a list.

use std::fmt;

use journey::MailAddress;

use crate::complaint::disturbs;

/// The most characters of a name in a header.
const NAME: usize = 200;

/// One mail address, with its domain in the form of the DNS.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(lettre::Address);

impl Address {
    /// Reads exactly one address: no name, no list, no comment, no quotes.
    pub fn parse(text: &str) -> Option<Self> {
        let address = MailAddress::parse(text)?;
        let (local, domain) = address.parts();
        // RFC 5890: a name with other letters has a form for the DNS, which every server understands.
        let url::Host::Domain(domain) = url::Host::parse(domain).ok()? else { return None };
        lettre::Address::new(local, domain).ok().map(Self)
    }

    /// For the mail library.
    pub(super) fn inner(&self) -> &lettre::Address {
        &self.0
    }

    /// Whether every server can be asked to deliver to it; else it must know SMTPUTF8 (RFC 6531).
    pub(super) fn is_ascii(&self) -> bool {
        AsRef::<str>::as_ref(&self.0).is_ascii()
    }
}

impl fmt::Debug for Address {
    /// Nobody's address belongs in a log (requirement LO-03).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

/// A text for a header: on one line, without control characters and marks that turn text round, cut to 200 characters.
pub fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if disturbs(c) || c.is_whitespace() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address() {
        for good in ["b.jansen@example.org", "b+x@sub.example.nl", "zoë@exämple.org", "o'brien@example.org"] {
            assert!(Address::parse(good).is_some(), "{good}");
        }
        let long = format!("{}@example.org", "x".repeat(65));
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
            "b@example.org\r\nBcc: x@example.org",
            "b@example.org\nRCPT TO:<x@example.org>",
            "b\r\n@example.org",
            "b@example.org,x@example.org",
            "b@example.org;x@example.org",
            "b@example.org x@example.org",
            "<b@example.org>",
            "B <b@example.org>",
            "b@example.org>",
            "\"b\r\n\"@example.org",
            "\"b x\"@example.org",
            "b(comment)@example.org",
            &long,
            &longer,
        ] {
            assert_eq!(Address::parse(bad), None, "{bad:?} must be refused");
        }
    }

    #[test]
    fn a_domain_has_the_form_of_the_dns() {
        let address = Address::parse("bea@exämple.org").unwrap();
        assert_eq!(AsRef::<str>::as_ref(address.inner()), "bea@xn--exmple-cua.org");
        assert!(address.is_ascii() && !Address::parse("zoë@example.org").unwrap().is_ascii());
        assert_eq!(format!("{address:?}"), "Address(..)");
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(one_line(" Bea\r\nBcc: x@example.org\u{202e}\0 Jansen "), "Bea Bcc: x@example.org Jansen");
        assert_eq!(one_line(&"x".repeat(300)).len(), NAME);
    }

    proptest::proptest! {
        /// Whatever is read as an address brings nothing into a line of SMTP.
        #[test]
        fn no_address_leaves_its_place(text in "[a-z@.<>,;: \\r\\n\"]{1,30}|.{1,30}") {
            if let Some(address) = Address::parse(&text) {
                let written = address.inner().to_string();
                proptest::prop_assert!(!written.contains(['\r', '\n', '<', '>', ',', ';', ' ', '"']));
                proptest::prop_assert_eq!(written.matches('@').count(), 1);
            }
        }
    }
}
