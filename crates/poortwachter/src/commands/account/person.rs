//! What an operator types about a person, checked before anything is opened.
//!
//! A mail address and a telephone number are where links and codes will go, so what cannot be one is refused here and not found out at the first
//! lost telephone. Empty text takes an optional thing away.

use journey::{Username, UsernameRefusal};

use crate::complaint::{Complaint, disturbs, quoted};
use crate::mail::Address;

/// The most characters of a name and of a group.
const NAME: usize = 200;
const GROUP: usize = 100;

/// The username of a new account, in its one form; one that could be taken for another is refused.
pub fn username(typed: &str) -> Result<Username, Complaint> {
    Username::parse_new(typed).map_err(|refusal| {
        let (found, advice) = match refusal {
            UsernameRefusal::Empty | UsernameRefusal::TooLong { .. } | UsernameRefusal::Characters => (
                quoted(typed),
                "choose a name of at most 128 letters, digits, dots and dashes, without spaces".to_owned(),
            ),
            UsernameRefusal::Unusual { found } => (
                format!(
                    "{} with {} (U+{:04X}), which people do not write names with",
                    quoted(typed),
                    found,
                    u32::from(found)
                ),
                "write the usual letter".to_owned(),
            ),
            UsernameRefusal::MixedScripts => (
                format!("{}, which has {} between letters of another alphabet", quoted(typed), strangers(typed)),
                "write all letters in one alphabet, so that nobody is taken for somebody else".to_owned(),
            ),
            UsernameRefusal::LooksLatin => (
                format!("{}, which looks like a name in Latin letters but is not", quoted(typed)),
                "write it in Latin letters, or choose a name that cannot be mistaken".to_owned(),
            ),
        };
        Complaint::new(found, advice).about("username")
    })
}

/// The characters outside ASCII with their numbers: the eye cannot tell them.
fn strangers(typed: &str) -> String {
    let numbers = typed.chars().filter(|c| !c.is_ascii()).take(4).map(|c| format!("{c} (U+{:04X})", u32::from(c)));
    numbers.collect::<Vec<_>>().join(", ")
}

/// A person's name.
pub fn name(typed: &str) -> Result<String, Complaint> {
    let name = typed.trim();
    if name.is_empty() || name.chars().count() > NAME || name.chars().any(disturbs) {
        return Err(Complaint::new(quoted(typed), "write a name of 1 to 200 characters in one line").about("--name"));
    }
    Ok(name.to_owned())
}

/// A mail address; whether somebody reads it only a mail can tell.
pub fn mail(option: &'static str, typed: &str) -> Result<String, Complaint> {
    let mail = typed.trim();
    if Address::parse(mail).is_none() {
        return Err(Complaint::new(quoted(typed), "write a mail address such as b.jansen@example.org").about(option));
    }
    Ok(mail.to_owned())
}

/// A mail address, or nothing when the text is empty.
pub fn optional_mail(option: &'static str, typed: &str) -> Result<Option<String>, Complaint> {
    if typed.trim().is_empty() { Ok(None) } else { mail(option, typed).map(Some) }
}

/// A telephone number as `+` and digits, or nothing when the text is empty.
///
/// Letters are refused before anything is made of them: a library that turns them into digits would send codes to a stranger.
pub fn optional_phone(typed: &str) -> Result<Option<String>, Complaint> {
    let wrong =
        || Complaint::new(quoted(typed), "write the number with its country, such as +31 6 12345678").about("--phone");
    let text = typed.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let rest = text.strip_prefix('+').ok_or_else(wrong)?;
    if !rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '-' | ' ')) {
        return Err(wrong());
    }
    // The zero between brackets is dialled only within the country.
    let digits: String = rest.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    if !(8..=15).contains(&digits.len()) || digits.starts_with('0') {
        return Err(wrong());
    }
    Ok(Some(format!("+{digits}")))
}

/// Groups without doubles; one empty text stands for none.
pub fn groups(typed: &[String]) -> Result<Vec<String>, Complaint> {
    let mut groups: Vec<String> = Vec::new();
    for group in typed.iter().map(|group| group.trim()) {
        if group.is_empty() && typed.len() == 1 {
            return Ok(groups);
        }
        if group.is_empty() || group.chars().count() > GROUP || group.chars().any(disturbs) {
            let advice = "write names of 1 to 100 characters with commas between them";
            return Err(Complaint::new(quoted(group), advice).about("--groups"));
        }
        if !groups.iter().any(|known| known == group) {
            groups.push(group.to_owned());
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses() {
        for good in ["b.jansen@example.org", " b+x@sub.example.nl ", "zoë@exämple.org"] {
            assert!(mail("--mail", good).is_ok(), "{good}");
        }
        let long = format!("{}@example.org", "x".repeat(65));
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
            "b\u{202e}@example.org",
            "b@example.org\r\nBcc: x@example.org",
            &long,
        ] {
            assert!(mail("--mail", bad).is_err(), "{bad:?} must be refused");
        }
        assert_eq!(optional_mail("--notice-mail", " "), Ok(None));
    }

    #[test]
    fn a_new_username_cannot_be_mistaken_and_the_complaint_says_why() {
        assert_eq!(username(" J.Jansen ").unwrap().as_str(), "j.jansen");
        for (typed, says) in [
            ("j jansen", "without spaces"),
            ("j\u{430}nsen", "\u{430} (U+0430) between letters of another alphabet"),
            ("\u{455}\u{441}\u{43e}\u{440}\u{435}", "looks like a name in Latin letters"),
            ("j\u{251}n", "(U+0251), which people do not write names with"),
        ] {
            let complaint = username(typed).unwrap_err().to_string();
            assert!(complaint.starts_with("username: ") && complaint.contains(says), "{complaint}");
        }
    }

    #[test]
    fn telephone_numbers_have_one_form_and_no_letters() {
        for good in ["+31612345678", "+31 6 1234 5678", "+31 (0)6-12345678", "+31 (6) 12345678"] {
            assert_eq!(optional_phone(good), Ok(Some("+31612345678".to_owned())), "{good}");
        }
        assert_eq!(optional_phone(""), Ok(None));
        for bad in [
            "0612345678",
            "+3367a829916",
            "+1234567",
            "+1234567890123456",
            "+0612345678",
            "+31+612345678",
            "+٣١٦١٢٣٤٥٦٧٨",
        ] {
            assert!(optional_phone(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn names_and_groups_stand_in_one_line() {
        assert_eq!(name(" Bea Jansen "), Ok("Bea Jansen".to_owned()));
        for bad in ["", "  ", "Bea\nJansen", "Bea\u{1b}[2J", &"x".repeat(201)] {
            assert!(name(bad).is_err(), "{bad:?} must be refused");
        }
        let typed = |text: &str| groups(&text.split(',').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(typed("hr, case managers,hr"), Ok(vec!["hr".to_owned(), "case managers".to_owned()]));
        assert_eq!(typed(""), Ok(vec![]));
        assert!(typed("hr,,it").is_err());
    }
}
