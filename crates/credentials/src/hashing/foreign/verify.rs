//! Verifying a password against a hash of another system.

use std::fmt::Write as _;

use argon2::{Algorithm, Argon2, Params, Version};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Before, Digest, ForeignHash, Scheme, Variant};
use crate::hashing::pool::Pool;

/// The most octets of a password that bcrypt looks at, the zero at its end included.
const BCRYPT_LONGEST: usize = 72;

impl ForeignHash {
    /// Whether the secret gives this hash. It holds a slot of the pool all along, whatever the scheme: no more of these run at once than of our own.
    pub(in crate::hashing) fn matches(&self, secret: &[u8], pool: &Pool) -> bool {
        let (made, tag) = match &self.0 {
            Scheme::Argon2 { variant, version, params, salt, tag } => {
                (argon2_tag((*variant, *version), *params, (secret, salt, tag.len()), pool), tag.as_slice())
            }
            Scheme::Bcrypt { before, cost, salt, tag } => {
                let _slot = pool.lend(1);
                (bcrypt_tag(*before, *cost, *salt, secret), tag.as_slice())
            }
            Scheme::Scrypt { log_n, r, p, salt, tag } => {
                let _slot = pool.lend(1);
                (scrypt_tag((*log_n, *r, *p), secret, salt, tag.len()), tag.as_slice())
            }
            Scheme::Pbkdf2 { digest, rounds, salt, tag } => {
                let _slot = pool.lend(1);
                (Some(pbkdf2_tag(*digest, *rounds, (secret, salt), tag.len())), tag.as_slice())
            }
            Scheme::SaltedSha { digest, salt, tag } => (Some(salted(*digest, secret, salt)), tag.as_slice()),
        };
        made.is_some_and(|made| made.as_slice().ct_eq(tag).into())
    }
}

type Tag = Zeroizing<Vec<u8>>;

fn argon2_tag(
    (variant, version): (Variant, u32),
    params: crate::hashing::HashParams,
    (secret, salt, length): (&[u8], &[u8], usize),
    pool: &Pool,
) -> Option<Tag> {
    let algorithm = match variant {
        Variant::D => Algorithm::Argon2d,
        Variant::I => Algorithm::Argon2i,
        Variant::Id => Algorithm::Argon2id,
    };
    let version = if version == 16 { Version::V0x10 } else { Version::V0x13 };
    let params = Params::new(params.memory_kib, params.passes, params.lanes, Some(length)).ok()?;
    let memory = pool.lend(params.block_count());
    let mut tag = Zeroizing::new(vec![0; length]);
    let argon = Argon2::new(algorithm, version, params);
    argon.hash_password_into_with_memory(secret, salt, &mut tag, memory).ok()?;
    Some(tag)
}

/// The first 23 octets: the last one was never part of the text.
fn bcrypt_tag(before: Before, cost: u32, salt: [u8; 16], secret: &[u8]) -> Option<Tag> {
    // The libraries of the other systems stop at a zero or refuse it; a password with one is nobody's.
    if secret.contains(&0) {
        return None;
    }
    let mut input = Zeroizing::new(Vec::with_capacity(secret.len().max(64) + 1));
    match before {
        Before::Nothing => input.extend_from_slice(secret),
        Before::Sha256 => input.extend_from_slice(hexadecimal(&Sha256::digest(secret)).as_bytes()),
    }
    input.push(0);
    input.truncate(BCRYPT_LONGEST);
    let tag = bcrypt::bcrypt(cost, salt, &input);
    tag.get(..23).map(|tag| Zeroizing::new(tag.to_vec()))
}

fn scrypt_tag((log_n, r, p): (u8, u32, u32), secret: &[u8], salt: &[u8], length: usize) -> Option<Tag> {
    let params = scrypt::Params::new(log_n, r, p).ok()?;
    let mut tag = Zeroizing::new(vec![0; length]);
    scrypt::scrypt(secret, salt, &params, &mut tag).ok()?;
    Some(tag)
}

fn pbkdf2_tag(digest: Digest, rounds: u32, (secret, salt): (&[u8], &[u8]), length: usize) -> Tag {
    let mut tag = Zeroizing::new(vec![0; length]);
    match digest {
        Digest::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(secret, salt, rounds, &mut tag),
        Digest::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(secret, salt, rounds, &mut tag),
        Digest::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(secret, salt, rounds, &mut tag),
    }
    tag
}

fn salted(digest: Digest, secret: &[u8], salt: &[u8]) -> Tag {
    let both = Zeroizing::new([secret, salt].concat());
    Zeroizing::new(match digest {
        Digest::Sha1 => Sha1::digest(&*both).to_vec(),
        Digest::Sha256 => Sha256::digest(&*both).to_vec(),
        Digest::Sha512 => Sha512::digest(&*both).to_vec(),
    })
}

fn hexadecimal(bytes: &[u8]) -> Zeroizing<String> {
    bytes.iter().fold(Zeroizing::new(String::with_capacity(64)), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
