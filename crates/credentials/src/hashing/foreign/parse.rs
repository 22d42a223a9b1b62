//! Reading a hash from the text that another system keeps it in.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};

use super::{Before, Digest, ForeignHash, ForeignRefusal, Scheme, Variant, limits};
use crate::hashing::HashParams;

/// With or without padding: systems differ.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// bcrypt's own alphabet; the bits that are left over in its last sign are not always zero.
pub(super) const BCRYPT: GeneralPurpose =
    GeneralPurpose::new(&alphabet::BCRYPT, general_purpose::NO_PAD.with_decode_allow_trailing_bits(true));
/// The longest text that is looked at, in octets.
const LONGEST: usize = 1024;

use ForeignRefusal::{BrokenBcrypt, Crypt, Malformed, Md5, NoPassword, TooDear, Unknown, Unsalted};

impl ForeignHash {
    /// Reads a hash: PHC strings of Argon2, scrypt and PBKDF2, bcrypt (`$2a$`, `$2b$`, `$2y$`), Django's forms, `{SSHA}` and its sisters with SHA-2, and
    /// what `OpenLDAP` writes before them.
    pub fn parse(text: &str) -> Result<Self, ForeignRefusal> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(Unknown);
        }
        let scheme = match text.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((name, rest)) => braces(&name.to_ascii_uppercase(), rest)?,
            None => bare(text)?,
        };
        Self::checked(scheme)
    }

    pub(super) fn checked(scheme: Scheme) -> Result<Self, ForeignRefusal> {
        limits::check(&scheme)?;
        Ok(Self(scheme))
    }
}

fn braces(name: &str, rest: &str) -> Result<Scheme, ForeignRefusal> {
    match name {
        "SSHA" => salted_sha(Digest::Sha1, rest),
        "SSHA256" => salted_sha(Digest::Sha256, rest),
        "SSHA512" => salted_sha(Digest::Sha512, rest),
        "CRYPT" | "BCRYPT" | "BLF-CRYPT" | "ARGON2" | "ARGON2I" | "ARGON2ID" => bare(rest),
        "SHA" | "SHA256" | "SHA512" | "MD5" | "PLAIN-MD5" => Err(Unsalted),
        "SMD5" | "MD5-CRYPT" => Err(Md5),
        _ => Err(Unknown),
    }
}

fn bare(text: &str) -> Result<Scheme, ForeignRefusal> {
    if text.is_empty() || text.starts_with(['!', '*']) {
        return Err(NoPassword);
    }
    if let Some(rest) = text.strip_prefix('$') {
        return dollar(rest);
    }
    let Some((name, rest)) = text.split_once('$') else { return Err(no_dollar(text)) };
    match name {
        "argon2" | "bcrypt" => rest.strip_prefix('$').map_or_else(|| bare(&format!("${rest}")), dollar),
        "bcrypt_sha256" => bcrypt(rest.strip_prefix('$').ok_or(Malformed)?, Before::Sha256),
        "scrypt" => django_scrypt(rest),
        "pbkdf2_sha1" => django_pbkdf2(Digest::Sha1, rest),
        "pbkdf2_sha256" => django_pbkdf2(Digest::Sha256, rest),
        "pbkdf2_sha512" => django_pbkdf2(Digest::Sha512, rest),
        "md5" | "sha1" | "unsalted_md5" | "unsalted_sha1" => Err(Md5),
        _ => Err(Unknown),
    }
}

/// Bare hexadecimal digits are a hash without a salt; thirteen signs of crypt's alphabet are crypt's oldest; the rest may be a password.
fn no_dollar(text: &str) -> ForeignRefusal {
    let hexadecimal = text.bytes().all(|b| b.is_ascii_hexdigit()) && [32, 40, 56, 64, 96, 128].contains(&text.len());
    let old = text.len() == 13 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/'));
    match (hexadecimal, old) {
        (true, _) => Unsalted,
        (_, true) => Crypt,
        _ => Unknown,
    }
}

fn dollar(rest: &str) -> Result<Scheme, ForeignRefusal> {
    let (name, fields) = rest.split_once('$').ok_or(Malformed)?;
    match name {
        "argon2id" => argon2(Variant::Id, fields),
        "argon2i" => argon2(Variant::I, fields),
        "argon2d" => argon2(Variant::D, fields),
        "2a" | "2b" | "2y" => bcrypt(rest, Before::Nothing),
        "2" | "2x" => Err(BrokenBcrypt),
        "scrypt" => scrypt(fields),
        "pbkdf2" | "pbkdf2-sha1" => pbkdf2(Digest::Sha1, fields),
        "pbkdf2-sha256" => pbkdf2(Digest::Sha256, fields),
        "pbkdf2-sha512" => pbkdf2(Digest::Sha512, fields),
        "apr1" | "1" => Err(Md5),
        "5" | "6" | "7" | "y" | "gy" | "md5" | "sha1" | "3" => Err(Crypt),
        _ => Err(Unknown),
    }
}

/// `v=19$m=19456,t=2,p=1$salt$tag`; without a version it is the older one (0x10).
fn argon2(variant: Variant, fields: &str) -> Result<Scheme, ForeignRefusal> {
    let parts: Vec<&str> = fields.split('$').collect();
    let (version, costs, salt, tag) = match parts.as_slice() {
        [version, costs, salt, tag] => (number(version, "v=")?, costs, salt, tag),
        [costs, salt, tag] => (16, costs, salt, tag),
        _ => return Err(Malformed),
    };
    if !matches!(version, 16 | 19) {
        return Err(Malformed);
    }
    let params =
        HashParams { memory_kib: field(costs, "m=")?, passes: field(costs, "t=")?, lanes: field(costs, "p=")? };
    Ok(Scheme::Argon2 { variant, version, params, salt: octets(salt)?, tag: octets(tag)? })
}

/// `2b$12$` and 53 signs: 22 of the salt, 31 of the tag.
fn bcrypt(rest: &str, before: Before) -> Result<Scheme, ForeignRefusal> {
    let parts: Vec<&str> = rest.split('$').collect();
    let [kind, cost, both] = parts.as_slice() else { return Err(Malformed) };
    let cost = if cost.len() == 2 { cost.parse().map_err(|_| Malformed)? } else { return Err(Malformed) };
    if !matches!(*kind, "2a" | "2b" | "2y") {
        return Err(BrokenBcrypt);
    }
    let (salt, tag) = both.split_at_checked(22).filter(|(_, tag)| tag.len() == 31).ok_or(Malformed)?;
    let decode = |text: &str| BCRYPT.decode(text).map_err(|_| Malformed);
    let (salt, tag) = (decode(salt)?.try_into(), decode(tag)?.try_into());
    Ok(Scheme::Bcrypt { before, cost, salt: salt.map_err(|_| Malformed)?, tag: tag.map_err(|_| Malformed)? })
}

/// `ln=16,r=8,p=1$salt$tag`
fn scrypt(fields: &str) -> Result<Scheme, ForeignRefusal> {
    let parts: Vec<&str> = fields.split('$').collect();
    let [costs, salt, tag] = parts.as_slice() else { return Err(Malformed) };
    let log_n = u8::try_from(field(costs, "ln=")?).map_err(|_| TooDear)?;
    let (r, p) = (field(costs, "r=")?, field(costs, "p=")?);
    Ok(Scheme::Scrypt { log_n, r, p, salt: octets(salt)?, tag: octets(tag)? })
}

/// `16384$salt$8$5$tag`: N itself, and a salt that is text.
fn django_scrypt(rest: &str) -> Result<Scheme, ForeignRefusal> {
    let parts: Vec<&str> = rest.split('$').collect();
    let [n, salt, r, p, tag] = parts.as_slice() else { return Err(Malformed) };
    let n: u64 = n.parse().map_err(|_| Malformed)?;
    if !n.is_power_of_two() {
        return Err(Malformed);
    }
    let log_n = u8::try_from(n.ilog2()).map_err(|_| TooDear)?;
    Ok(Scheme::Scrypt {
        log_n,
        r: number(r, "")?,
        p: number(p, "")?,
        salt: salt.as_bytes().to_vec(),
        tag: octets(tag)?,
    })
}

/// `i=600000,l=32$salt$tag`
fn pbkdf2(digest: Digest, fields: &str) -> Result<Scheme, ForeignRefusal> {
    let parts: Vec<&str> = fields.split('$').collect();
    let [costs, salt, tag] = parts.as_slice() else { return Err(Malformed) };
    let tag = octets(tag)?;
    if costs.contains("l=") && usize::try_from(field(costs, "l=")?) != Ok(tag.len()) {
        return Err(Malformed);
    }
    Ok(Scheme::Pbkdf2 { digest, rounds: field(costs, "i=")?, salt: octets(salt)?, tag })
}

/// `600000$salt$tag`, with a salt that is text.
fn django_pbkdf2(digest: Digest, rest: &str) -> Result<Scheme, ForeignRefusal> {
    let parts: Vec<&str> = rest.split('$').collect();
    let [rounds, salt, tag] = parts.as_slice() else { return Err(Malformed) };
    Ok(Scheme::Pbkdf2 { digest, rounds: number(rounds, "")?, salt: salt.as_bytes().to_vec(), tag: octets(tag)? })
}

/// The hash and behind it the salt, in base64 (draft-stroeder-hashed-userpassword-values).
fn salted_sha(digest: Digest, text: &str) -> Result<Scheme, ForeignRefusal> {
    let both = octets(text)?;
    let (tag, salt) = both.split_at_checked(digest.length()).ok_or(Malformed)?;
    Ok(Scheme::SaltedSha { digest, salt: salt.to_vec(), tag: tag.to_vec() })
}

/// A number of a list such as `m=1,t=2,p=3`, whatever the order.
fn field(list: &str, name: &str) -> Result<u32, ForeignRefusal> {
    let mut found = list.split(',').filter(|part| part.starts_with(name));
    match (found.next(), found.next()) {
        (Some(part), None) => number(part, name),
        _ => Err(Malformed),
    }
}

/// Digits only; a number that is larger than any cost is too dear and not malformed.
fn number(text: &str, name: &str) -> Result<u32, ForeignRefusal> {
    let digits = text.strip_prefix(name).ok_or(Malformed)?;
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Malformed);
    }
    digits.parse().map_err(|_| TooDear)
}

pub(super) fn octets(text: &str) -> Result<Vec<u8>, ForeignRefusal> {
    BASE64.decode(text).map_err(|_| Malformed)
}
