//! The audit log after it was written: sealing, copying to sinks, terms, alarms (requirements LO-04 to LO-08).
//!
//! Nothing here stands between a person and a login: entries are written with the step that they are about, and everything else is done
//! from the database afterwards. Begin reading at [`jobs`]; [`entry`] says what an entry looks like outside.

pub mod csv;
pub mod entry;
pub mod file_sink;
pub mod jobs;
pub mod sinks;
pub mod syslog;
