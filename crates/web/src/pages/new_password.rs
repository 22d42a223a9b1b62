//! `/login/new-password`: a new password inside a journey: forgotten, lost together with the factor, or wanted by policy.

use askama::Template;

use super::frame::{Frame, Page};
use super::password_field::NewPassword;
use crate::look::Message;

/// Why a new password is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNew {
    /// Policy wants another one at the end of a login (requirement PW-09).
    Wanted,
    /// It was forgotten (rule J12).
    Forgotten,
    /// It was forgotten and the factor is lost too (requirement FP-08).
    BothLost,
}

/// The page on which a new password is chosen; posts `password` to `/login/new-password`.
#[derive(Template)]
#[template(path = "new_password.html")]
pub struct NewPasswordPage {
    /// What every page shares.
    pub frame: Frame,
    /// The field for the password.
    pub password: NewPassword,
    /// Why.
    pub why: WhyNew,
}

impl NewPasswordPage {
    fn lead_key(&self) -> &'static str {
        match self.why {
            WhyNew::Wanted => "new-password-wanted",
            WhyNew::Forgotten => "new-password-forgotten",
            WhyNew::BothLost => "new-password-both-lost",
        }
    }

    fn then_key(&self) -> &'static str {
        match self.why {
            WhyNew::Wanted => "new-password-then-in",
            WhyNew::Forgotten => "new-password-then-login",
            WhyNew::BothLost => "new-password-then-wizard",
        }
    }
}

impl Page for NewPasswordPage {
    const NAME: &'static str = "new-password";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame, why| Self { frame, password: NewPassword::sample(), why };
        let short = Message::new("password-too-short").arg("min", 12_u32).arg("got", 7_u32);
        let failed = |message, why| page(frame.clone().with_error("password", message), why);
        vec![
            ("wanted", page(frame.clone(), WhyNew::Wanted)),
            ("forgotten", page(frame.clone(), WhyNew::Forgotten)),
            ("both-lost", page(frame.clone(), WhyNew::BothLost)),
            ("short", failed(short, WhyNew::Forgotten)),
            ("same", failed(Message::new("password-same"), WhyNew::Wanted)),
        ]
    }
}
