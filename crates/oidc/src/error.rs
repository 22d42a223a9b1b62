//! The errors of OAuth and OpenID Connect, by the names that the texts give them.

use std::fmt;

/// An `error` value of a response to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OAuthError {
    /// RFC 6749 section 4.1.2.1 and 5.2.
    InvalidRequest,
    /// RFC 6749 section 5.2.
    InvalidClient,
    /// RFC 6749 section 5.2.
    InvalidGrant,
    /// RFC 6749 section 4.1.2.1 and 5.2.
    UnauthorizedClient,
    /// RFC 6749 section 5.2.
    UnsupportedGrantType,
    /// RFC 6749 section 4.1.2.1.
    UnsupportedResponseType,
    /// RFC 6749 section 4.1.2.1 and 5.2.
    InvalidScope,
    /// RFC 6749 section 4.1.2.1: the person said no.
    AccessDenied,
    /// RFC 6749 section 4.1.2.1: a fault of ours; the page has the request number.
    ServerError,
    /// OpenID Connect Core section 3.1.2.6.
    LoginRequired,
    /// OpenID Connect Core section 3.1.2.6.
    InteractionRequired,
    /// OpenID Connect Core section 3.1.2.6.
    ConsentRequired,
    /// OpenID Connect Core section 3.1.2.6.
    RequestNotSupported,
    /// OpenID Connect Core section 3.1.2.6.
    RequestUriNotSupported,
    /// OpenID Connect Core section 3.1.2.6.
    RegistrationNotSupported,
    /// OpenID Connect Core section 3.1.2.6: an expired, used or foreign pushed request.
    InvalidRequestUri,
    /// OpenID Connect Core Error Code `unmet_authentication_requirements` 1.0, RFC 9470 section 5.
    UnmetAuthenticationRequirements,
    /// RFC 6750 section 3.1.
    InvalidToken,
    /// RFC 6750 section 3.1.
    InsufficientScope,
}

impl OAuthError {
    /// The value of the `error` parameter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
        }
    }

    /// The status of a JSON error answer at the token, introspection, revocation, PAR and userinfo endpoints.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
            Self::ServerError => 500,
            _ => 400,
        }
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal that is told to a client: the error, and a fixed sentence for the developer that never repeats what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{error}: {description}")]
pub struct Refused {
    /// The `error` value.
    pub error: OAuthError,
    /// The `error_description` value; ASCII without quotes and backslashes (RFC 6749 section 5.2).
    pub description: &'static str,
}

impl Refused {
    /// Puts the two together.
    pub const fn new(error: OAuthError, description: &'static str) -> Self {
        Self { error, description }
    }

    /// `invalid_request` with a reason.
    pub const fn request(description: &'static str) -> Self {
        Self::new(OAuthError::InvalidRequest, description)
    }

    /// `invalid_grant` with a reason.
    pub const fn grant(description: &'static str) -> Self {
        Self::new(OAuthError::InvalidGrant, description)
    }
}
