//! The rules of the OpenID Connect provider and of forward-auth: requests in as parameters, decisions out as data.
//!
//! No database, no network, no async and no clock: the caller gives `now` and an `Rng`, loads the facts before and commits what was
//! decided after. The one exception is the signing library, which draws the randomness of keys and signatures itself
//! (docs/adr/0017). Whatever is single use (codes, tickets, pushed requests, `jti`) is decided here only as "this may be spent";
//! the store spends it with one statement.
//!
//! Begin reading at [`authorize`] (the checks in their order), then [`token`], [`client_auth`] and [`forward`].

pub mod acr;
pub mod authorize;
pub mod claims;
pub mod client;
pub mod client_auth;
pub mod code;
pub mod consent;
pub mod discovery;
pub mod error;
pub mod forward;
pub mod id_token;
pub mod introspect;
pub mod issuer;
pub mod jose;
pub mod keys;
pub mod login;
pub mod logout;
pub mod outgoing;
pub mod par;
pub mod params;
pub mod scope;
pub mod token;
pub mod userinfo;

pub use error::{OAuthError, Refused};
pub use issuer::Issuer;
pub use login::{LoginFacts, Proof};
pub use params::Params;
