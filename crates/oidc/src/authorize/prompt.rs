//! `prompt`: whether people must, or may not, be shown something (OpenID Connect Core section 3.1.2.1).

use serde::{Deserialize, Serialize};

use crate::error::Refused;
use crate::params::Params;

/// What was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is one word of the parameter")]
pub struct Prompts {
    /// Show nothing: answer with a code or an error.
    pub none: bool,
    /// Both proofs again, whatever session there is.
    pub login: bool,
    /// Let the person choose an account. A browser has one at a time here, so the choice is to stay or to log in as another one.
    #[serde(default)]
    pub select: bool,
    /// Ask for consent again.
    pub consent: bool,
}

/// Reads the list; `none` stands alone.
pub(super) fn read(params: &Params) -> Result<Prompts, Refused> {
    let mut prompts = Prompts::default();
    for word in params.get("prompt")?.unwrap_or_default().split_ascii_whitespace() {
        match word {
            "none" => prompts.none = true,
            "login" => prompts.login = true,
            "select_account" => prompts.select = true,
            "consent" => prompts.consent = true,
            _ => return Err(Refused::request("prompt holds an unknown value")),
        }
    }
    if prompts.none && (prompts.login || prompts.select || prompts.consent) {
        return Err(Refused::request("prompt none cannot go with another value"));
    }
    Ok(prompts)
}
