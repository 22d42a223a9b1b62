//! S5, `/enrol/key`: the security key is registered with a name.

use askama::Template;

use super::ceremony::Ceremony;
use super::frame::{Frame, Page};
use crate::look::Message;

/// The set-up of a key; the script fetches the challenge from `/enrol/key/options` and posts `name` and `answer` to `/enrol/key`.
#[derive(Template)]
#[template(path = "key_setup.html")]
pub struct KeySetupPage {
    /// What every page shares.
    pub frame: Frame,
    /// The name as it was typed.
    pub name: String,
}

impl Page for KeySetupPage {
    const NAME: &'static str = "key-setup";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame, name: &str| Self { frame, name: name.to_owned() };
        let wrong = |field, message| frame.clone().with_error(field, message);
        let long = Message::new("key-name-too-long").arg("max", 40_u32);
        vec![
            ("plain", page(frame.clone(), "")),
            ("passkey", page(wrong("answer", Message::new("key-is-passkey")), "")),
            ("known", page(wrong("answer", Message::new("key-known")), "Thuis")),
            ("long", page(wrong("name", long), &"sleutel ".repeat(6))),
        ]
    }
}
