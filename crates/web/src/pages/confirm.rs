//! `/account/confirm`: the password once more, before a dangerous act in the account (rule J14).

use askama::Template;

use super::frame::{Frame, Page};
use crate::look::Message;

/// The page that asks the password of somebody who is logged in; posts `password` and `back` to `/account/confirm`.
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    /// What every page shares.
    pub frame: Frame,
    /// The username, shown and given to password managers.
    pub username: String,
    /// The sentence that says what it is for.
    pub what_for: Message,
    /// Where the person was going, in its text form.
    pub back: String,
}

impl Page for ConfirmPage {
    const NAME: &'static str = "confirm";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame, what_for| Self {
            frame,
            username: "j.jansen".to_owned(),
            what_for: Message::new(what_for).arg("application", "Verzuimdossier"),
            back: "add-factor".to_owned(),
        };
        let wrong = frame.clone().with_error("password", Message::new("confirm-wrong"));
        vec![
            ("plain", page(frame.clone(), "confirm-for-add-factor")),
            ("overview", page(frame.clone(), "confirm-for-overview")),
            ("level", page(frame.clone(), "confirm-for-level")),
            ("application", page(frame.clone(), "confirm-for-application")),
            ("wrong", page(wrong, "confirm-for-new-code")),
        ]
    }
}
