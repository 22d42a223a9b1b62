//! `/account/password`: another password.

use askama::Template;

use crate::look::Message;
use crate::pages::frame::{Frame, Page};
use crate::pages::password_field::NewPassword;

/// The field and the choice about other sessions; posts `password` and `end_others`.
#[derive(Template)]
#[template(path = "account/password.html")]
pub struct ChangePasswordPage {
    /// What every page shares.
    pub frame: Frame,
    /// The field for the password.
    pub password: NewPassword,
    /// Whether the other sessions end with it (requirement PW-08).
    pub end_others: bool,
}

impl Page for ChangePasswordPage {
    const NAME: &'static str = "change-password";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page =
            |frame: Frame| Self { frame: frame.in_sample_session(), password: NewPassword::sample(), end_others: true };
        let same = frame.clone().with_error("password", Message::new("password-same"));
        vec![("plain", page(frame.clone())), ("same", page(same))]
    }
}
