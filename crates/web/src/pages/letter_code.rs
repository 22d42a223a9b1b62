//! `/letter`: the code of a letter is typed over by somebody without a camera (product rules J6b and J6c).

use askama::Template;

use super::frame::{Frame, Page};
use crate::look::Message;

/// The page that takes a letter's code; posts `code` to `/letter`.
#[derive(Template)]
#[template(path = "letter_code.html")]
pub struct LetterCodePage {
    /// What every page shares.
    pub frame: Frame,
    /// What was typed before, kept after a typing error.
    pub typed: String,
}

impl LetterCodePage {
    /// The shape of a code, as the hint shows it; its check symbol is wrong, so that nobody gets anywhere with it.
    #[allow(clippy::unused_self)] // templates can only call what they hold
    fn shape(&self) -> &'static str {
        "7K4M-Q2ZD-93RA-XW8T-5NHB-6VCE"
    }
}

impl Page for LetterCodePage {
    const NAME: &'static str = "letter-code";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |typed: &str, message| {
            let frame = frame.clone().with_error("code", message);
            Self { frame, typed: typed.to_owned() }
        };
        let short = Message::new("letter-code-length").arg("got", 23_u32);
        vec![
            ("plain", Self { frame: frame.clone(), typed: String::new() }),
            ("length", page("7K4M-Q2ZD-93RA-XW8T-5NHB-6VC", short)),
            ("wrong", page("", Message::new("letter-code-wrong"))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Lang;
    use credentials::letter_code::{LetterCode, LetterTypo};

    #[test]
    fn the_example_is_no_code() {
        let page = LetterCodePage { frame: Frame::sample(Lang::Nl), typed: String::new() };
        assert_eq!(LetterCode::parse(page.shape()).unwrap_err(), LetterTypo::BadCheckSymbol);
    }
}
