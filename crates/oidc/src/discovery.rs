//! The metadata document (OpenID Connect Discovery section 3, RFC 8414, OP-21): only what the code does, from the values that it knows.

use serde_json::{Value, json};

use crate::acr::Acr;
use crate::authorize::ResponseMode;
use crate::claims::Mapping;
use crate::issuer::Issuer;
use crate::jose::Alg;
use crate::scope::Scope;

/// Where the endpoints are below the issuer; each begins with a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// The authorization endpoint.
    pub authorize: &'static str,
    /// The token endpoint.
    pub token: &'static str,
    /// The userinfo endpoint.
    pub userinfo: &'static str,
    /// The key set.
    pub jwks: &'static str,
    /// Pushed requests.
    pub par: &'static str,
    /// Introspection.
    pub introspect: &'static str,
    /// Revocation.
    pub revoke: &'static str,
    /// Logging out.
    pub end_session: &'static str,
}

/// Where the document itself is, below the issuer.
pub const PATH: &str = "/.well-known/openid-configuration";

/// Claims that ID tokens have whatever the mapping says.
const OWN_CLAIMS: [&str; 10] = ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid"];

/// The document. `algs` are those for which a key signs now; `languages` the pages' languages.
pub fn document(issuer: &Issuer, endpoints: &Endpoints, mapping: &Mapping, algs: &[Alg], languages: &[&str]) -> Value {
    let at = |path| issuer.at(path);
    let algs: Vec<_> = algs.iter().map(|alg| alg.as_str()).collect();
    let methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let claims: Vec<_> = OWN_CLAIMS.into_iter().chain(mapping.names()).collect();
    let mut document = json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": at(endpoints.authorize),
        "token_endpoint": at(endpoints.token),
        "userinfo_endpoint": at(endpoints.userinfo),
        "jwks_uri": at(endpoints.jwks),
        "pushed_authorization_request_endpoint": at(endpoints.par),
        "introspection_endpoint": at(endpoints.introspect),
        "revocation_endpoint": at(endpoints.revoke),
        "end_session_endpoint": at(endpoints.end_session),
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::as_str),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "acr_values_supported": Acr::ALL.map(Acr::as_str),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algs,
        "claims_supported": claims,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": languages,
    });
    let rest = json!({
        "token_endpoint_auth_methods_supported": [methods[0], methods[1], methods[2], "none"],
        "token_endpoint_auth_signing_alg_values_supported": Alg::ALL.map(Alg::as_str),
        "introspection_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_signing_alg_values_supported": Alg::ALL.map(Alg::as_str),
        "revocation_endpoint_auth_methods_supported": [methods[0], methods[1], methods[2], "none"],
        "revocation_endpoint_auth_signing_alg_values_supported": Alg::ALL.map(Alg::as_str),
        "code_challenge_methods_supported": ["S256"],
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "require_pushed_authorization_requests": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    });
    if let (Value::Object(document), Value::Object(rest)) = (&mut document, rest) {
        document.extend(rest);
    }
    document
}
