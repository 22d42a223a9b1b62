//! S5, `/enrol/sms`: the mobile number, and the code that was sent to it.

use askama::Template;

use super::frame::{Frame, Page};
use super::second_factor::SmsNote;
use crate::look::Message;

/// How far the set-up is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmsStep {
    /// The number is asked.
    Number {
        /// What was typed, when it was refused.
        typed: String,
    },
    /// The code is asked.
    Code {
        /// Where it went: the person has just typed it.
        number: String,
        /// What became of the message.
        note: SmsNote,
        /// Seconds until another one may be sent.
        wait: Option<u32>,
    },
}

/// The set-up of a number; posts `number` to `/enrol/sms`, then `code` to `/enrol/sms/code`.
///
/// Its other forms post to `send-code` and `other-number` below it.
#[derive(Template)]
#[template(path = "sms_setup.html")]
pub struct SmsSetupPage {
    /// What every page shares.
    pub frame: Frame,
    /// How far the set-up is.
    pub step: SmsStep,
}

impl Page for SmsSetupPage {
    const NAME: &'static str = "sms-setup";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let number = |frame, typed: &str| Self { frame, step: SmsStep::Number { typed: typed.to_owned() } };
        let code = |frame, note| Self {
            frame,
            step: SmsStep::Code { number: "06 12345678".to_owned(), note, wait: Some(45) },
        };
        let wrong = |field, key| frame.clone().with_error(field, Message::new(key));
        vec![
            ("number", number(frame.clone(), "")),
            ("not-mobile", number(wrong("number", "phone-not-mobile"), "030 123 45 67")),
            ("away", number(wrong("number", "sms-away"), "06 12345678")),
            ("code", code(frame.clone(), SmsNote::OnItsWay)),
            ("code-failed", code(frame.clone(), SmsNote::Failed)),
            ("code-over", code(frame.clone(), SmsNote::NotSent)),
            ("code-wrong", code(wrong("code", "sms-wrong"), SmsNote::OnItsWay)),
        ]
    }
}
