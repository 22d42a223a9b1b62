//! The settings: one TOML file and the environment over it, every key described once.
//!
//! A section is a file here: its struct, the meaning, kind and default of each key, and the rules that bind several keys.
//! [`key`] makes struct and description from one text; [`read`](mod@read) holds a TOML document against the description and says all that
//! is wrong with file and line; [`variables`] does the same for `POORTWACHTER_SECTION__KEY`; [`load`] lays defaults, preset,
//! file and environment over each other; [`example`] prints the description. Begin reading at [`Settings`].

pub mod applications;
pub mod audit;
pub mod brand;
mod checks;
pub mod database;
pub mod deviation;
pub mod enrolment;
pub mod example;
pub mod factors;
pub mod file;
pub mod forward;
pub mod hashing;
pub mod help;
pub mod help_desk;
pub mod key;
pub mod key_file;
mod load;
pub mod locale;
pub mod log;
pub mod mail;
pub mod metrics;
#[cfg(test)]
mod mistakes_test;
pub mod network;
pub mod oidc;
pub mod password;
pub mod preset;
pub mod public_url;
mod read;
pub mod reading;
pub mod recovery;
pub mod recovery_code;
pub mod retention;
pub mod server;
pub mod session;
mod shown;
pub mod sms;
pub mod takes;
#[cfg(test)]
mod tests;
pub mod tracing;
mod tree;
mod variables;

pub use applications::Application;
pub use audit::Audit;
pub use brand::Brand;
pub use database::Database;
pub use deviation::Deviation;
pub use enrolment::Enrolment;
pub use factors::Factors;
pub use forward::Forward;
pub use hashing::Hashing;
pub use help::Help;
pub use help_desk::HelpDesk;
pub use key_file::Keys;
pub use locale::Locale;
pub use log::Log;
pub use mail::Mail;
pub use metrics::Metrics;
pub use oidc::Oidc;
pub use password::Password;
pub use preset::Preset;
pub use reading::{Reading, Reread};
pub use recovery::Recovery;
pub use recovery_code::RecoveryCode;
pub use retention::Retention;
pub use server::Server;
pub use session::Session;
pub use shown::ShownKey;
pub use sms::Sms;
pub use tracing::Tracing;
pub use tree::Settings;
pub use variables::PREFIX;
