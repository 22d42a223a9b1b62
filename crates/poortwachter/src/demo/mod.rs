//! What only the demo has: invented people, and an inbox instead of a mail server.

mod application;
pub mod arrival;
mod delivery;
mod inbox;
pub mod people;
mod sms;
pub mod words;

pub use application::Application;
pub use delivery::deliver;
pub use inbox::Inbox;
pub use sms::send_sms;
