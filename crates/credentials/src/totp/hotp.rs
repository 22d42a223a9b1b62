//! The one-time value itself (RFC 4226 section 5.3), over any of the three hashes of RFC 6238.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// The hash under a one-time code; apps understand SHA-1 everywhere and the others in places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// What every authenticator app has.
    Sha1,
    /// RFC 6238 section 1.2.
    Sha256,
    /// RFC 6238 section 1.2.
    Sha512,
}

/// The one-time value of a counter, with as many decimal digits as asked (at most 9).
pub fn hotp(algorithm: Algorithm, key: &[u8], counter: u64, digits: u32) -> u32 {
    let truncated = match algorithm {
        Algorithm::Sha1 => truncated::<Hmac<Sha1>>(key, counter),
        Algorithm::Sha256 => truncated::<Hmac<Sha256>>(key, counter),
        Algorithm::Sha512 => truncated::<Hmac<Sha512>>(key, counter),
    };
    truncated % 10_u32.pow(digits.min(9))
}

/// Dynamic truncation: the last nibble of the hash says where the 31 bits stand.
fn truncated<M: Mac + KeyInit>(key: &[u8], counter: u64) -> u32 {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("invariant: HMAC takes any key length");
    mac.update(&counter.to_be_bytes());
    let tag = mac.finalize().into_bytes();
    let offset = usize::from(tag[tag.len() - 1] & 0x0f);
    let word = [tag[offset], tag[offset + 1], tag[offset + 2], tag[offset + 3]];
    u32::from_be_bytes(word) & 0x7fff_ffff
}
