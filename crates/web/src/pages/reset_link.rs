//! `/reset-link`: the page behind a link that the help desk had sent (product rule J6c).

use askama::Template;

use super::frame::{Frame, Page};

/// The page that says what a reset link will do; its button leads to `/login`.
#[derive(Template)]
#[template(path = "reset_link.html")]
pub struct ResetLinkPage {
    /// What every page shares.
    pub frame: Frame,
}

impl Page for ResetLinkPage {
    const NAME: &'static str = "reset-link";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        vec![("plain", Self { frame: frame.clone() })]
    }
}
