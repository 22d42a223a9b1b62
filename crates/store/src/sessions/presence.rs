//! Somebody who is logged in: what a check of a cookie answers, from memory or from the database.

mod check;
mod read;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use journey::session::{SessionEnd, SessionPolicy};

use crate::SessionView;

/// Somebody who is logged in, as applications are told. It has no `Debug`: it holds personal data.
#[derive(Clone)]
pub struct Presence {
    /// The session, and its owner as pages show them.
    pub view: SessionView,
    /// What happened at the login.
    pub login: oidc::LoginFacts,
    /// The owner, without the telephone number.
    pub person: oidc::claims::Person,
}

impl Presence {
    fn check_alive(&self, policy: &SessionPolicy, now: Timestamp) -> Result<(), SessionEnd> {
        self.view.session.check_alive(policy, now)
    }
}

/// What is remembered of a cookie.
pub(crate) struct Known {
    pub(super) presence: Arc<Presence>,
    /// The application's host that the cookie is for; none for the portal's own.
    host: Option<Box<str>>,
    /// Whether somebody reads it anew, so that others need not.
    renewing: AtomicBool,
    /// Whether somebody writes down that the session is in use, so that others need not.
    touching: AtomicBool,
}

impl Known {
    pub(crate) fn new(presence: Presence, host: Option<String>) -> Self {
        Self {
            presence: Arc::new(presence),
            host: host.map(String::into_boxed_str),
            renewing: AtomicBool::new(false),
            touching: AtomicBool::new(false),
        }
    }
}
