//! A link from a mail or letter that does not work any more; status 410.

use askama::Template;

use super::frame::{Frame, Page};

/// What became of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadLink {
    /// An activation link that was used already.
    ActivationUsed,
    /// An activation link that is too old or unknown.
    ActivationOld,
    /// A reset link that was used already.
    ResetUsed,
    /// A reset link that is too old or unknown.
    ResetOld,
}

/// The page behind a link that does not work any more.
#[derive(Template)]
#[template(path = "link_dead.html")]
pub struct LinkDeadPage {
    /// What every page shares.
    pub frame: Frame,
    /// What became of the link.
    pub kind: DeadLink,
}

impl LinkDeadPage {
    fn title_key(&self) -> &'static str {
        match self.kind {
            DeadLink::ActivationUsed | DeadLink::ResetUsed => "link-dead-used-title",
            DeadLink::ActivationOld | DeadLink::ResetOld => "link-dead-old-title",
        }
    }

    fn body_key(&self) -> &'static str {
        match self.kind {
            DeadLink::ActivationUsed => "link-dead-activation-used",
            DeadLink::ActivationOld => "link-dead-activation-old",
            DeadLink::ResetUsed => "link-dead-reset-used",
            DeadLink::ResetOld => "link-dead-reset-old",
        }
    }
}

impl Page for LinkDeadPage {
    const NAME: &'static str = "link-dead";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |kind| Self { frame: frame.clone(), kind };
        vec![
            ("activation-used", page(DeadLink::ActivationUsed)),
            ("activation-old", page(DeadLink::ActivationOld)),
            ("reset-used", page(DeadLink::ResetUsed)),
            ("reset-old", page(DeadLink::ResetOld)),
        ]
    }
}
