//! `/not-me`: the page behind "that was not me" in a mail (requirement RC-08, product rule J9).
//!
//! It names the event and nobody: whoever holds the link may have found it in somebody's mailbox.

use askama::Template;

use super::frame::{Frame, Page};

/// What the link objects to, in words.
#[derive(Clone, Debug)]
pub struct ObjectedEvent {
    /// The text key of what happened.
    pub key: &'static str,
    /// When, and from where as far as it is known.
    pub occasion: String,
}

/// What the link leads to.
#[derive(Clone, Debug)]
pub enum NotMeState {
    /// It works: what happened, what pressing the button does.
    Ask(ObjectedEvent),
    /// It was used, and the account is closed.
    Done,
    /// It was used, and the help desk has opened the account again.
    Settled,
    /// Unknown or too old, told alike (requirement EN-01); status 410.
    Dead,
}

/// The page; its form posts to `/not-me`.
#[derive(Template)]
#[template(path = "not_me.html")]
pub struct NotMePage {
    /// What every page shares.
    pub frame: Frame,
    /// What the link leads to.
    pub state: NotMeState,
}

impl NotMePage {
    fn title_key(&self) -> &'static str {
        match self.state {
            NotMeState::Ask(_) => "not-me-title",
            NotMeState::Done => "not-me-done-title",
            NotMeState::Settled => "not-me-settled-title",
            NotMeState::Dead => "not-me-dead-title",
        }
    }
}

impl Page for NotMePage {
    const NAME: &'static str = "not-me";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame: &Frame, state| Self { frame: frame.clone(), state };
        let when = frame.sample_times().1;
        let ask = |key, occasion| NotMeState::Ask(ObjectedEvent { key, occasion });
        let place = [("when", when.as_str().into()), ("place", "192.0.2.7".into())];
        let there = frame.filled("not-me-when-where", &place);
        let done = frame.clone().with_notice(super::Tone::Success, crate::look::Message::new("not-me-done"));
        vec![
            ("ask", page(frame, ask("mail-recovery-done-subject", there))),
            ("ask-nowhere", page(frame, ask("mail-address-changed-subject", frame.tx("not-me-when", "when", &when)))),
            ("done", page(&done, NotMeState::Done)),
            ("settled", page(frame, NotMeState::Settled)),
            ("dead", page(frame, NotMeState::Dead)),
        ]
    }
}
