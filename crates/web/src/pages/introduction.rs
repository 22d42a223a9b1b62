//! S4, `/enrol`: the wizard's introduction.

use askama::Template;

use super::frame::{Frame, Page};

/// The first step of the wizard; posts to `/enrol` to go on.
#[derive(Template)]
#[template(path = "introduction.html")]
pub struct IntroductionPage {
    /// What every page shares.
    pub frame: Frame,
    /// Whether this follows a recovery, so that the old code must be kept until the end.
    pub recovering: bool,
    /// Whether this takes the place of a method that is no longer offered.
    pub replacing: bool,
}

impl Page for IntroductionPage {
    const NAME: &'static str = "introduction";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |recovering, replacing| Self { frame: frame.clone(), recovering, replacing };
        vec![("first", page(false, false)), ("recovering", page(true, false)), ("replacing", page(false, true))]
    }
}
