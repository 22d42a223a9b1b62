//! S8, `/help/all`: every text on one page, so that the browser's own search finds any word.

use askama::Template;

use super::frame::{Frame, Page};
use super::help::Written;
use crate::help::{Library, Place, Writer};

/// All texts, one after the other, under a table of contents.
#[derive(Template)]
#[template(path = "help_all.html")]
pub struct HelpAllPage {
    /// What every page shares.
    pub frame: Frame,
    /// The texts in the order in which they are told.
    pub chapters: Vec<Written>,
}

impl HelpAllPage {
    /// The page in the frame's language.
    pub fn load(frame: Frame, library: &Library) -> Self {
        let chapter =
            |topic: &str| Written::of(&frame, topic, &Writer { library, to: None, place: Place::Among(topic) });
        let chapters = library.topics().into_iter().filter_map(chapter).collect();
        Self { frame, chapters }
    }
}

impl Page for HelpAllPage {
    const NAME: &'static str = "help-all";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        vec![("plain", Self::load(frame.clone(), &Library::ours()))]
    }
}
