//! The pages around applications that log in over OpenID Connect. What they share stands here; one file per page below it.

mod application_error;
mod consent;
mod end_session;
mod form_post;
mod other_account;

pub use application_error::{ApplicationErrorPage, Trouble};
pub use consent::{ConsentPage, ConsentPart};
pub use end_session::EndSessionPage;
pub use form_post::FormPostPage;
pub use other_account::OtherAccountPage;

use oidc::scope::Scope;

/// The text key of what a scope means, in plain words.
pub const fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::Openid => "scope-openid",
        Scope::Profile => "scope-profile",
        Scope::Email => "scope-email",
        Scope::Phone => "scope-phone",
        Scope::Groups => "scope-groups",
        Scope::OfflineAccess => "scope-offline",
    }
}
