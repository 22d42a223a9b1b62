//! `/forward/logout`: somebody comes from an application behind a proxy and wants to log out.

use askama::Template;

use super::frame::{Frame, Page};

/// Asks whether everything may end.
#[derive(Template)]
#[template(path = "forward_logout.html")]
pub struct ForwardLogoutPage {
    /// What every page shares.
    pub frame: Frame,
    /// Name and address of the application that the person came from.
    pub back: Option<(String, String)>,
}

impl Page for ForwardLogoutPage {
    const NAME: &'static str = "forward-logout";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let frame = frame.clone().in_sample_session();
        let back = Some(("Verzuimdossier".to_owned(), "#back".to_owned()));
        vec![("application", Self { frame: frame.clone(), back }), ("plain", Self { frame, back: None })]
    }
}
