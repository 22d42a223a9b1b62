//! What every request goes through before a handler sees it, and every answer before the browser does.

pub mod body;
pub mod cookies;
pub mod csrf;
pub mod fields;
pub mod guard;
pub mod headers;
pub mod params;
pub mod peer;
pub mod reply;
