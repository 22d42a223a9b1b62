//! `/forgot/password` and `/forgot/username`: who cannot log in asks for a mail, and what is said then.

use askama::Template;

use super::frame::{Frame, Page};
use crate::look::{Arg, Message};

/// What was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgot {
    /// The password: a mail with a link, for a username.
    Password,
    /// The username: a mail with the usernames of a mail address.
    Username,
}

/// The page that asks; posts `username` or `mail`, and `to`, to its own address.
#[derive(Template)]
#[template(path = "forgot.html")]
pub struct ForgotPage {
    /// What every page shares.
    pub frame: Frame,
    /// What was forgotten.
    pub forgot: Forgot,
    /// What stands in the field.
    pub typed: String,
    /// The query that keeps where the person was going, such as `?to=files`; may be empty.
    pub query: String,
}

impl ForgotPage {
    fn title_key(&self) -> &'static str {
        match self.forgot {
            Forgot::Password => "forgot-password-title",
            Forgot::Username => "forgot-username-title",
        }
    }
}

impl Page for ForgotPage {
    const NAME: &'static str = "forgot";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame: Frame, forgot, typed: &str| Self {
            frame: Frame { to: Some(String::new()), ..frame },
            forgot,
            typed: typed.to_owned(),
            query: String::new(),
        };
        let often = frame.clone().with_error("", Message::new("forgot-often").arg("wait", Arg::Wait(1_800)));
        let no_address = frame.clone().with_error("mail", Message::new("forgot-no-mail-address"));
        vec![
            ("password", page(frame.clone(), Forgot::Password, "j.jansen")),
            (
                "password-empty",
                page(frame.clone().with_error("username", Message::new("login-empty-username")), Forgot::Password, ""),
            ),
            ("password-often", page(often.with_wait(1_800), Forgot::Password, "j.jansen")),
            ("username", page(frame.clone(), Forgot::Username, "")),
            ("username-no-address", page(no_address, Forgot::Username, "j.jansen")),
        ]
    }
}

/// What is said to everybody who asked, whether or not there is an account (requirement FP-01).
#[derive(Template)]
#[template(path = "forgot_sent.html")]
pub struct ForgotSentPage {
    /// What every page shares.
    pub frame: Frame,
    /// What was forgotten.
    pub forgot: Forgot,
    /// The query that keeps where the person was going; may be empty.
    pub query: String,
}

impl Page for ForgotSentPage {
    const NAME: &'static str = "forgot-sent";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |forgot| Self { frame: frame.clone(), forgot, query: String::new() };
        vec![("password", page(Forgot::Password)), ("username", page(Forgot::Username))]
    }
}
