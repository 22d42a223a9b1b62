//! How much a hash of another system may cost, and which are weak.

use super::{Digest, ForeignRefusal, Scheme};
use crate::hashing::HashParams;

/// The most memory of one verification, in KiB: OWASP's dearest scrypt (N = 2^17, r = 8).
const MEMORY_KIB: u64 = 128 * 1024;
/// The most KiB that Argon2 writes in all passes: sixteen times its memory.
const ARGON_WORK_KIB: u64 = 1024 * 1024;
/// The most `N * r * p` of scrypt: the dearest memory, four times over.
const SCRYPT_WORK: u64 = 1 << 22;
/// The most rounds of bcrypt, as their logarithm: about two seconds.
const BCRYPT_COST: std::ops::RangeInclusive<u32> = 4..=15;
/// The most HMACs of PBKDF2, over all blocks of its output.
const PBKDF2_WORK: u64 = 6_000_000;
/// Octets of a salt, and of a tag: more than any system writes; fewer is no salt.
const SALT: std::ops::RangeInclusive<usize> = 4..=256;
const TAG: std::ops::RangeInclusive<usize> = 16..=128;

/// Refuses what would take too long, too much memory, or never was a hash.
pub(super) fn check(scheme: &Scheme) -> Result<(), ForeignRefusal> {
    check_lengths(scheme)?;
    let cheap = match scheme {
        Scheme::Argon2 { params, .. } => {
            params.check_range().map_err(|_| ForeignRefusal::TooDear)?;
            let memory = u64::from(params.memory_kib);
            memory <= MEMORY_KIB && memory * u64::from(params.passes) <= ARGON_WORK_KIB
        }
        Scheme::Bcrypt { cost, .. } => BCRYPT_COST.contains(cost),
        Scheme::Scrypt { log_n, r, p, .. } => scrypt_is_cheap(*log_n, u64::from(*r), u64::from(*p)),
        Scheme::Pbkdf2 { digest, rounds, tag, .. } => {
            let blocks = tag.len().div_ceil(digest.length()) as u64;
            *rounds > 0 && u64::from(*rounds) * blocks <= PBKDF2_WORK
        }
        Scheme::SaltedSha { .. } => true,
    };
    if cheap { Ok(()) } else { Err(ForeignRefusal::TooDear) }
}

fn check_lengths(scheme: &Scheme) -> Result<(), ForeignRefusal> {
    let (salt, tag) = match scheme {
        Scheme::Argon2 { salt, tag, .. } | Scheme::Scrypt { salt, tag, .. } | Scheme::Pbkdf2 { salt, tag, .. } => {
            (salt, tag)
        }
        Scheme::SaltedSha { digest, salt, tag } if tag.len() == digest.length() => (salt, tag),
        Scheme::SaltedSha { .. } => return Err(ForeignRefusal::Malformed),
        Scheme::Bcrypt { .. } => return Ok(()),
    };
    // Argon2 itself takes no salt of fewer than 8 octets (RFC 9106 section 3.1).
    let least = if matches!(scheme, Scheme::Argon2 { .. }) { 8 } else { *SALT.start() };
    let fine = (least..=*SALT.end()).contains(&salt.len()) && TAG.contains(&tag.len());
    if fine { Ok(()) } else { Err(ForeignRefusal::Malformed) }
}

fn scrypt_is_cheap(log_n: u8, r: u64, p: u64) -> bool {
    let Some(n) = 1_u64.checked_shl(log_n.into()).filter(|n| (2..=1 << 20).contains(n)) else { return false };
    let sane = (1..=64).contains(&r) && (1..=64).contains(&p);
    sane && n * r / 8 <= MEMORY_KIB && n * r * p <= SCRYPT_WORK
}

/// Below what OWASP's Password Storage Cheat Sheet asks of each scheme.
pub(super) fn is_weak(scheme: &Scheme) -> bool {
    match scheme {
        Scheme::Argon2 { params, .. } => {
            params.check_floor().is_err() && params.memory_kib / 1024 * params.passes < 7 * 5
        }
        Scheme::Bcrypt { cost, .. } => *cost < 10,
        Scheme::Scrypt { log_n, r, p, .. } => (1_u64 << log_n) * u64::from(*r) * u64::from(*p) < 1 << 19,
        Scheme::Pbkdf2 { digest, rounds, .. } => {
            *rounds
                < match digest {
                    Digest::Sha1 => 1_300_000,
                    Digest::Sha256 => 600_000,
                    Digest::Sha512 => 210_000,
                }
        }
        Scheme::SaltedSha { .. } => true,
    }
}

const _: () = assert!(HashParams::FLOOR.memory_kib as u64 <= MEMORY_KIB);
