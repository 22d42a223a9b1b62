//! `/login/waiting` and `/recovery/cancel`: a recovery that waits for its delay, and the way to stop it (requirement RC-10).

use askama::Template;

use super::frame::{Frame, Page};

/// The page after the recovery code where a delay runs; it has no form.
#[derive(Template)]
#[template(path = "waiting.html")]
pub struct WaitingPage {
    /// What every page shares.
    pub frame: Frame,
    /// From when on the recovery goes on, in words.
    pub from: String,
    /// Until when it can be taken up, in words.
    pub until: String,
    /// Whether the password was forgotten too, so that a mailed link is needed again.
    pub by_link: bool,
}

impl WaitingPage {
    fn after_key(&self) -> &'static str {
        if self.by_link { "waiting-after-link" } else { "waiting-after" }
    }
}

impl Page for WaitingPage {
    const NAME: &'static str = "waiting";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (_, at) = frame.sample_times();
        let page = |by_link| Self { frame: frame.clone(), from: at.clone(), until: at.clone(), by_link };
        vec![("plain", page(false)), ("by-link", page(true))]
    }
}

/// What the link in the notice finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelling {
    /// A recovery that waits until then, in words.
    Waiting(String),
    /// It was stopped just now.
    Stopped,
    /// Nothing waits any more.
    Nothing,
}

/// The page behind the link that stops a recovery; posts to `/recovery/cancel`.
#[derive(Template)]
#[template(path = "cancel_recovery.html")]
pub struct CancelRecoveryPage {
    /// What every page shares.
    pub frame: Frame,
    /// What the link finds.
    pub state: Cancelling,
}

impl CancelRecoveryPage {
    fn title_key(&self) -> &'static str {
        match self.state {
            Cancelling::Waiting(_) => "cancel-recovery-title",
            Cancelling::Stopped => "cancel-recovery-stopped-title",
            Cancelling::Nothing => "cancel-recovery-nothing-title",
        }
    }
}

impl Page for CancelRecoveryPage {
    const NAME: &'static str = "cancel-recovery";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |state| Self { frame: frame.clone(), state };
        let (_, at) = frame.sample_times();
        vec![
            ("waiting", page(Cancelling::Waiting(at))),
            ("stopped", page(Cancelling::Stopped)),
            ("nothing", page(Cancelling::Nothing)),
        ]
    }
}
