//! Pages, forms, cookies, CSRF, templates and translations.
//!
//! Begin reading at [`routes`], where every address stands with the identity that it needs; a handler parses the form, loads the journey, reserves
//! the try, verifies, takes one step, commits and redirects. [`look`] and [`pages`] are what people see, [`http`] is what every request goes through, [`flow`]
//! what handlers share. No SQL, no clock and no randomness of its own.

pub mod app;
pub mod ctx;
pub mod flow;
pub mod forward;
pub mod hashing;
pub mod help;
pub mod http;
pub mod look;
pub mod meter;
pub mod oidc;
pub mod outbox;
pub mod pages;
pub mod requests;
pub mod routes;
pub mod timings;

pub use app::{App, Application, Clock, Courier, Demo, NamedNetwork, PublicUrl, WebSettings};
pub use routes::router;
