//! S8, `/help/{topic}`: pages that solve the problem that the user has at that point.
//!
//! The texts are in the [`Library`]: ours, with the operator's over them. `{product}`, `{organisation}` and `{help-desk}` in them are
//! replaced from the brand's settings.

use askama::Template;

use super::frame::{Frame, Page};
use crate::help::{Library, Place, TOPICS, Text, Writer, carried};
use crate::look::Lang;

/// A help page.
#[derive(Template)]
#[template(path = "help.html")]
pub struct HelpPage {
    /// What every page shares.
    pub frame: Frame,
    /// The text.
    pub text: Written,
    /// Where "back" leads, when the user came from a page of the portal.
    pub back: Option<String>,
    /// Where logging in leads.
    pub login: String,
}

/// A text as it stands on a page.
pub struct Written {
    /// The topic.
    pub topic: String,
    /// The title.
    pub title: String,
    /// The text as HTML from [`Writer`]; it is written into the page as it is.
    pub html: String,
    /// The language, when it is not the page's.
    pub lang: Option<Lang>,
}

impl Written {
    /// The text of a topic in the frame's language; `None` when there is no such topic.
    pub fn of(frame: &Frame, topic: &str, writer: &Writer<'_>) -> Option<Self> {
        let text = writer.library.text(frame.texts.lang(), topic)?;
        let lang = Some(text.lang).filter(|lang| *lang != frame.texts.lang());
        let html = writer.write(text, &filled(frame, text));
        Some(Self { topic: topic.to_owned(), title: text.title.clone(), html, lang })
    }
}

impl HelpPage {
    /// The page of a topic; `back` is a path of ours and `to` an application of the settings, which the ways on carry along.
    pub fn load(
        frame: Frame,
        library: &Library,
        topic: &str,
        (back, to): (Option<&str>, Option<&str>),
    ) -> Option<Self> {
        let text = Written::of(&frame, topic, &Writer { library, to, place: Place::Alone })?;
        Some(Self { frame, text, back: back.map(|back| carried(back, to)), login: carried("/login", to) })
    }
}

/// A text with the brand's name and help desk in it.
pub(super) fn filled(frame: &Frame, text: &Text) -> String {
    let brand = &frame.brand;
    text.body
        .replace("{product}", &plain(&brand.product))
        .replace("{organisation}", &plain(&brand.organisation))
        .replace("{help-desk}", &plain(&frame.help_desk_line()))
}

/// Settings are words, not Markdown.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_ascii_punctuation() { vec!['\\', c] } else { vec![c] }).collect()
}

impl Page for HelpPage {
    const NAME: &'static str = "help";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let library = Library::ours();
        let load = |topic| Self::load(frame.clone(), &library, topic, (Some("/login"), None));
        TOPICS.into_iter().filter(|topic| *topic != "index").filter_map(|topic| Some((topic, load(topic)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(lang: Lang, topic: &str) -> Option<HelpPage> {
        HelpPage::load(Frame::sample(lang), &Library::ours(), topic, (None, None))
    }

    #[test]
    fn every_topic_has_a_text_in_both_languages() {
        for lang in Lang::ALL {
            for topic in TOPICS {
                let page = load(lang, topic).unwrap_or_else(|| panic!("{topic}"));
                assert!(page.text.title.len() > 3 && page.text.html.len() > 300, "{topic} in {}", lang.code());
                assert!(!page.text.html.contains('{'), "{topic} in {} keeps a placeholder", lang.code());
                assert_eq!(page.text.lang, None, "{topic}");
            }
        }
    }

    #[test]
    fn every_text_says_the_same_in_both_languages() {
        for topic in TOPICS {
            let [nl, en] = Lang::ALL.map(|lang| load(lang, topic).unwrap().text.html);
            for mark in ["<h2", "<li>", "<img", "href=\"/"] {
                assert_eq!(nl.matches(mark).count(), en.matches(mark).count(), "{mark} in {topic}");
            }
        }
    }

    #[test]
    fn a_setting_brings_no_markup_of_its_own() {
        assert_eq!(plain("*A* <b>"), "\\*A\\* \\<b\\>");
        let mut frame = Frame::sample(Lang::Nl);
        let brand = std::sync::Arc::make_mut(&mut frame.brand);
        brand.help_desk_text = "*A* <b> [x](y)".to_owned();
        let page = HelpPage::load(frame, &Library::ours(), "wait", (None, None)).unwrap();
        assert!(page.text.html.contains("*A* &lt;b&gt; [x](y)"), "{}", page.text.html);
    }

    #[test]
    fn an_unknown_topic_or_a_path_is_no_page() {
        for topic in ["", "nothing", "../nl/reset", "reset.md"] {
            assert!(load(Lang::Nl, topic).is_none());
        }
    }
}
