//! S2, `/login/second-factor`: the code from the authenticator app.

use askama::Template;

use super::frame::{Frame, Page};
use crate::look::{Arg, Message};

/// The page that asks the second factor; posts `code` to `/login/second-factor`.
///
/// Its other forms post to `/login/cancel` and, with `reset_instead`, to `/login/second-factor/reset-instead`.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub struct SecondFactorPage {
    /// What every page shares.
    pub frame: Frame,
    /// The application that the user comes from.
    pub application: Option<String>,
    /// Whether a reset link of the help desk was opened, so that the factor may be reset instead of used.
    pub reset_instead: bool,
}

impl Page for SecondFactorPage {
    const NAME: &'static str = "second-factor";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame| Self { frame, application: None, reset_instead: false };
        let failed = |key| page(frame.clone().with_error("code", Message::new(key)));
        let throttled = Message::new("throttled").arg("wait", Arg::Wait(60)).arg("count", 5_u32);
        let length = Message::new("factor-length").arg("got", 5_u32);
        vec![
            ("plain", page(frame.clone())),
            ("application", Self { application: Some("Verzuimdossier".to_owned()), ..page(frame.clone()) }),
            ("wrong", failed("factor-wrong")),
            ("expired", failed("factor-expired")),
            ("length", page(frame.clone().with_error("code", length))),
            ("throttled", page(frame.clone().with_error("code", throttled).with_wait(60))),
            ("reset-instead", Self { reset_instead: true, ..page(frame.clone()) }),
        ]
    }
}
