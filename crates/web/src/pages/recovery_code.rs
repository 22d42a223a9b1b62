//! S6, `/enrol/recovery-code`: the code is shown once, kept by the user and typed back.
//!
//! `RecoveryCodeText` is the same code as a text file for `/enrol/recovery-code.txt`.

use askama::Template;

use super::frame::{CodeFormat, Frame, Page};
use crate::look::Message;

/// Why somebody who is enrolled already gets a new code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreshReason {
    /// The wizard was left before the code was confirmed.
    NotConfirmed,
    /// The old code was voided after too many wrong tries.
    Voided,
    /// A recovery that waited was cancelled by this login.
    Cancelled,
    /// The owner asked for it on the account page.
    Asked,
}

/// The page that shows the recovery code; posts `typed` to `/enrol/recovery-code`.
#[derive(Template)]
#[template(path = "recovery_code.html")]
pub struct RecoveryCodePage {
    /// What every page shares.
    pub frame: Frame,
    /// The code in four groups of four.
    pub groups: [String; 4],
    /// The shape of the code.
    pub format: CodeFormat,
    /// The day of issue in words.
    pub made_on: String,
    /// Why there is a new code outside the wizard; `None` inside it.
    pub fresh_reason: Option<FreshReason>,
}

impl RecoveryCodePage {
    fn code(&self) -> String {
        self.groups.join("-")
    }

    fn reason_key(&self) -> Option<&'static str> {
        self.fresh_reason.map(|reason| match reason {
            FreshReason::NotConfirmed => "recovery-code-fresh-not-confirmed",
            FreshReason::Voided => "recovery-code-fresh-voided",
            FreshReason::Cancelled => "recovery-code-fresh-cancelled",
            FreshReason::Asked => "recovery-code-fresh-asked",
        })
    }
}

impl Page for RecoveryCodePage {
    const NAME: &'static str = "recovery-code";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame: Frame| Self {
            made_on: frame.sample_times().0,
            frame,
            groups: ["4821", "0937", "5516", "7204"].map(str::to_owned),
            format: CodeFormat::Digits,
            fresh_reason: None,
        };
        let wrong = frame.clone().with_error("typed", Message::new("typed-back-wrong"));
        let base32 = ["7K4M", "Q2ZD", "93RA", "XW8T"].map(str::to_owned);
        vec![
            ("plain", page(frame.clone())),
            ("wrong", page(wrong)),
            ("base32", Self { groups: base32, format: CodeFormat::Base32, ..page(frame.clone()) }),
            ("not-confirmed", Self { fresh_reason: Some(FreshReason::NotConfirmed), ..page(frame.clone()) }),
            ("voided", Self { fresh_reason: Some(FreshReason::Voided), ..page(frame.clone()) }),
            ("cancelled", Self { fresh_reason: Some(FreshReason::Cancelled), ..page(frame.clone()) }),
            ("asked", Self { fresh_reason: Some(FreshReason::Asked), ..page(frame.clone()) }),
        ]
    }
}

/// The recovery code as a text file.
#[derive(Template)]
#[template(path = "recovery_code.txt")]
pub struct RecoveryCodeText {
    /// What every page shares.
    pub frame: Frame,
    /// The code in four groups of four.
    pub groups: [String; 4],
    /// The day of issue in words.
    pub made_on: String,
    /// The address of the log-in page, where the code is used.
    pub login_url: String,
}

impl RecoveryCodeText {
    fn code(&self) -> String {
        self.groups.join(" - ")
    }
}

impl Page for RecoveryCodeText {
    const NAME: &'static str = "recovery-code-text";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        vec![(
            "txt",
            Self {
                frame: frame.clone(),
                groups: ["4821", "0937", "5516", "7204"].map(str::to_owned),
                made_on: frame.sample_times().0,
                login_url: "http://localhost:8080/login".to_owned(),
            },
        )]
    }
}
