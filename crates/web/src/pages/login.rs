//! S1, `/login`: username and password.

use askama::Template;

use super::frame::{Frame, Page, Tone};
use crate::look::{Arg, Message};

/// The log-in page; posts `username`, `password`, `remember` and `to` to `/login`.
#[derive(Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    /// What every page shares.
    pub frame: Frame,
    /// The username as typed or remembered.
    pub username: String,
    /// Whether the username is to be remembered.
    pub remember: bool,
    /// The application that the user comes from; the frame carries along which one.
    pub application: Option<String>,
}

impl LoginPage {
    fn sample(frame: Frame) -> Self {
        Self { frame, username: String::new(), remember: false, application: None }
    }
}

impl Page for LoginPage {
    const NAME: &'static str = "login";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let frame = || frame.clone();
        let wrong = frame().with_error("password", Message::new("login-wrong"));
        let empty = frame()
            .with_error("username", Message::new("login-empty-username"))
            .with_error("password", Message::new("login-empty-password"));
        let throttled = frame()
            .with_error("", Message::new("throttled").arg("wait", Arg::Wait(60)).arg("count", 5_u32))
            .with_wait(60);
        let wiped = frame().with_notice(Tone::Success, Message::new("after-wipe"));
        let typed = |page: Self| Self { username: "j.jansen".to_owned(), remember: true, ..page };
        vec![
            ("plain", Self::sample(frame())),
            (
                "application",
                Self {
                    application: Some("Verzuimdossier".to_owned()),
                    ..typed(Self::sample(Frame { to: Some("opaque".to_owned()), ..frame() }))
                },
            ),
            ("wrong", typed(Self::sample(wrong))),
            ("empty", Self::sample(empty)),
            ("throttled", typed(Self::sample(throttled))),
            ("after-wipe", typed(Self::sample(wiped))),
            ("demo", Self::sample(Frame { demo: true, ..frame() })),
        ]
    }
}
