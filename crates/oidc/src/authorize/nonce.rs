//! `nonce`: echoed in the ID token exactly (OP-06).

use crate::error::Refused;
use crate::params::Params;

/// A longer one (bytes) would only make tokens long.
const MAX: usize = 512;

/// The nonce, if one was sent; for the code flow it is optional (OpenID Connect Core section 3.1.2.1).
pub(super) fn read(params: &Params) -> Result<Option<String>, Refused> {
    match params.get("nonce")? {
        Some(nonce) if nonce.len() > MAX => Err(Refused::request("nonce is longer than 512 bytes")),
        nonce => Ok(nonce.map(str::to_owned)),
    }
}
