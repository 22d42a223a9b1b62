//! S3, `/login/reset`: the recovery code is entered.

use askama::Template;

use super::frame::{CodeFormat, Frame, Page};
use crate::look::{Arg, Message};

/// Where the page leads back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// The user still has factors: back to the second factor.
    SecondFactor,
    /// A recovery is open: back to the page without a grant.
    NoGrant,
}

/// The page that takes the recovery code; posts `code` to `/login/reset`.
#[derive(Template)]
#[template(path = "reset.html")]
pub struct ResetPage {
    /// What every page shares.
    pub frame: Frame,
    /// The shape of the code.
    pub format: CodeFormat,
    /// What was typed before, kept after a typing error.
    pub typed: String,
    /// Where the page leads back to.
    pub back: Back,
}

impl Page for ResetPage {
    const NAME: &'static str = "reset";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame| Self { frame, format: CodeFormat::Digits, typed: String::new(), back: Back::SecondFactor };
        let with = |message| page(frame.clone().with_error("code", message));
        let length = Message::new("code-length").arg("expected", 16_u32).arg("got", 15_u32);
        let paused = Message::new("code-paused").arg("wait", Arg::Wait(900));
        vec![
            ("plain", page(frame.clone())),
            ("length", Self { typed: "1234 - 5678 - 9012 - 345".to_owned(), ..with(length) }),
            ("wrong", with(Message::new("code-wrong"))),
            ("paused", page(frame.clone().with_error("code", paused).with_wait(900))),
            ("base32", Self { format: CodeFormat::Base32, back: Back::NoGrant, ..page(frame.clone()) }),
        ]
    }
}
