//! Reads the mail library's errors: what step they belong to, and what of them may be kept (requirement LO-03).

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Severity;

use super::address::one_line;
use super::answer::{Answer, Why};

/// Where in the conversation something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Connect,
    StartTls,
    Login,
    From,
    Recipient,
    Data,
    Text,
}

impl Step {
    fn words(self) -> &'static str {
        match self {
            Self::Connect => "connecting",
            Self::StartTls => "STARTTLS",
            Self::Login => "AUTH",
            Self::From => "MAIL FROM",
            Self::Recipient => "RCPT TO",
            Self::Data => "DATA",
            Self::Text => "the text",
        }
    }

    /// Whether a "no" here is about this mail; before, it is about us, and the next mail would hear it too.
    fn is_about_the_mail(self) -> bool {
        matches!(self, Self::Recipient | Self::Data | Self::Text)
    }
}

/// What an error means for the mail.
pub(super) fn answer(step: Step, error: &Error) -> Answer {
    let why = why(step, error);
    let Some(code) = error.status() else {
        return if step == Step::Text { Answer::Unanswered(why) } else { Answer::NotNow(why) };
    };
    let for_good = code.severity == Severity::PermanentNegativeCompletion;
    // RFC 4954 section 6: 530 wants a login first, whatever it answers.
    if for_good && step.is_about_the_mail() && u16::from(code) != 530 {
        Answer::Refused(why)
    } else {
        Answer::NotNow(why)
    }
}

/// The step with the code, or with what went wrong on the way.
pub(super) fn why(step: Step, error: &Error) -> Why {
    let step = step.words();
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => {
            let enhanced = source.split_whitespace().next().filter(|word| is_enhanced(word));
            let code = code.to_string();
            let short = [Some(code.as_str()), enhanced].into_iter().flatten().collect::<Vec<_>>().join(" ");
            Why { short: format!("{short} to {step}"), said: one_line(&format!("{code} {source}")) }
        }
        None if hung_up(error) => words(step, "the server hung up"),
        // What is not an answer of SMTP may hold anything, an address as well.
        None if error.is_response() => words(step, "no answer, or one that is not SMTP"),
        None => words(step, &one_line(&error.to_string())),
    }
}

/// Whether the connection ended under our hands.
fn hung_up(error: &Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return matches!(io.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof);
        }
        source = cause.source();
    }
    false
}

/// A reason of our own.
pub(super) fn words(step: &str, what: &str) -> Why {
    let short = format!("{step}: {what}");
    Why { said: short.clone(), short }
}

/// RFC 3463 section 2: class, subject and detail.
fn is_enhanced(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_rfc_3463_is_an_enhanced_code() {
        assert!(is_enhanced("5.1.1") && is_enhanced("4.7.500"));
        for bad in ["", "5.1", "5.1.1.1", "5.1.x", "b@example.org", "31612345678.1.1"] {
            assert!(!is_enhanced(bad), "{bad}");
        }
    }
}
