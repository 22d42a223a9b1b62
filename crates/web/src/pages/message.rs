//! A page that only says something: not found, our fault, busy, forbidden, closed account.

use askama::Template;

use super::frame::{Frame, Page};
use crate::look::{Arg, Message};

/// A title, some sentences and the ways on; the first action is the main one.
#[derive(Template)]
#[template(path = "message.html")]
pub struct MessagePage {
    /// What every page shares.
    pub frame: Frame,
    /// What happened, in a few words.
    pub title: Message,
    /// What that means and what to do.
    pub body: Vec<Message>,
    /// Label and address of each way on.
    pub actions: Vec<(Message, String)>,
    /// Whether the help desk can help, so that its number stands there when there is one.
    pub calls: bool,
}

impl MessagePage {
    /// A page with the usual way on, to the log-in page.
    pub fn new(frame: Frame, title: Message, body: Vec<Message>) -> Self {
        let actions = vec![(Message::new("to-login"), "/login".to_owned())];
        Self { frame, title, body, actions, calls: false }
    }

    /// The same page with the help desk's number.
    #[must_use]
    pub fn calling(mut self) -> Self {
        self.calls = true;
        self
    }

    fn document_title(&self) -> String {
        self.frame.say(&self.title)
    }
}

impl Page for MessagePage {
    const NAME: &'static str = "message";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |title, body| Self::new(frame.clone(), Message::new(title), vec![body]);
        let new = Message::new;
        let busy =
            Self::new(frame.clone().with_wait(5), new("busy-title"), vec![new("busy").arg("wait", Arg::Wait(5))]);
        vec![
            ("not-found", page("not-found-title", new("not-found"))),
            ("fault", page("fault-title", new("fault").arg("number", "7F3K-22")).calling()),
            ("away", page("away-title", new("away").arg("number", "7F3K-22")).calling()),
            ("busy", busy),
            ("begin-again", page("begin-again-title", new("begin-again"))),
            ("begin-again-at", page("begin-again-title", new("begin-again-at").arg("application", "Verzuimdossier"))),
            ("csrf", page("csrf-title", new("csrf"))),
            ("other-site", page("csrf-title", new("other-site"))),
            ("too-large", page("bad-request-title", new("too-large"))),
            ("bad-request", page("bad-request-title", new("bad-request"))),
            ("suspended", page("account-suspended-title", new("account-suspended")).calling()),
        ]
    }
}
