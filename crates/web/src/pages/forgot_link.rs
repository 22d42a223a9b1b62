//! `/forgot/link`: the page behind the mailed link of somebody who forgot the password (rule J12).

use askama::Template;

use super::frame::{Frame, Page};

/// Says what comes next; its one button posts to `/forgot/link`, and looking changes nothing (requirement FP-04).
#[derive(Template)]
#[template(path = "forgot_link.html")]
pub struct ForgotLinkPage {
    /// What every page shares.
    pub frame: Frame,
}

impl Page for ForgotLinkPage {
    const NAME: &'static str = "forgot-link";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        vec![("plain", Self { frame: Frame { to: Some(String::new()), ..frame.clone() } })]
    }
}
