//! How the answer travels: `query` or `form_post` (OAuth 2.0 Form Post Response Mode).

use serde::{Deserialize, Serialize};

use crate::error::Refused;
use crate::params::Params;

/// How the answer travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In a form that posts itself.
    FormPost,
}

impl ResponseMode {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The mode's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }
}

/// The mode that was asked for.
pub(super) fn read(params: &Params) -> Result<ResponseMode, Refused> {
    match params.get("response_mode")? {
        None => Ok(ResponseMode::default()),
        Some(name) => ResponseMode::ALL
            .into_iter()
            .find(|mode| mode.as_str() == name)
            .ok_or(Refused::request("response_mode must be query or form_post")),
    }
}
