//! `/account/sessions`: where one is logged in, and ending that (requirement SE-09).

use askama::Template;

use crate::look::Message;
use crate::pages::choose_method::Method;
use crate::pages::frame::{Frame, Page};

/// A session.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Its id, for the form.
    pub id: String,
    /// Whether it is the one of this browser.
    pub ours: bool,
    /// The browser in words.
    pub device: String,
    /// From where it was opened, in words.
    pub place: Option<String>,
    /// With which method.
    pub method: Method,
    /// When it began, in words.
    pub started: String,
    /// When it was last seen, in words.
    pub seen: String,
}

/// The sessions; one posts to `/account/sessions/end`, all others to `/account/sessions/end-others`.
#[derive(Template)]
#[template(path = "account/sessions.html")]
pub struct SessionsPage {
    /// What every page shares.
    pub frame: Frame,
    /// This one first.
    pub sessions: Vec<SessionRow>,
    /// Whether the session was confirmed, so that others can be ended.
    pub confirmed: bool,
}

impl SessionsPage {
    fn has_others(&self) -> bool {
        self.sessions.iter().any(|session| !session.ours)
    }
}

impl Page for SessionsPage {
    const NAME: &'static str = "sessions";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (_, at) = frame.sample_times();
        let device =
            |browser, system| frame.say(&Message::new("device-on").arg("browser", browser).arg("system", system));
        let row = |ours, device: String, place: &str| SessionRow {
            id: "7".to_owned(),
            ours,
            device,
            place: Some(place.to_owned()),
            method: Method::App,
            started: at.clone(),
            seen: at.clone(),
        };
        let all = vec![
            row(true, device("Firefox", "Windows"), "Kantoor Utrecht"),
            row(false, device("Safari", "iPhone"), "2001:db8:85a3:1234:5678:8a2e:370:7334"),
        ];
        let page = |sessions, confirmed| Self { frame: frame.clone().in_sample_session(), sessions, confirmed };
        vec![
            ("plain", page(all.clone(), false)),
            ("confirmed", page(all.clone(), true)),
            ("only-this", page(all.into_iter().take(1).collect(), false)),
        ]
    }
}
