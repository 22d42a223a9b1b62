//! `/activate`: a new account chooses its first password (product rule J6b).

use askama::Template;

use super::frame::{Frame, Page};
use super::password_field::NewPassword;
use crate::look::Message;

/// The page behind an activation link; posts `password` to `/activate`.
#[derive(Template)]
#[template(path = "activate.html")]
pub struct ActivatePage {
    /// What every page shares.
    pub frame: Frame,
    /// How the person is called.
    pub display_name: String,
    /// Whether a number that was told apart is asked too.
    pub pin: bool,
    /// The field for the password.
    pub password: NewPassword,
}

impl Page for ActivatePage {
    const NAME: &'static str = "activate";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let password = NewPassword::sample();
        let page =
            |frame| Self { frame, display_name: "Jolanda Jansen".to_owned(), pin: false, password: password.clone() };
        let short = Message::new("password-too-short").arg("min", 12_u32).arg("got", 7_u32);
        let wrong = Message::new("pin-wrong").arg("left", 1_u32);
        let failed = |message| page(frame.clone().with_error("password", message));
        vec![
            ("plain", page(frame.clone())),
            ("short", failed(short)),
            ("context", failed(Message::new("password-context"))),
            ("pin", Self { pin: true, ..page(frame.clone()) }),
            ("pin-wrong", Self { pin: true, ..page(frame.clone().with_error("pin", wrong)) }),
            ("common", failed(Message::new("password-common"))),
            ("leaked", failed(Message::new("password-leaked"))),
        ]
    }
}
