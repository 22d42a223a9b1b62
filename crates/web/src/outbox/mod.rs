//! What is written to people: notices as mails and SMS, codes as SMS, links on letters.
//!
//! Only words: who gets what is decided where the outbox is filled, and what is sent when, where it is emptied.

mod gsm7;
mod mail;
mod sms;
mod sms_notice;
#[cfg(test)]
mod sms_test;

pub use gsm7::{Gsm7, septets};
pub(crate) use mail::subject_key;
pub use mail::{Letter, link_of, write, write_paper, write_papers, write_sheet, write_test};
pub use sms::{SmsComplaint, check_sms, host_of, sms_text};
pub use sms_notice::{SmsNotice, sms_notice_text};
