//! S8, `/help/search`: what was found in the texts, or what to do when nothing was.

use askama::Template;

use super::frame::{Frame, Page};
use super::help::filled;
use crate::help::{Hit, Library, MOST_ASKED, search};

/// The answer to a question.
#[derive(Template)]
#[template(path = "help_search.html")]
pub struct HelpSearchPage {
    /// What every page shares.
    pub frame: Frame,
    /// What was asked, at most as long as what was looked at.
    pub asked: String,
    /// Where it was found.
    pub hits: Vec<Hit>,
}

impl HelpSearchPage {
    /// Looks for a question in the texts of the frame's language.
    pub fn load(frame: Frame, library: &Library, question: &str) -> Self {
        // Nothing that steers a screen comes back, not even escaped.
        let asked: String = question.chars().filter(|c| !c.is_control()).take(MOST_ASKED).collect();
        let lang = frame.texts.lang();
        let texts = library.topics().into_iter().filter_map(|topic| {
            let text = library.text(lang, topic)?;
            Some((topic, text.title.as_str(), filled(&frame, text)))
        });
        let hits = search(&asked, texts);
        Self { frame, asked, hits }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.hits.len()).unwrap_or(u32::MAX)
    }
}

impl Page for HelpSearchPage {
    const NAME: &'static str = "help-search";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let load = |question: &str| Self::load(frame.clone(), &Library::ours(), question);
        vec![("found", load("sms")), ("nothing", load("<b>olifant</b>")), ("empty", load(""))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Lang;

    #[test]
    fn what_people_ask_leads_to_the_topic() {
        for (lang, question, topic) in [
            (Lang::Nl, "wachtwoord vergeten", "forgotten-password"),
            (Lang::Nl, "Ik ben mijn telefoon kwijt", "lost-phone-or-key"),
            (Lang::Nl, "gebruikersnaam", "forgotten-username"),
            (Lang::Nl, "geen herstelcode", "no-recovery-code"),
            (Lang::Nl, "lampje knippert", "security-key"),
            (Lang::En, "forgot my password", "forgotten-password"),
            (Lang::En, "lost phone", "lost-phone-or-key"),
            (Lang::En, "text message", "sms"),
            (Lang::En, "abroad", "sms"),
        ] {
            let page = HelpSearchPage::load(Frame::sample(lang), &Library::ours(), question);
            let topics: Vec<&str> = page.hits.iter().take(3).map(|hit| hit.topic.as_str()).collect();
            assert!(topics.contains(&topic), "{question}: {topics:?}");
        }
    }

    #[test]
    fn the_question_comes_back_bounded_and_escaped() {
        let question = format!("<script>\"'\u{7}{}", "x".repeat(500));
        let page = HelpSearchPage::load(Frame::sample(Lang::Nl), &Library::ours(), &question);
        assert_eq!(page.asked.chars().count(), MOST_ASKED);
        let html = page.render().unwrap();
        assert!(!html.contains("<script>\"") && !html.contains('\u{7}') && !html.contains(&"x".repeat(101)));
    }
}
