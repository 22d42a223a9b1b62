//! Registrations of applications, whoever makes them: the command `client`, or `[[oidc.clients]]` of the settings.
//!
//! What a registration must be like is said by `oidc::client` and `oidc::outgoing`; here it is made of what was written, and what is wrong
//! becomes complaints with a remedy. Begin reading at [`registration`].

pub mod faults;
pub mod from_settings;
mod keys_file;
pub mod registration;
