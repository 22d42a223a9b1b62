//! Hints that help people and decide nothing: who, and in which language.

use crate::error::Refused;
use crate::params::Params;

/// A longer name (bytes) is no username of ours.
const MAX_LOGIN_HINT: usize = 254;
/// More languages than this are not looked at.
const MAX_LOCALES: usize = 8;

/// `login_hint`: written into the username field and nothing else, so that it confirms nobody's existence (OP-13). One that is too
/// long is no hint.
pub(super) fn login_hint(params: &Params) -> Result<Option<String>, Refused> {
    Ok(params.get("login_hint")?.filter(|hint| hint.len() <= MAX_LOGIN_HINT).map(str::to_owned))
}

/// `id_token_hint`, still unverified; the caller reads it with [`crate::id_token::read_hint`] and sets the request's subject.
pub(super) fn id_token_hint(params: &Params) -> Result<Option<String>, Refused> {
    Ok(params.get("id_token_hint")?.map(str::to_owned))
}

/// `ui_locales`: language tags in the order of preference (RFC 5646); what is no tag is left out.
pub(super) fn ui_locales(params: &Params) -> Result<Vec<String>, Refused> {
    let is_tag = |tag: &&str| tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let text = params.get("ui_locales")?.unwrap_or_default();
    Ok(text.split_ascii_whitespace().filter(is_tag).take(MAX_LOCALES).map(str::to_owned).collect())
}
