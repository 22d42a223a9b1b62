//! Notices and links by mail: from the outbox to a mail server (SMTP submission, RFC 6409).
//!
//! The outbox is emptied after the commit that filled it, never within it. [`Dispatcher`] claims what is due, has [`Letterhead`] write it, and gives it to an
//! [`SmtpSender`]. A mail whose text the server accepted is never sent again; one that it refused for good is given up at once; all others are tried
//! again, later and later, as long as they are of use. Begin reading at `answer.rs`, then `dispatcher/deliver.rs`.

mod address;
mod answer;
mod build;
mod dispatcher;
mod letterhead;
mod reply;
mod smtp;

pub use address::{Address, one_line};
pub use answer::{Answer, Why};
pub use build::{letterhead, sender};
pub use dispatcher::{Dispatcher, Parts};
pub use letterhead::{Letterhead, Mail};
pub use smtp::{Login, SmtpPlan, SmtpSender};
