//! `/login/no-grant`: the password was right, but setting up cannot go on in this browser (product rule J6).

use askama::Template;

use super::frame::{Frame, Page};

/// Why there is no enrolment grant here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoGrantReason {
    /// The recovery code was entered on another device, or its grant ran out.
    RecoveryElsewhere,
    /// The account is new and its activation link was not used.
    NeedsActivation,
    /// Only the help desk can start the setting up.
    NeedsHelpDesk,
    /// A mailed link for a forgotten password, on an account without a second factor.
    LinkWithoutFactor,
}

/// The page that says how to go on without an enrolment grant.
#[derive(Template)]
#[template(path = "no_grant.html")]
pub struct NoGrantPage {
    /// What every page shares.
    pub frame: Frame,
    /// Whether the recovery code may be entered again at `/login/reset`.
    pub recovery_open: bool,
    /// Why there is no grant.
    pub reason: NoGrantReason,
}

impl NoGrantPage {
    fn title_key(&self) -> &'static str {
        match self.reason {
            NoGrantReason::RecoveryElsewhere => "no-grant-title-recovery",
            NoGrantReason::NeedsActivation => "no-grant-title-activation",
            NoGrantReason::NeedsHelpDesk => "no-grant-title-help-desk",
            NoGrantReason::LinkWithoutFactor => "no-grant-title-link",
        }
    }

    fn reason_key(&self) -> &'static str {
        match self.reason {
            NoGrantReason::RecoveryElsewhere => "no-grant-recovery-elsewhere",
            NoGrantReason::NeedsActivation => "no-grant-needs-activation",
            NoGrantReason::NeedsHelpDesk => "no-grant-needs-help-desk",
            NoGrantReason::LinkWithoutFactor => "no-grant-link-without-factor",
        }
    }
}

impl Page for NoGrantPage {
    const NAME: &'static str = "no-grant";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |reason, recovery_open| Self { frame: frame.clone(), recovery_open, reason };
        vec![
            ("recovery", page(NoGrantReason::RecoveryElsewhere, true)),
            ("activation", page(NoGrantReason::NeedsActivation, false)),
            ("help-desk", page(NoGrantReason::NeedsHelpDesk, false)),
            ("link", page(NoGrantReason::LinkWithoutFactor, false)),
        ]
    }
}
