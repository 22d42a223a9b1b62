//! What a code by SMS is for.
//!
//! A code is a fact like a notice: which words go with it, in which language, is decided where the outbox is emptied. A notice by SMS would
//! be something else: it carries no code, and nothing that looks like a link (requirement SM-04).

use serde::{Deserialize, Serialize};

use crate::account::text_form;

/// What the code in an SMS proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SmsKind {
    /// The second factor of a login.
    LoginCode,
    /// That a number belongs to whoever enrols it (requirement SM-06).
    EnrolmentCode,
}
text_form!(SmsKind { LoginCode => "login-code", EnrolmentCode => "enrolment-code" });

impl SmsKind {
    /// Every kind, for whoever writes or tests the words of each.
    pub const ALL: [Self; 2] = [Self::LoginCode, Self::EnrolmentCode];
}
