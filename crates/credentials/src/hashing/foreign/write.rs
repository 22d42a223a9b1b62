//! The one text form of each scheme, as it is sealed; [`ForeignHash::parse`] reads it back.

use base64::Engine as _;
use zeroize::Zeroizing;

use super::parse::{BASE64, BCRYPT};
use super::{Before, Digest, ForeignHash, Scheme, Variant};
use crate::hashing::{HashParams, Plain};

impl ForeignHash {
    pub(in crate::hashing) fn write(&self) -> Plain {
        let both = |salt: &[u8], tag: &[u8]| format!("{}${}", BASE64.encode(salt), BASE64.encode(tag));
        let text = match &self.0 {
            Scheme::Argon2 { variant, version, params, salt, tag } => {
                let HashParams { memory_kib, passes, lanes } = params;
                let name = variant.name();
                format!("${name}$v={version}$m={memory_kib},t={passes},p={lanes}${}", both(salt, tag))
            }
            Scheme::Bcrypt { before, cost, salt, tag } => {
                let scheme = if *before == Before::Sha256 { "bcrypt_sha256$" } else { "" };
                format!("{scheme}$2b${cost:02}${}{}", BCRYPT.encode(salt), BCRYPT.encode(tag))
            }
            Scheme::Scrypt { log_n, r, p, salt, tag } => format!("$scrypt$ln={log_n},r={r},p={p}${}", both(salt, tag)),
            Scheme::Pbkdf2 { digest, rounds, salt, tag } => {
                format!("$pbkdf2-{}$i={rounds},l={}${}", digest.name(), tag.len(), both(salt, tag))
            }
            Scheme::SaltedSha { digest, salt, tag } => {
                let behind = Zeroizing::new([tag.as_slice(), salt].concat());
                format!("{{S{}}}{}", digest.name().to_ascii_uppercase().replace("SHA1", "SHA"), BASE64.encode(&*behind))
            }
        };
        Zeroizing::new(text.into_bytes())
    }
}

impl Variant {
    const fn name(self) -> &'static str {
        match self {
            Self::D => "argon2d",
            Self::I => "argon2i",
            Self::Id => "argon2id",
        }
    }
}

impl Digest {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }
}
