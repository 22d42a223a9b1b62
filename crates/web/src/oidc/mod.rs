//! The OpenID Connect provider as every request shares it: its name, what it tells, its keys, and who fails at its door.
//!
//! The rules are in the room `oidc`; this is what they need between two requests. Begin reading at [`Provider`].

mod failures;
mod keys;
mod origins;
mod provider;

use oidc::discovery::{self, Endpoints};

pub use failures::{Failures, Judged};
pub use keys::KeySet;
pub use provider::{Provider, ProviderError, ProviderSettings};

/// Where the endpoints are; `routes::protocol` and the pages of `/authorize` and `/end-session` stand there.
pub const ENDPOINTS: Endpoints = Endpoints {
    authorize: "/authorize",
    token: "/token",
    userinfo: "/userinfo",
    jwks: "/jwks",
    par: "/par",
    introspect: "/introspect",
    revoke: "/revoke",
    end_session: "/end-session",
};

/// Where the metadata is.
pub const METADATA: &str = discovery::PATH;

/// Where clients of plain OAuth look for the same (RFC 8414 section 3).
pub const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";

/// Whether programs call that path, which bring their own proof with each request: no cookie counts there, and no form of ours leads
/// there (requirement WE-02).
pub fn is_machine(path: &str) -> bool {
    [
        ENDPOINTS.token,
        ENDPOINTS.par,
        ENDPOINTS.userinfo,
        ENDPOINTS.introspect,
        ENDPOINTS.revoke,
        ENDPOINTS.jwks,
        METADATA,
        OAUTH_METADATA,
    ]
    .contains(&path)
}
