//! The token endpoint (RFC 6749 section 3.2): what is asked, how long what is given lives, and what ends it.
//!
//! Order of a request: the client authenticates ([`crate::client_auth`]), the form is read ([`TokenRequest::parse`]), the row is
//! loaded and decided ([`crate::code::CodeRow::redeem`] or [`RefreshRow::rotate`]), and tokens are made ([`Lifetimes`],
//! [`crate::id_token`]) in the transaction that spends.

mod access;
mod exchange;
mod lifetimes;
mod refresh;
mod revoke;

pub use access::AccessRow;
pub use exchange::{TokenRequest, TokenResponse};
pub use lifetimes::Lifetimes;
pub use refresh::{RefreshRow, Rotate, UNKNOWN as UNKNOWN_REFRESH};
pub use revoke::{Revoke, revoke};
