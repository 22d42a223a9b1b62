//! `/leaving`: the step between the portal and an application (product rule J15).

use askama::Template;

use super::frame::{Frame, Page};

/// The page that goes on to an application by itself after a second, with a link.
#[derive(Template)]
#[template(path = "leaving.html")]
pub struct LeavingPage {
    /// What every page shares.
    pub frame: Frame,
    /// The application's name.
    pub application: String,
    /// Its address, already checked against the registered ones.
    pub href: String,
}

impl Page for LeavingPage {
    const NAME: &'static str = "leaving";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let application = "Verzuimdossier".to_owned();
        vec![("plain", Self { frame: frame.clone(), application, href: "#leaving".to_owned() })]
    }
}
