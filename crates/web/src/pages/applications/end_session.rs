//! `/end-session`: an application asks to log out, and nothing proves that the person wants it (requirement OP-18).

use askama::Template;

use crate::pages::frame::{Frame, Page};

/// The question; posts to `/end-session/confirm`.
#[derive(Template)]
#[template(path = "applications/end_session.html")]
pub struct EndSessionPage {
    /// What every page shares.
    pub frame: Frame,
    /// The application that asks, when it is known.
    pub application: Option<String>,
    /// Who is logged in.
    pub username: String,
    /// The application's id, when people land there.
    pub client: Option<String>,
    /// Where they land.
    pub landing: Option<String>,
    /// Echoed there.
    pub state: Option<String>,
}

impl Page for EndSessionPage {
    const NAME: &'static str = "end-session";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |application: Option<&str>| Self {
            frame: frame.clone().in_sample_session(),
            application: application.map(str::to_owned),
            username: "j.jansen".to_owned(),
            client: application.map(|_| "verzuim".to_owned()),
            landing: application.map(|_| "https://verzuim.voorbeeld.example/uitgelogd".to_owned()),
            state: None,
        };
        vec![("plain", page(None)), ("application", page(Some("Verzuimdossier")))]
    }
}
