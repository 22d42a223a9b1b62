//! `/leaving`: the step between the portal and an application (product rule J15).

use askama::Template;

use super::frame::{Frame, Page};

/// After what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLeaving {
    /// A login, or a proof once more.
    LoggedIn,
    /// A "no" at the consent page: the application is told so.
    Refused,
    /// Logging out.
    LoggedOut,
}

/// The page that goes on to an application by itself after a second, with a link.
#[derive(Template)]
#[template(path = "leaving.html")]
pub struct LeavingPage {
    /// What every page shares.
    pub frame: Frame,
    /// After what.
    pub why: WhyLeaving,
    /// The application's name.
    pub application: String,
    /// Its address, already checked against the registered ones.
    pub href: String,
}

impl LeavingPage {
    /// The sentence that says what happened.
    fn lead_key(&self) -> &'static str {
        match self.why {
            WhyLeaving::LoggedIn => "leaving-lead",
            WhyLeaving::Refused => "leaving-refused",
            WhyLeaving::LoggedOut => "leaving-logged-out",
        }
    }
}

impl Page for LeavingPage {
    const NAME: &'static str = "leaving";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |why| Self {
            frame: frame.clone(),
            why,
            application: "Verzuimdossier".to_owned(),
            href: "#leaving".to_owned(),
        };
        vec![
            ("plain", page(WhyLeaving::LoggedIn)),
            ("refused", page(WhyLeaving::Refused)),
            ("logged-out", page(WhyLeaving::LoggedOut)),
        ]
    }
}
