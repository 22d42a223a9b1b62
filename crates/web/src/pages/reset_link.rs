//! `/reset-link`: the page behind a link that the help desk had sent (product rule J6c).

use askama::Template;

use super::frame::{Frame, Page};

/// The page that says what a reset link will do; its button leads to `/login`.
#[derive(Template)]
#[template(path = "reset_link.html")]
pub struct ResetLinkPage {
    /// What every page shares.
    pub frame: Frame,
    /// From when on the link works, in words, while that is still to come (requirement RC-11).
    pub waits_until: Option<String>,
    /// Whether it is for the first factor: then nothing is wiped, and nothing was asked.
    pub first: bool,
}

impl Page for ResetLinkPage {
    const NAME: &'static str = "reset-link";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (_, later) = frame.sample_times();
        vec![
            ("plain", Self { frame: frame.clone(), waits_until: None, first: false }),
            ("waiting", Self { frame: frame.clone(), waits_until: Some(later), first: false }),
            ("first", Self { frame: frame.clone(), waits_until: None, first: true }),
        ]
    }
}
