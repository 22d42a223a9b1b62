//! S8, `/help/{topic}`: pages that solve the problem that the user has at that point.
//!
//! The texts are Markdown files, `help/{nl,en}/<topic>.md`; the first line is the title. `{product}` and
//! `{help-desk}` in them are replaced from the brand's settings. Raw HTML in a text is dropped.

use askama::Template;
use pulldown_cmark::{Event, Parser, html};
use rust_embed::RustEmbed;

use super::frame::{Frame, Page};

#[derive(RustEmbed)]
#[folder = "help"]
struct Files;

/// The topics, each with a text in both languages.
pub const TOPICS: [&str; 12] = [
    "index",
    "cannot-log-in",
    "second-factor",
    "second-factor-problems",
    "reset",
    "recovery-code-problems",
    "enrolment",
    "recovery-code",
    "activation",
    "authenticator-app",
    "security-key",
    "sms",
];

/// A help page.
#[derive(Template)]
#[template(path = "help.html")]
pub struct HelpPage {
    /// What every page shares.
    pub frame: Frame,
    /// The title.
    pub title: String,
    /// The text as HTML from `render`; it is written into the page as it is.
    pub html: String,
    /// Where "back" leads, when the user came from a page of the portal.
    pub back: Option<String>,
}

impl HelpPage {
    /// The page of a topic in the frame's language; `None` when there is no such topic.
    pub fn load(frame: Frame, topic: &str, back: Option<String>) -> Option<Self> {
        TOPICS.contains(&topic).then_some(())?;
        let file = Files::get(&format!("{}/{topic}.md", frame.texts.lang().code()))?;
        let source = String::from_utf8_lossy(&file.data).into_owned();
        let (title, body) = source.split_once('\n')?;
        let title = title.trim_start_matches('#').trim().to_owned();
        let html = render(&filled(&frame, body));
        Some(Self { frame, title, html, back })
    }
}

/// Puts the brand's name and help desk into a text.
fn filled(frame: &Frame, text: &str) -> String {
    let brand = &frame.brand;
    let mut help_desk = frame.t("help-desk-line");
    if !brand.help_desk_text.is_empty() {
        help_desk = format!("{help_desk} {}", brand.help_desk_text);
    }
    text.replace("{product}", &plain(&brand.product))
        .replace("{organisation}", &plain(&brand.organisation))
        .replace("{help-desk}", &plain(&help_desk))
}

/// Settings are words, not Markdown.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_ascii_punctuation() { vec!['\\', c] } else { vec![c] }).collect()
}

fn render(markdown: &str) -> String {
    let events = Parser::new(markdown).filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

impl Page for HelpPage {
    const NAME: &'static str = "help";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        TOPICS
            .into_iter()
            .filter_map(|topic| Some((topic, Self::load(frame.clone(), topic, Some("/login".to_owned()))?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Lang;

    #[test]
    fn every_topic_has_a_text_in_both_languages() {
        for lang in Lang::ALL {
            for topic in TOPICS {
                let page = HelpPage::load(Frame::sample(lang), topic, None).unwrap_or_else(|| panic!("{topic}"));
                assert!(page.title.len() > 3 && page.html.len() > 300, "{topic} in {}", lang.code());
                assert!(!page.html.contains('{'), "{topic} in {} keeps a placeholder", lang.code());
            }
        }
    }

    #[test]
    fn every_link_of_a_text_leads_to_a_page_that_exists() {
        let known = ["/login", "/login/reset", "/login/second-factor"];
        for lang in Lang::ALL {
            for topic in TOPICS {
                let page = HelpPage::load(Frame::sample(lang), topic, None).unwrap();
                for link in page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    let help = link.strip_prefix("/help/").is_some_and(|topic| TOPICS.contains(&topic));
                    assert!(help || known.contains(&link), "{link} in {topic}");
                }
            }
        }
    }

    #[test]
    fn neither_a_text_nor_a_setting_brings_markup_of_its_own() {
        assert!(!render("a <script>alert(1)</script> <b>b</b>").contains("<script"));
        assert_eq!(render(&plain("*A* <b> [x](y)")), "<p>*A* &lt;b&gt; [x](y)</p>\n");
    }

    #[test]
    fn an_unknown_topic_or_a_path_is_no_page() {
        for topic in ["", "nothing", "../nl/reset", "reset.md"] {
            assert!(HelpPage::load(Frame::sample(Lang::Nl), topic, None).is_none());
        }
    }
}
