//! What waits to be sent: written in the transaction of what it tells about, sent afterwards by whoever claims it.
//!
//! Two channels share the table: mails (notices and links) and SMS (codes, which belong to a journey, and notices), which expire and whose delivery is
//! followed. What was given up can be put back by the operator as long as it lives. Begin reading at `queue` and `sms_queue`.

mod channel;
mod claim;
mod list;
mod mark;
mod message_id;
mod put_back;
mod queue;
mod reply;
mod sms_claim;
mod sms_mark;
mod sms_notice;
mod sms_queue;
mod sms_receipt;
mod sms_state;
mod take_out;
mod unreadable;

pub use channel::{Channel, MAIL_LIFE};
pub use claim::{OutboxId, OutboxRow};
pub use list::{MessageLine, MessageQuery, MessageState, Which};
pub use message_id::MessageId;
pub use put_back::Retried;
pub(crate) use queue::{Link, binding};
pub(crate) use reply::Reply;
pub use sms_claim::{SmsContent, SmsRow};
pub use sms_queue::SmsOrder;
pub use sms_receipt::Delivery;
pub use sms_state::SmsState;
pub use take_out::Dropped;
