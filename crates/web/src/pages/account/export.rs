//! `/account/export`: everything that is held about its owner, as a file.

use askama::Template;

use crate::pages::frame::{Frame, Page};

/// Says what stands in the file; its button posts to the page's own address.
#[derive(Template)]
#[template(path = "account/export.html")]
pub struct ExportPage {
    /// What every page shares.
    pub frame: Frame,
}

impl Page for ExportPage {
    const NAME: &'static str = "export";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        vec![("plain", Self { frame: frame.clone().in_sample_session() })]
    }
}
