//! S2, `/login/second-factor`: the second factor, of whichever kind is asked.

use askama::Template;

use super::ceremony::Ceremony;
use super::choose_method::Method;
use super::frame::{Frame, Page};
use crate::look::{Arg, Message};

/// What can be said about a code that was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsNote {
    /// None went out in this journey, or its five minutes are over.
    NotSent,
    /// It went out, as far as is known.
    OnItsWay,
    /// No gateway took it yet, although it was ordered a while ago.
    Delayed,
    /// No gateway took it, or the telephone could not be reached.
    Failed,
}

/// What the page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// The code of the app.
    App,
    /// The code that went out by SMS.
    Sms {
        /// The last two digits of the number (requirement SM-08).
        last_two: String,
        /// What became of the message.
        note: SmsNote,
        /// Seconds until another one may be sent.
        wait: Option<u32>,
    },
    /// A touch of a key.
    Key {
        /// The names of the keys, as far as their owner gave them one.
        names: Vec<String>,
    },
    /// A passkey's device.
    Passkey {
        /// The names of the passkeys, as far as their owner gave them one.
        names: Vec<String>,
    },
    /// Nothing: the account's method is switched off, and there is no other.
    Off(Method),
}

/// What the second factor is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// A login.
    LogIn,
    /// A dangerous act in the account, or an application that wants it; the sentence says which.
    Confirm(Message),
    /// A forgotten password.
    NewPassword,
}

impl Asking {
    /// The label of the button.
    const fn action_key(&self) -> &'static str {
        match self {
            Self::LogIn => "login-action",
            Self::Confirm(_) => "confirm-action",
            Self::NewPassword => "continue-action",
        }
    }

    /// The sentence that says what for; a login needs none.
    fn what_for(&self) -> Option<Message> {
        match self {
            Self::LogIn => None,
            Self::Confirm(what_for) => Some(what_for.clone()),
            Self::NewPassword => Some(Message::new("new-password-factor-first")),
        }
    }

    const fn is_confirming(&self) -> bool {
        matches!(self, Self::Confirm(_))
    }
}

/// The page that asks the second factor; posts `kind` with `code` or `answer` to `/login/second-factor`.
///
/// Its other forms post to `/login/cancel`, to `other` and `send-code` below it and, with `reset_instead`, to `reset-instead`.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub struct SecondFactorPage {
    /// What every page shares.
    pub frame: Frame,
    /// What the second factor is asked for.
    pub purpose: Asking,
    /// The application that the user comes from.
    pub application: Option<String>,
    /// What is asked.
    pub challenge: Challenge,
    /// The other methods that the account holds.
    pub others: Vec<Method>,
    /// Whether a reset link of the help desk was opened, so that the factor may be reset instead of used.
    pub reset_instead: bool,
}

impl Page for SecondFactorPage {
    const NAME: &'static str = "second-factor";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame, challenge, others| Self {
            frame,
            purpose: Asking::LogIn,
            application: None,
            challenge,
            others,
            reset_instead: false,
        };
        let app = |frame| page(frame, Challenge::App, Vec::new());
        let failed = |key| app(frame.clone().with_error("code", Message::new(key)));
        let throttled = Message::new("throttled").arg("wait", Arg::Wait(60)).arg("count", 5_u32);
        let length = Message::new("factor-length").arg("got", 5_u32);
        let sms = |note| {
            page(frame.clone(), Challenge::Sms { last_two: "78".to_owned(), note, wait: Some(45) }, vec![Method::App])
        };
        let key = |frame, names: &[&str]| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            page(frame, Challenge::Key { names }, vec![Method::App, Method::Sms])
        };
        let wait = Message::new("sms-wait").arg("wait", Arg::Wait(45));
        let resent = sms(SmsNote::OnItsWay);
        vec![
            ("plain", app(frame.clone())),
            ("application", Self { application: Some("Verzuimdossier".to_owned()), ..app(frame.clone()) }),
            ("wrong", failed("factor-wrong")),
            ("expired", failed("factor-expired")),
            ("length", app(frame.clone().with_error("code", length))),
            ("throttled", app(frame.clone().with_error("code", throttled).with_wait(60))),
            ("reset-instead", Self { reset_instead: true, ..app(frame.clone()) }),
            ("sms", sms(SmsNote::OnItsWay)),
            ("sms-not-sent", sms(SmsNote::NotSent)),
            ("sms-delayed", sms(SmsNote::Delayed)),
            ("sms-failed", sms(SmsNote::Failed)),
            ("sms-wait", Self { frame: frame.clone().with_error("code", wait).with_wait(45), ..resent }),
            ("key", key(frame.clone(), &[])),
            ("key-names", key(frame.clone(), &["Thuis", "Werk"])),
            ("key-wrong", key(frame.clone().with_error("answer", Message::new("key-failed")), &[])),
            (
                "passkey",
                page(frame.clone(), Challenge::Passkey { names: vec!["Telefoon".to_owned()] }, vec![Method::App]),
            ),
            (
                "confirm",
                Self { purpose: Asking::Confirm(Message::new("confirm-for-add-factor")), ..app(frame.clone()) },
            ),
            (
                "level",
                Self {
                    purpose: Asking::Confirm(Message::new("confirm-for-level").arg("application", "Verzuimdossier")),
                    ..page(frame.clone(), Challenge::Key { names: Vec::new() }, Vec::new())
                },
            ),
            ("new-password", Self { purpose: Asking::NewPassword, ..app(frame.clone()) }),
            ("off", page(frame.clone(), Challenge::Off(Method::Sms), Vec::new())),
        ]
    }
}
