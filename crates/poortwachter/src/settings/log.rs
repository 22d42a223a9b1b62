//! What the portal writes about itself.

use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[log]`.
    pub struct Log {
        /// Lines for people, or one JSON object a line.
        format: LogFormat = Kind::Choice(&["text", "json"]), Standing::Default("\"text\"");
        /// How much the portal's own parts say. Libraries never say more than warnings, since their details can hold secrets.
        level: LogLevel = Kind::Choice(&["error", "warn", "info", "debug", "trace"]), Standing::Default("\"info\"");
    }
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Faults only.
    Error,
    /// And what needs attention.
    Warn,
    /// And what happens.
    Info,
    /// And how.
    Debug,
    /// Everything.
    Trace,
}
