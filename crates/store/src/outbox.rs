//! What waits to be sent: written in the transaction of what it tells about, sent afterwards by whoever claims it.
//!
//! Two channels share the table: mails (notices and links) and SMS (codes, which belong to a journey, and notices), which expire and whose delivery is
//! followed. Begin reading at `queue` and `sms_queue`.

mod claim;
mod mark;
mod queue;
mod reply;
mod sms_claim;
mod sms_mark;
mod sms_notice;
mod sms_queue;
mod sms_receipt;
mod sms_state;
mod unreadable;

pub use claim::{OutboxId, OutboxRow};
pub(crate) use queue::Link;
pub(crate) use reply::Reply;
pub use sms_claim::{SmsContent, SmsRow};
pub use sms_queue::SmsOrder;
pub use sms_receipt::Delivery;
pub use sms_state::SmsState;
