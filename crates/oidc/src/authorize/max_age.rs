//! `max_age`: how old the login may be, in seconds (OpenID Connect Core section 3.1.2.1).

use jiff::SignedDuration;

use crate::error::Refused;
use crate::params::Params;

/// The greatest age; no sign, no spaces. Beyond ten digits no login is that old, and the text is refused.
pub(super) fn read(params: &Params) -> Result<Option<SignedDuration>, Refused> {
    let Some(text) = params.get("max_age")? else {
        return Ok(None);
    };
    let digits = (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| digits);
    seconds.map(|seconds| Some(SignedDuration::from_secs(seconds))).ok_or(Refused::request("max_age must be a number"))
}
