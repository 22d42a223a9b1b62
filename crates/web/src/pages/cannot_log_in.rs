//! `/cannot-log-in`: what is wrong, in plain words, each with the way that solves it.

use askama::Template;

use super::frame::{Frame, Page};
use crate::help::carried;

/// A way that somebody can choose.
pub struct Choice {
    /// Where it leads.
    pub href: String,
    /// The problem in the person's own words.
    pub problem: &'static str,
    /// What will happen.
    pub answer: &'static str,
}

/// Ways under one heading.
pub struct Group {
    /// The heading.
    pub heading: &'static str,
    /// The ways.
    pub choices: Vec<Choice>,
}

/// The page that the link of S1 leads to.
#[derive(Template)]
#[template(path = "cannot_log_in.html")]
pub struct CannotLogInPage {
    /// What every page shares.
    pub frame: Frame,
    /// The problems.
    pub groups: Vec<Group>,
    /// Where logging in leads.
    pub login: String,
}

impl CannotLogInPage {
    /// The page; every way keeps `to`, an application of the settings.
    pub fn new(frame: Frame, to: Option<&str>) -> Self {
        let way = |path: &str, problem, answer| Choice { href: carried(path, to), problem, answer };
        let help = |topic: &str, problem, answer| {
            let path = carried(&format!("/help/{topic}"), to);
            let sign = if path.contains('?') { '&' } else { '?' };
            Choice { href: format!("{path}{sign}back=/cannot-log-in"), problem, answer }
        };
        let names = vec![
            way("/forgot/password", "stuck-password", "stuck-password-answer"),
            way("/forgot/username", "stuck-username", "stuck-username-answer"),
            help("cannot-log-in", "stuck-refused", "stuck-refused-answer"),
        ];
        let second = vec![
            help("lost-phone-or-key", "stuck-lost", "stuck-lost-answer"),
            help("no-recovery-code", "stuck-no-code", "stuck-no-code-answer"),
            help("second-factor-problems", "stuck-factor", "stuck-factor-answer"),
        ];
        let account = vec![
            help("activation", "stuck-new", "stuck-new-answer"),
            help("link-does-not-work", "stuck-link", "stuck-link-answer"),
            help("wait", "stuck-wait", "stuck-wait-answer"),
            help("account-closed", "stuck-closed", "stuck-closed-answer"),
        ];
        let groups = vec![
            Group { heading: "stuck-names", choices: names },
            Group { heading: "stuck-second", choices: second },
            Group { heading: "stuck-account", choices: account },
        ];
        Self { frame, groups, login: carried("/login", to) }
    }
}

impl Page for CannotLogInPage {
    const NAME: &'static str = "cannot-log-in";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        vec![("plain", Self::new(frame.clone(), None)), ("application", Self::new(frame.clone(), Some("verzuim")))]
    }
}
