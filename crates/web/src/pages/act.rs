//! `/account/factors/add`, `/account/factors/replace` and `/account/recovery-code/new`: the last word before an act in the account.

use askama::Template;

use super::frame::{Frame, Page};

/// Which act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// One more factor.
    Add,
    /// Another in the place of this one.
    Replace {
        /// Its id, for the form.
        factor: String,
        /// The text key of its kind.
        kind: &'static str,
        /// The name that its owner gave it; empty when none.
        label: String,
    },
    /// Another recovery code.
    NewCode,
}

/// Says what will happen; its one button posts to the page's own address.
#[derive(Template)]
#[template(path = "act.html")]
pub struct ActPage {
    /// What every page shares.
    pub frame: Frame,
    /// Which act.
    pub act: Act,
}

impl ActPage {
    fn keys(&self) -> (&'static str, &'static str, &'static str) {
        match self.act {
            Act::Add => ("act-add-title", "act-add-what", "/account/factors/add"),
            Act::Replace { .. } => ("act-replace-title", "act-replace-what", "/account/factors/replace"),
            Act::NewCode => ("act-code-title", "act-code-what", "/account/recovery-code/new"),
        }
    }
}

impl Page for ActPage {
    const NAME: &'static str = "act";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |act| Self { frame: frame.clone(), act };
        let replace = Act::Replace { factor: "7".to_owned(), kind: "method-security-key", label: "Thuis".to_owned() };
        vec![("add", page(Act::Add)), ("replace", page(replace)), ("code", page(Act::NewCode))]
    }
}
