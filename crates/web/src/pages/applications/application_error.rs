//! The page for a request of an application that can be answered to nobody.

use askama::Template;

use crate::pages::frame::{Frame, Page};

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The application is not known here, or switched off.
    UnknownClient,
    /// The address for the answer is not registered.
    RedirectUri,
    /// The request that was pushed before is unknown, used or too old.
    Pushed,
}

impl Trouble {
    /// The stable word for the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::UnknownClient => "unknown-client",
            Self::RedirectUri => "redirect-uri",
            Self::Pushed => "pushed-request",
        }
    }

    const fn text_key(self) -> &'static str {
        match self {
            Self::UnknownClient => "trouble-unknown-client",
            Self::RedirectUri => "trouble-redirect-uri",
            Self::Pushed => "trouble-pushed",
        }
    }
}

/// Says what to do, and what to tell the application's administrator. Nothing of the request is repeated.
#[derive(Template)]
#[template(path = "applications/application_error.html")]
pub struct ApplicationErrorPage {
    /// What every page shares.
    pub frame: Frame,
    /// The application, when it is known.
    pub application: Option<String>,
    /// What is wrong.
    pub trouble: Trouble,
    /// The request's number in the log.
    pub number: String,
    /// When, in words.
    pub at: String,
}

impl Page for ApplicationErrorPage {
    const NAME: &'static str = "application-error";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (_, at) = frame.sample_times();
        let page = |application: Option<&str>, trouble| Self {
            frame: frame.clone(),
            application: application.map(str::to_owned),
            trouble,
            number: "7F3K-22M".to_owned(),
            at: at.clone(),
        };
        vec![
            ("unknown-client", page(None, Trouble::UnknownClient)),
            ("redirect-uri", page(Some("Verzuimdossier"), Trouble::RedirectUri)),
            ("pushed", page(Some("Verzuimdossier"), Trouble::Pushed)),
        ]
    }
}
