//! `/account/factors/rename` and `/account/factors/remove`: one factor, one task.

use askama::Template;

use crate::look::Message;
use crate::pages::choose_method::Method;
use crate::pages::frame::{Frame, Page};

/// Another name for a factor; posts `name` and `factor`.
#[derive(Template)]
#[template(path = "account/rename_factor.html")]
pub struct RenameFactorPage {
    /// What every page shares.
    pub frame: Frame,
    /// Which factor.
    pub factor: String,
    /// What kind of factor.
    pub method: Method,
    /// The name as it is, or as it was typed.
    pub name: String,
}

impl Page for RenameFactorPage {
    const NAME: &'static str = "rename-factor";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame: Frame| Self {
            frame: frame.in_sample_session(),
            factor: "7".to_owned(),
            method: Method::SecurityKey,
            name: "Sleutelbos".to_owned(),
        };
        let long = Message::new("key-name-too-long").arg("max", 40_u32);
        vec![("plain", page(frame.clone())), ("long", page(frame.clone().with_error("name", long)))]
    }
}

/// Says what will be gone, before it is; posts `factor`.
#[derive(Template)]
#[template(path = "account/remove_factor.html")]
pub struct RemoveFactorPage {
    /// What every page shares.
    pub frame: Frame,
    /// Which factor.
    pub factor: String,
    /// What kind of factor.
    pub method: Method,
    /// The name that its owner gave it; empty when none.
    pub name: String,
    /// Whether it is the last one to log in with: it can only be replaced (requirement SF-09).
    pub last: bool,
    /// Whether this session was opened with it and ends with it.
    pub ours: bool,
    /// What stays, each in words.
    pub left: Vec<String>,
}

impl Page for RemoveFactorPage {
    const NAME: &'static str = "remove-factor";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |last, ours| Self {
            frame: frame.clone().in_sample_session(),
            factor: "7".to_owned(),
            method: Method::App,
            name: String::new(),
            last,
            ours,
            left: vec![format!("{}: Sleutelbos", frame.t("method-security-key"))],
        };
        vec![("plain", page(false, false)), ("ours", page(false, true)), ("last", page(true, true))]
    }
}
