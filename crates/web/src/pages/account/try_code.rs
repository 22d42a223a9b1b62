//! `/account/recovery-code/try`: is this my code? Trying spends nothing (rule J14).

use askama::Template;

use crate::look::Message;
use crate::pages::frame::{CodeFormat, Frame, Page};

/// Asks the recovery code; posts `code`.
#[derive(Template)]
#[template(path = "account/try_code.html")]
pub struct TryCodePage {
    /// What every page shares.
    pub frame: Frame,
    /// The form in which the code was made.
    pub format: CodeFormat,
    /// What was typed.
    pub typed: String,
}

impl Page for TryCodePage {
    const NAME: &'static str = "try-code";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page =
            |frame: Frame| Self { frame: frame.in_sample_session(), format: CodeFormat::Digits, typed: String::new() };
        let wrong = frame.clone().with_error("code", Message::new("code-wrong"));
        vec![("plain", page(frame.clone())), ("wrong", page(wrong))]
    }
}
