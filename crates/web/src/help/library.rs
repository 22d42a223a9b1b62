//! All texts and pictures of one portal, by language and name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use rust_embed::RustEmbed;

use super::check::{self, HelpComplaint};
use super::picture::Picture;
use crate::look::Lang;

#[derive(RustEmbed)]
#[folder = "help"]
struct Files;

/// Our topics in the order in which they are told; each has a text in both languages.
pub const TOPICS: [&str; 23] = [
    "index",
    "cannot-log-in",
    "forgotten-password",
    "forgotten-username",
    "lost-phone-or-key",
    "no-recovery-code",
    "wait",
    "account-closed",
    "link-does-not-work",
    "second-factor-problems",
    "recovery-code-problems",
    "message-not-mine",
    "activation",
    "enrolment",
    "security-key",
    "passkey",
    "authenticator-app",
    "sms",
    "recovery-code",
    "reset",
    "my-account",
    "second-factor",
    "staying-safe",
];

/// A file of the operator, or one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpFile {
    /// Language folder and name, for example `nl/reset.md`.
    pub path: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Ours,
    Operator,
}

/// A text of one topic in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The language that it is written in.
    pub lang: Lang,
    /// The title: the first line without its `#`.
    pub title: String,
    /// Markdown, from the second line on.
    pub body: String,
}

/// The texts and pictures of a portal.
#[derive(Clone, Debug, Default)]
pub struct Library {
    pub(super) texts: BTreeMap<(&'static str, String), Text>,
    pub(super) pictures: BTreeMap<(&'static str, String), Picture>,
}

static OURS: LazyLock<Arc<Library>> = LazyLock::new(|| {
    let mut library = Library::default();
    let complaints = library.take(own_files(), Owner::Ours);
    debug_assert!(complaints.is_empty(), "{complaints:?}");
    Arc::new(library)
});

/// Our own files, for whoever begins with them.
pub fn own_files() -> impl Iterator<Item = HelpFile> {
    Files::iter().filter_map(|path| {
        let bytes = Files::get(&path).map(|file| Cow::into_owned(file.data))?;
        Some(HelpFile { path: path.into_owned(), bytes })
    })
}

impl Library {
    /// Our own texts.
    pub fn ours() -> Arc<Self> {
        Arc::clone(&OURS)
    }

    /// Ours with the operator's files over them, or all that is wrong with those.
    pub fn with(files: Vec<HelpFile>) -> Result<Self, Vec<HelpComplaint>> {
        let mut library = Self::clone(&OURS);
        let theirs: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        let mut complaints = library.take(files.into_iter(), Owner::Operator);
        // A link can only be followed once all files are there.
        complaints.extend(theirs.iter().flat_map(|path| check::links(&library, path)));
        if complaints.is_empty() { Ok(library) } else { Err(complaints) }
    }

    fn take(&mut self, files: impl Iterator<Item = HelpFile>, owner: Owner) -> Vec<HelpComplaint> {
        files.filter_map(|file| self.take_one(&file, owner).err()).collect()
    }

    fn take_one(&mut self, file: &HelpFile, owner: Owner) -> Result<(), HelpComplaint> {
        let (lang, name) = check::place(file)?;
        if let Some(topic) = name.strip_suffix(".md") {
            let text = check::text(file, lang, topic)?;
            self.texts.insert((lang.code(), topic.to_owned()), text);
        } else {
            let picture = Picture::read(file, name, owner)?;
            self.pictures.insert((lang.code(), name.to_owned()), picture);
        }
        Ok(())
    }

    /// The text of a topic: in this language, or in the other one when it has no other.
    pub fn text(&self, lang: Lang, topic: &str) -> Option<&Text> {
        [lang, lang.other()].into_iter().find_map(|lang| self.texts.get(&(lang.code(), topic.to_owned())))
    }

    /// All topics but the index: ours in the order in which they are told, then the operator's new ones by name.
    pub fn topics(&self) -> Vec<&str> {
        let named: BTreeSet<&str> = self.texts.keys().map(|(_, topic)| topic.as_str()).collect();
        let new = named.into_iter().filter(|topic| !TOPICS.contains(topic));
        TOPICS.into_iter().filter(|topic| *topic != "index").chain(new).collect()
    }

    /// How many topics the operator has that we have not.
    pub fn new_topics(&self) -> usize {
        self.topics().len() + 1 - TOPICS.len()
    }

    /// A picture by its file name: beside the texts of this language, or of the other one.
    pub(super) fn picture(&self, lang: Lang, name: &str) -> Option<&Picture> {
        [lang, lang.other()].into_iter().find_map(|lang| self.pictures.get(&(lang.code(), name.to_owned())))
    }

    /// What is shown instead of a picture in the dark: `<name>-dark.<ending>`, beside it and of the same owner.
    pub(super) fn in_the_dark(&self, lang: Lang, name: &str) -> Option<&Picture> {
        let (stem, ending) = name.rsplit_once('.')?;
        let light = self.picture(lang, name)?;
        let dark = self.picture(lang, &format!("{stem}-dark.{ending}"))?;
        (dark.owner == light.owner).then_some(dark)
    }

    /// A picture by its name under `/assets/`: content type and bytes, never changing under that name.
    pub fn find(&self, asset: &str) -> Option<(&'static str, &[u8])> {
        let found = self.pictures.values().find(|picture| picture.asset == asset)?;
        Some((found.kind.content_type(), &found.bytes))
    }

    /// The names of all pictures under `/assets/`.
    pub fn assets(&self) -> impl Iterator<Item = &str> {
        self.pictures.values().map(|picture| picture.asset.as_str())
    }
}

#[cfg(test)]
#[path = "library_test.rs"]
mod tests;
