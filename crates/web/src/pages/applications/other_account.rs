//! `/authorize/account`: an application asks for somebody else, or lets people choose.

use askama::Template;

use crate::pages::frame::{Frame, Page};

/// The choice; posts to `/authorize/account` for another account.
#[derive(Template)]
#[template(path = "applications/other_account.html")]
pub struct OtherAccountPage {
    /// What every page shares.
    pub frame: Frame,
    /// The application that asks.
    pub application: String,
    /// Who is logged in.
    pub username: String,
    /// Where whoever stays goes on; `None` when it has to be somebody else.
    pub stay: Option<String>,
}

impl Page for OtherAccountPage {
    const NAME: &'static str = "other-account";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |stay: Option<&str>| Self {
            frame: frame.clone().in_sample_session(),
            application: "Verzuimdossier".to_owned(),
            username: "j.jansen".to_owned(),
            stay: stay.map(str::to_owned),
        };
        vec![("choice", page(Some("#stay"))), ("somebody-else", page(None))]
    }
}
