//! What is written to people: notices as mails, codes as SMS.
//!
//! Only words: who gets what is decided where the outbox is filled, and what is sent when, where it is emptied.

mod gsm7;
mod mail;
mod sms;
#[cfg(test)]
mod sms_test;

pub use gsm7::{Gsm7, septets};
pub use mail::{Letter, link_of, write, write_test};
pub use sms::{SmsComplaint, check_sms, host_of, sms_text};
