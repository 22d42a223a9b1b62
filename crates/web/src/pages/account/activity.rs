//! `/account/activity`: what happened on the account in the last 90 days.

use askama::Template;

use crate::look::Message;
use crate::pages::frame::{Frame, Page};

/// Something that happened.
#[derive(Clone, Debug)]
pub struct ActivityRow {
    /// What, in words.
    pub what: Message,
    /// When, in words.
    pub at: String,
    /// From where, in words; `None` when it was not a visitor.
    pub place: Option<String>,
    /// With which browser, in words; `None` when it is not known.
    pub device: Option<String>,
    /// Whether something was refused: worth a second look.
    pub refused: bool,
}

impl ActivityRow {
    pub(super) fn samples(frame: &Frame) -> Vec<Self> {
        let (_, at) = frame.sample_times();
        let row = |what, refused| Self {
            what,
            at: at.clone(),
            place: Some("192.0.2.7".to_owned()),
            device: Some(frame.say(&Message::new("device-on").arg("browser", "Firefox").arg("system", "Windows"))),
            refused,
        };
        let method = frame.t("method-app");
        vec![
            row(Message::new("activity-login").arg("method", method.clone()), false),
            row(Message::new("activity-wrong-factor").arg("method", method), true),
            Self { place: None, device: None, ..row(Message::new("activity-admin"), false) },
        ]
    }
}

/// One page of it, newest first.
#[derive(Template)]
#[template(path = "account/activity.html")]
pub struct ActivityPage {
    /// What every page shares.
    pub frame: Frame,
    /// What happened.
    pub rows: Vec<ActivityRow>,
    /// The number before which the next page begins; `None` on the last one.
    pub older: Option<i64>,
    /// Whether this is not the newest page.
    pub is_older: bool,
}

impl Page for ActivityPage {
    const NAME: &'static str = "activity";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let frame = frame.clone().in_sample_session();
        let rows = ActivityRow::samples(&frame);
        let page = |rows, older, is_older| Self { frame: frame.clone(), rows, older, is_older };
        vec![
            ("newest", page(rows.clone(), Some(42), false)),
            ("oldest", page(rows, None, true)),
            ("empty", page(Vec::new(), None, false)),
        ]
    }
}
