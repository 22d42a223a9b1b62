//! Forward-auth: what somebody asked for at an application's host, the ticket that carries their login there, and the session that they
//! have at that host (requirements FA-02 and FA-04). The rules are in `oidc::forward`.

mod mac;
mod own;
mod purge;
mod request;
mod session;
mod spend;
mod ticket;

pub(crate) use mac::{session_mac, ticket_mac};
pub use request::ForwardRequest;
pub(crate) use request::request_place;
pub use spend::{ForwardOpened, ForwardSpend};
pub(crate) use ticket::ticket_place;
