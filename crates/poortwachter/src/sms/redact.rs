//! Takes out of a gateway's words what must not be kept: numbers, codes, and what would disturb a terminal or a log (requirement SM-08).

use super::message::SmsMessage;
use crate::complaint::disturbs;

/// The longest reason that is kept, in characters.
const LONGEST: usize = 160;
/// The longest id that a gateway may give; SMPP has 64 characters.
const LONGEST_ID: usize = 128;
/// A run of digits this long may be a piece of a number or a code; statuses and error codes are shorter.
const DIGITS: usize = 4;

/// The words without long runs of digits, on one line, cut.
pub(super) fn reason(words: &str) -> String {
    let mut kept = String::new();
    let mut run = String::new();
    for character in words.chars().chain(['\0']) {
        if character.is_ascii_digit() {
            run.push(character);
            continue;
        }
        kept.push_str(if run.len() >= DIGITS { "..." } else { &run });
        run.clear();
        kept.push(if disturbs(character) || character.is_whitespace() { ' ' } else { character });
    }
    let line = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LONGEST).collect()
}

/// The gateway's id for a message, unless it is none or gives the number or the text away.
pub(super) fn message_id(id: &str, message: &SmsMessage) -> Option<String> {
    let id = id.trim();
    let plain = message.number_plain();
    let telling = plain.get(plain.len().saturating_sub(8)..).is_some_and(|end| !end.is_empty() && id.contains(end));
    let code = message.text.split(' ').next().unwrap_or_default();
    let telling = telling || (code.len() >= DIGITS && id == code);
    let sound = !id.is_empty() && id.chars().count() <= LONGEST_ID && !id.chars().any(disturbs);
    (sound && !telling).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    #[test]
    fn sm_08_a_reason_holds_no_number_and_no_code() {
        let said = reason("HTTP 403: +31612345678 may not\n\u{1b}[31mget 304918 (error 12)");
        assert_eq!(said, "HTTP 403: +... may not [31mget ... (error 12)");
        assert_eq!(reason(&"x".repeat(500)).len(), LONGEST);
    }

    #[test]
    fn sm_08_an_id_that_tells_is_not_kept() {
        let message = SmsMessage {
            number: Zeroizing::new("+31612345678".to_owned()),
            text: Zeroizing::new("304918 is".to_owned()),
        };
        for bad in ["", " ", "to-31612345678-1", "304918", "a\nb"] {
            assert_eq!(message_id(bad, &message), None, "{bad:?}");
        }
        assert_eq!(message_id(" 7f-3049 ", &message).as_deref(), Some("7f-3049"));
    }
}
