//! `/activate`: a new account chooses its first password (product rule J6b).

use askama::Template;

use super::frame::{Frame, Page};
use crate::look::Message;

/// The page behind an activation link; posts `password` to `/activate`.
#[derive(Template)]
#[template(path = "activate.html")]
pub struct ActivatePage {
    /// What every page shares.
    pub frame: Frame,
    /// The username, shown and given to password managers.
    pub username: String,
    /// How the person is called.
    pub display_name: String,
    /// Whether a number that was told apart is asked too.
    pub pin: bool,
    /// The least number of characters.
    pub min_length: u32,
}

impl ActivatePage {
    /// Whether the password is the first field to fill in.
    fn begins_with_password(&self) -> bool {
        !self.pin
    }
}

impl Page for ActivatePage {
    const NAME: &'static str = "activate";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame| Self {
            frame,
            username: "j.jansen".to_owned(),
            display_name: "Jolanda Jansen".to_owned(),
            pin: false,
            min_length: 12,
        };
        let short = Message::new("password-too-short").arg("min", 12_u32).arg("got", 7_u32);
        let wrong = Message::new("pin-wrong").arg("left", 1_u32);
        let failed = |message| page(frame.clone().with_error("password", message));
        vec![
            ("plain", page(frame.clone())),
            ("short", failed(short)),
            ("context", failed(Message::new("password-context"))),
            ("pin", Self { pin: true, ..page(frame.clone()) }),
            ("pin-wrong", Self { pin: true, ..page(frame.clone().with_error("pin", wrong)) }),
        ]
    }
}
