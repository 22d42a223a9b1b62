//! S8, `/help`: where to begin, and all topics.

use askama::Template;

use super::frame::{Frame, Page};
use super::help::Written;
use crate::help::{Library, Place, Writer, carried};

/// A link to a topic.
pub struct Topic {
    /// Its name in addresses.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its language, when it is not the page's.
    pub lang: Option<crate::look::Lang>,
}

/// The list of topics, with the field to search them.
#[derive(Template)]
#[template(path = "help_index.html")]
pub struct HelpIndexPage {
    /// What every page shares.
    pub frame: Frame,
    /// The text of the topic `index`.
    pub text: Option<Written>,
    /// All topics, by title.
    pub topics: Vec<Topic>,
    /// Where "back" leads, when the user came from a page of the portal.
    pub back: Option<String>,
    /// Where logging in leads.
    pub login: String,
}

impl HelpIndexPage {
    /// The page; `back` is a path of ours and `to` an application of the settings, which the ways on carry along.
    pub fn load(frame: Frame, library: &Library, (back, to): (Option<&str>, Option<&str>)) -> Self {
        let text = Written::of(&frame, "index", &Writer { library, to, place: Place::Alone });
        let topics = topics(&frame, library);
        Self { frame, text, topics, back: back.map(|back| carried(back, to)), login: carried("/login", to) }
    }
}

fn topics(frame: &Frame, library: &Library) -> Vec<Topic> {
    let here = frame.texts.lang();
    let topic = |name: &str| {
        let text = library.text(here, name)?;
        let lang = Some(text.lang).filter(|lang| *lang != here);
        Some(Topic { name: name.to_owned(), title: text.title.clone(), lang })
    };
    let mut all: Vec<Topic> = library.topics().into_iter().filter_map(topic).collect();
    all.sort_by_key(|topic| topic.title.to_lowercase());
    all
}

impl Page for HelpIndexPage {
    const NAME: &'static str = "help-index";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        vec![("plain", Self::load(frame.clone(), &Library::ours(), (None, None)))]
    }
}
