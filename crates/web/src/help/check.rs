//! What is wrong with a file, said with its line: names, titles, and links that lead nowhere.

use std::fmt;

use pulldown_cmark::{Event, Parser, Tag};

use super::library::{HelpFile, Library, Text};
use crate::look::Lang;

/// The most bytes of one file.
pub const MOST_BYTES: usize = 256 * 1024;

/// Addresses under `/help/` that are pages of their own.
const TAKEN: [&str; 2] = ["all", "search"];

/// What is wrong with a file, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpComplaint {
    /// Language folder and name.
    pub file: String,
    /// The line, from 1, when it is about one.
    pub line: Option<usize>,
    /// What was found, as a phrase.
    pub found: String,
    /// What to do, as a phrase.
    pub advice: String,
}

impl HelpComplaint {
    /// A complaint about a file as a whole.
    pub fn of(file: &str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, found: found.into(), advice: advice.into() }
    }

    /// Names the line, from 1.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for HelpComplaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, found, advice } = self;
        match line {
            Some(line) => write!(f, "{file} line {line}: found {found}; {advice}."),
            None => write!(f, "{file}: found {found}; {advice}."),
        }
    }
}

impl std::error::Error for HelpComplaint {}

/// Language and name of a file that is not too large.
pub(super) fn place(file: &HelpFile) -> Result<(Lang, &str), HelpComplaint> {
    let complain = |found: &str, advice: &str| Err(HelpComplaint::of(&file.path, found, advice));
    let Some((folder, name)) = file.path.split_once('/') else {
        return complain("a file outside the language folders", "put it in the folder nl or en");
    };
    let Some(lang) = Lang::parse(folder) else {
        return complain("a folder of an unknown language", "the folders are nl and en");
    };
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if stem.is_empty() || stem.len() > 64 || !stem.chars().all(plain) {
        return complain(
            "a name that cannot stand in an address",
            "use small letters, digits and dashes, at most 64, and a small ending such as .md",
        );
    }
    if TAKEN.contains(&stem) && ending == "md" {
        return complain("a name that is taken by a page of ours", "choose another name");
    }
    if file.bytes.len() > MOST_BYTES {
        return complain("more than 256 KiB", "make it smaller");
    }
    Ok((lang, name))
}

/// A text with a title in its first line.
pub(super) fn text(file: &HelpFile, lang: Lang, topic: &str) -> Result<Text, HelpComplaint> {
    let source = std::str::from_utf8(&file.bytes).map_err(|error| {
        let line = file.bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        HelpComplaint::of(&file.path, "something that is not UTF-8", "save the text as UTF-8").at_line(line)
    })?;
    // Some editors begin a file with a mark that is no text.
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let (first, body) = source.split_once('\n').unwrap_or((source, ""));
    let title = first.strip_prefix("# ").map(str::trim).filter(|title| !title.is_empty()).ok_or_else(|| {
        let advice = format!("begin {topic} with a line such as: # The title");
        HelpComplaint::of(&file.path, "no title in the first line", advice).at_line(1)
    })?;
    Ok(Text { lang, title: title.to_owned(), body: body.to_owned() })
}

/// The links and pictures of a text that lead nowhere; `path` is a file that was taken in.
pub(super) fn links(library: &Library, path: &str) -> Vec<HelpComplaint> {
    let found = path.split_once('/').and_then(|(lang, name)| {
        let lang = Lang::parse(lang)?;
        Some((lang, library.texts.get(&(lang.code(), name.strip_suffix(".md")?.to_owned()))?))
    });
    let Some((lang, text)) = found else { return Vec::new() };
    let events = Parser::new(&text.body).into_offset_iter();
    let wrong = events.filter_map(|(event, range)| {
        let (what, advice) = match event {
            Event::Start(Tag::Link { dest_url, .. }) => (dead_link(library, &dest_url)?, LINKS),
            Event::Start(Tag::Image { dest_url, .. }) => (dead_picture(library, lang, &dest_url)?, PICTURES),
            _ => return None,
        };
        // The body begins on the second line.
        let line = 2 + text.body[..range.start].matches('\n').count();
        Some(HelpComplaint::of(path, what, advice).at_line(line))
    });
    wrong.collect()
}

const LINKS: &str =
    "link to /help/<topic>, to a page of the portal such as /login, or to an address with https: or mailto:";
const PICTURES: &str = "name a .png or .webp file that stands beside the text";

fn dead_link(library: &Library, to: &str) -> Option<String> {
    if let Some(topic) = to.strip_prefix("/help/") {
        let topic = topic.split('#').next().unwrap_or_default();
        let known = TAKEN.contains(&topic) || library.text(Lang::Nl, topic).is_some();
        return (!known).then(|| format!("a link to the topic {topic:?}, which does not exist"));
    }
    let ours = to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', ' ']);
    let elsewhere = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| to.starts_with(scheme));
    (!ours && !elsewhere).then(|| format!("a link to {to:?}, which leads nowhere"))
}

fn dead_picture(library: &Library, lang: Lang, name: &str) -> Option<String> {
    library.picture(lang, name).is_none().then(|| format!("the picture {name:?}, which does not exist"))
}
