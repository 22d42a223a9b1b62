//! S7, `/account`: who am I, my second factor, this session.

use askama::Template;

use super::choose_method::Method;
use super::frame::{Frame, Page, Tone};
use crate::look::Message;

/// A factor as the account shows it.
#[derive(Clone, Debug)]
pub struct AccountFactor {
    /// What kind of factor.
    pub method: Method,
    /// The name that its owner gave it; empty when none.
    pub name: String,
    /// The day since when it is there, in words.
    pub since: String,
    /// When it was last used, in words; `None` when never.
    pub last_used: Option<String>,
}

/// The plain account page; its form posts to `/logout`.
#[derive(Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// What every page shares.
    pub frame: Frame,
    /// How the person is called.
    pub display_name: String,
    /// The username.
    pub username: String,
    /// The factors.
    pub factors: Vec<AccountFactor>,
    /// When this session began, in words.
    pub session_started: String,
    /// When this session ends at the latest, in words.
    pub session_ends: String,
}

impl Page for AccountPage {
    const NAME: &'static str = "account";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (date, at) = frame.sample_times();
        let page = |frame: Frame, last_used| Self {
            display_name: "Jolanda Jansen".to_owned(),
            username: "j.jansen".to_owned(),
            factors: vec![AccountFactor { method: Method::App, name: String::new(), since: date.clone(), last_used }],
            session_started: at.clone(),
            session_ends: at.clone(),
            frame,
        };
        let done = frame.clone().with_notice(Tone::Success, Message::new("enrolled"));
        vec![("plain", page(frame.clone(), Some(at.clone()))), ("enrolled", page(done, None))]
    }
}
