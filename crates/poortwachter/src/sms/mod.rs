//! Codes by SMS: from the outbox to a gateway, and what the gateway says of them later.
//!
//! The outbox is emptied after the commit that filled it, never within it. [`Dispatcher`] claims what is due, has it written, and gives it to a
//! [`Route`]: the gateways in the order of the settings, each behind a breaker. A message that a gateway took is never sent again; one
//! that nobody answered for goes to the next gateway, and once more later, as long as its code lives. Begin reading at `message.rs`.

mod accept;
pub(crate) mod answered;
mod breaker;
pub mod build;
mod dispatcher;
mod dry_run;
mod http;
mod message;
mod outcome;
pub mod plan;
mod probe;
mod receipt;
mod redact;
mod route;
mod smpp;
mod template;
pub(crate) mod tls;
mod words;

pub use breaker::{Breaker, BreakerLimits};
pub use dispatcher::{Dispatcher, Parts};
pub use dry_run::DryRun;
pub use http::HttpSender;
pub use message::{Answer, Boxed, SmsMessage, SmsSender};
pub use outcome::{Outcome, Tried};
pub use probe::probe;
pub use receipt::{Receipt, ReceiptState};
pub use route::{Gateway, Route};
pub use smpp::SmppSender;
pub use words::Words;
