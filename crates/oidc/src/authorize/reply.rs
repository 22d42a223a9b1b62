//! The answer to the client: always with `iss` (RFC 9207, OP-05), with `state` exactly as it came (OP-06).

use std::fmt;

use credentials::token::SecretToken;
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use super::response_mode::ResponseMode;
use crate::error::Refused;
use crate::issuer::Issuer;

/// Where and how the answer goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReplyTo {
    /// The client's address, as it was sent and as it is registered.
    pub redirect_uri: String,
    /// In the query or as a form.
    pub mode: ResponseMode,
    /// Echoed.
    pub state: Option<String>,
}

/// An answer; the web room shows the page of J15, which leads on. Its debug form holds no values: one of them may be the code.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The client's address.
    pub redirect_uri: String,
    /// In the query or as a form.
    pub mode: ResponseMode,
    /// Names and values in order.
    pub fields: Vec<(&'static str, String)>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("Reply").field("mode", &self.mode).field("fields", &names).finish_non_exhaustive()
    }
}

impl ReplyTo {
    /// The answer with a code (RFC 6749 section 4.1.2).
    pub fn code(&self, code: &SecretToken, issuer: &Issuer) -> Reply {
        self.reply(vec![("code", code.expose().to_string())], issuer)
    }

    /// The answer with an error (RFC 6749 section 4.1.2.1).
    pub fn error(&self, refused: Refused, issuer: &Issuer) -> Reply {
        let fields = vec![("error", refused.error.to_string()), ("error_description", refused.description.to_owned())];
        self.reply(fields, issuer)
    }

    fn reply(&self, mut fields: Vec<(&'static str, String)>, issuer: &Issuer) -> Reply {
        fields.extend(self.state.clone().map(|state| ("state", state)));
        fields.push(("iss", issuer.as_str().to_owned()));
        Reply { redirect_uri: self.redirect_uri.clone(), mode: self.mode, fields }
    }
}

impl Reply {
    /// The origin of the client's address, for the one `form-action` of the page that posts there; a native app's own scheme with its
    /// colon.
    pub fn form_action(&self) -> Option<String> {
        let uri = Url::parse(&self.redirect_uri).ok()?;
        let origin = uri.origin();
        Some(if origin.is_tuple() { origin.ascii_serialization() } else { format!("{}:", uri.scheme()) })
    }

    /// The address to go to with the fields in its query; what the registered address had there stays
    /// (RFC 6749 section 3.1.2).
    pub fn location(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish();
        let joint = match self.redirect_uri.split_once('?') {
            None => "?",
            Some((_, rest)) if rest.is_empty() || rest.ends_with('&') => "",
            Some(_) => "&",
        };
        format!("{}{joint}{query}", self.redirect_uri)
    }
}
