//! What waits to be sent: written in the transaction of what it tells about, sent afterwards by whoever claims it.

mod claim;
mod mark;
mod queue;

pub use claim::{OutboxId, OutboxRow};
