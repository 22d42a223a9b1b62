//! What applications are told and given: clients, their requests, codes and tokens (OpenID Connect).
//!
//! The rules are in the crate `oidc`; here is what they decide on and what they have decided. Begin reading at `code` (a code and its
//! family), then `redeem` (the one statement that spends) and `tokens` (what is alive).

mod client_list;
mod client_read;
mod client_switch;
mod client_write;
mod code;
mod consents;
mod family;
mod jti;
mod login_facts;
mod logout_claim;
mod logout_list;
mod logout_queue;
mod of_settings;
mod origins;
mod own;
mod person;
mod purge;
mod pushed;
mod redeem;
mod rekey;
mod requests;
mod sealing;
mod signing_keys;
mod tokens;

pub use client_list::{ClientLine, SecretLine};
pub use code::{CodeIssued, NewCode};
pub use consents::ApplicationLine;
pub use family::{GrantLine, GrantQuery};
pub use logout_claim::{LogoutId, LogoutRow};
pub use logout_list::LogoutLine;
pub use redeem::{NewTokens, Redeemed, Redemption};
pub(crate) use rekey::{access_mac, code_mac, grant_place, pushed_place, refresh_mac, request_place};
pub use requests::AuthorizationRow;
pub use signing_keys::StoredSigningKey;
pub(crate) use signing_keys::signing_key_mac;
