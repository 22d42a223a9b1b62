//! `client_secret_basic`: both halves are form-encoded before they are joined (RFC 6749 section 2.3.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// A longer header (bytes) holds no secret of ours.
const MAX: usize = 1024;

/// The client and its secret; `None` for anything that is no such header.
pub(super) fn parse(header: &str) -> Option<(String, Zeroizing<String>)> {
    if header.len() > MAX {
        return None;
    }
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = Zeroizing::new(STANDARD.decode(encoded.trim_matches(' ')).ok()?);
    let (client, secret) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
    Some((form_decode(client)?, Zeroizing::new(form_decode(secret)?)))
}

fn form_decode(text: &str) -> Option<String> {
    let spaced = Zeroizing::new(text.replace('+', " "));
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
