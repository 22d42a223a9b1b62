//! S5, `/enrol/passkey`: the passkey of a phone or laptop is registered with a name.

use askama::Template;

use super::ceremony::Ceremony;
use super::frame::{Frame, Page};
use crate::look::Message;

/// The set-up of a passkey; the script fetches the challenge from `/enrol/passkey/options` and posts `name` and `answer` to
/// `/enrol/passkey`.
#[derive(Template)]
#[template(path = "passkey_setup.html")]
pub struct PasskeySetupPage {
    /// What every page shares.
    pub frame: Frame,
    /// The name as it was typed.
    pub name: String,
}

impl Page for PasskeySetupPage {
    const NAME: &'static str = "passkey-setup";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame, name: &str| Self { frame, name: name.to_owned() };
        let wrong = |key| frame.clone().with_error("answer", Message::new(key));
        vec![
            ("plain", page(frame.clone(), "")),
            ("known", page(wrong("passkey-known"), "Telefoon")),
            ("not-verified", page(wrong("passkey-not-verified"), "")),
        ]
    }
}
