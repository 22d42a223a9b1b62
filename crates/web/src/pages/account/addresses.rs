//! `/account/addresses`: the two mail addresses, and the ways to change them.

use askama::Template;

use crate::pages::frame::{Frame, Page};

/// The addresses; taking the second one away posts to `/account/addresses/remove`.
#[derive(Template)]
#[template(path = "account/addresses.html")]
pub struct AddressesPage {
    /// What every page shares.
    pub frame: Frame,
    /// The first one.
    pub mail: Option<String>,
    /// The second one.
    pub notice_mail: Option<String>,
    /// Until when nothing can be changed, in words (requirement RC-09).
    pub cooling_until: Option<String>,
}

impl Page for AddressesPage {
    const NAME: &'static str = "addresses";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (_, at) = frame.sample_times();
        let page = |notice_mail: Option<&str>, cooling_until| Self {
            frame: frame.clone().in_sample_session(),
            mail: Some("j.jansen@voorbeeld.example".to_owned()),
            notice_mail: notice_mail.map(str::to_owned),
            cooling_until,
        };
        vec![
            ("plain", page(None, None)),
            ("both", page(Some("jolanda@thuis.example"), None)),
            ("cooling", page(None, Some(at))),
        ]
    }
}
