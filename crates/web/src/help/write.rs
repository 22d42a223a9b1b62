//! Markdown to HTML: no markup of its own, links that keep the way to the application, pictures that load when they are seen.

use std::fmt::Write as _;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use super::library::{Library, Text};
use crate::look::Lang;

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// On a page of its own, under its title.
    Alone,
    /// Among all texts on one page, as the chapter of this topic: headings are one level deeper and links to other topics stay on the page.
    Among(&'a str),
}

/// Writes texts of a library.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'a> {
    /// Where topics and pictures are.
    pub library: &'a Library,
    /// The application that the person is on the way to; links to pages before the login carry it along.
    pub to: Option<&'a str>,
    /// Where the text stands.
    pub place: Place<'a>,
}

impl Writer<'_> {
    /// Writes a text whose placeholders are filled already; raw HTML in it is dropped.
    pub fn write(&self, text: &Text, filled: &str) -> String {
        let mut out = String::new();
        html::push_html(&mut out, self.events(text.lang, filled).into_iter());
        out
    }

    fn events<'s>(&self, lang: Lang, filled: &'s str) -> Vec<Event<'s>> {
        let mut events = Vec::new();
        let mut headings = 0;
        // The picture that is being described: its name and the words so far.
        let mut picture: Option<(CowStr<'s>, String)> = None;
        for event in Parser::new(filled) {
            match event {
                Event::Html(_) | Event::InlineHtml(_) => {}
                Event::Start(Tag::Image { dest_url, .. }) => picture = Some((dest_url, String::new())),
                Event::End(TagEnd::Image) => {
                    if let Some((name, words)) = picture.take() {
                        events.push(Event::Html(self.picture(lang, &name, &words).into()));
                    }
                }
                Event::Text(words) | Event::Code(words) if picture.is_some() => {
                    if let Some((_, described)) = &mut picture {
                        described.push_str(&words);
                    }
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    headings += 1;
                    events.push(Event::Html(self.heading(level, headings).into()));
                }
                Event::End(TagEnd::Heading(level)) => {
                    events.push(Event::Html(format!("</h{}>\n", self.level(level)).into()));
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    events.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url: self.lead(&dest_url).into(),
                        title,
                        id,
                    }));
                }
                other => events.push(other),
            }
        }
        events
    }

    /// The level that a heading has here: the page's own title is above it.
    fn level(&self, level: HeadingLevel) -> usize {
        match self.place {
            Place::Alone => (level as usize).max(2),
            Place::Among(_) => (level as usize).clamp(2, 5) + 1,
        }
    }

    fn heading(&self, level: HeadingLevel, number: usize) -> String {
        let id = match self.place {
            Place::Alone => format!("part-{number}"),
            Place::Among(topic) => format!("{topic}-part-{number}"),
        };
        format!("<h{} id=\"{id}\">", self.level(level))
    }

    fn lead(&self, to: &str) -> String {
        let topic = to.strip_prefix("/help/").filter(|topic| self.library.text(Lang::Nl, topic).is_some());
        if let (Place::Among(_), Some(topic)) = (self.place, topic) {
            return if topic == "index" { to.to_owned() } else { format!("#{topic}") };
        }
        carried(to, self.to)
    }

    fn picture(&self, lang: Lang, name: &str, words: &str) -> String {
        let Some(picture) = self.library.picture(lang, name) else { return escaped(words) };
        let mut out = String::from("<picture>");
        if let Some(dark) = self.library.in_the_dark(lang, name) {
            // Writing to a String cannot fail.
            let _ = write!(out, "<source media=\"(prefers-color-scheme: dark)\" srcset=\"{}\">", dark.url());
        }
        let (width, height) = picture.size;
        let _ = write!(
            out,
            "<img src=\"{}\" width=\"{width}\" height=\"{height}\" alt=\"{}\" loading=\"lazy\"></picture>",
            picture.url(),
            escaped(words)
        );
        out
    }
}

/// A path with the application behind it, where that page passes it on.
pub(crate) fn carried(path: &str, to: Option<&str>) -> String {
    let passes = ["/login", "/cannot-log-in", "/forgot/password", "/forgot/username"].contains(&path);
    match to {
        Some(to) if passes || path.starts_with("/help/") && !path.contains(['?', '#']) => {
            let to = percent_encoding::utf8_percent_encode(to, percent_encoding::NON_ALPHANUMERIC);
            format!("{path}?to={to}")
        }
        _ => path.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
#[path = "write_test.rs"]
mod tests;
