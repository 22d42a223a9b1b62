//! What applications are told and given: clients, their requests, codes and tokens (OpenID Connect).
//!
//! The rules are in the crate `oidc`; here is what they decide on and what they have decided. Begin reading at `code` (a code and its
//! family), then `redeem` (the one statement that spends) and `tokens` (what is alive).

mod client_list;
mod client_read;
mod client_switch;
mod client_write;
mod code;
mod family;
mod jti;
mod purge;
mod pushed;
mod redeem;
mod requests;
mod sealing;
mod tokens;

pub use client_list::{ClientLine, SecretLine};
pub use code::{CodeIssued, NewCode};
pub use family::{GrantLine, GrantQuery};
pub use redeem::{NewTokens, Redeemed, Redemption};
pub use requests::AuthorizationRow;
