//! `/account/language`: in which language the portal writes to its owner.

use askama::Template;

use crate::look::{Lang, Message};
use crate::pages::frame::{Frame, Page};

/// The choice; posts `language`.
#[derive(Template)]
#[template(path = "account/language.html")]
pub struct LanguagePage {
    /// What every page shares.
    pub frame: Frame,
    /// The present one.
    pub present: Lang,
}

impl LanguagePage {
    /// Code, and the name in the language itself.
    /// The languages of the portal: code, and name in the language itself.
    pub(crate) const CHOICES: [(&'static str, &'static str); 2] = [("nl", "Nederlands"), ("en", "English")];

    fn choices(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let present = self.present.code();
        Self::CHOICES.into_iter().map(move |(code, name)| (code, name, code == present))
    }
}

impl Page for LanguagePage {
    const NAME: &'static str = "language";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame: Frame| Self { present: frame.texts.lang(), frame: frame.in_sample_session() };
        let missing = frame.clone().with_error("language", Message::new("language-missing"));
        vec![("plain", page(frame.clone())), ("missing", page(missing))]
    }
}
