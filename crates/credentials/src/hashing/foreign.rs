//! Password hashes of other systems: taken over, verified once, and made anew with our own parameters at the next right password.
//!
//! They come as text from a file of somebody else's making, so every form is read by its own parser and every cost has a ceiling ([`limits`]): a
//! hash that would take minutes or gigabytes to verify is a denial of service, not a password. What is kept is one text form for each scheme
//! ([`ForeignHash::parse`] reads it back), sealed to the account like our own (D2). What other systems hash is the text as it was typed; ours is in NFC
//! (PW-03), which is what keyboards give. Begin reading at [`ForeignHash`]; the other halves are `parse`, `keycloak` and `verify`.

mod keycloak;
mod limits;
mod parse;
mod verify;
mod write;

use std::fmt;

use super::HashParams;

/// A password hash that another system made; its cost is within our limits.
#[derive(Clone, PartialEq, Eq)]
pub struct ForeignHash(Scheme);

#[derive(Clone, PartialEq, Eq)]
enum Scheme {
    Argon2 { variant: Variant, version: u32, params: HashParams, salt: Vec<u8>, tag: Vec<u8> },
    Bcrypt { before: Before, cost: u32, salt: [u8; 16], tag: [u8; 23] },
    Scrypt { log_n: u8, r: u32, p: u32, salt: Vec<u8>, tag: Vec<u8> },
    Pbkdf2 { digest: Digest, rounds: u32, salt: Vec<u8>, tag: Vec<u8> },
    SaltedSha { digest: Digest, salt: Vec<u8>, tag: Vec<u8> },
}

/// Which Argon2 (RFC 9106 section 3.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Variant {
    D,
    I,
    Id,
}

/// What bcrypt is given: the password, or, as Django's `bcrypt_sha256` does, the hexadecimal SHA-256 of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Sha256,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

impl Digest {
    /// Octets of a hash.
    const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}

/// Why a hash is not taken over. None of these repeats what was found: it may be a password in plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ForeignRefusal {
    /// No scheme that is known here.
    #[error("no password hash of a kind that is known here")]
    Unknown,
    /// Right at the beginning, wrong further on.
    #[error("a password hash that is cut or damaged")]
    Malformed,
    /// `{SHA}`, `{MD5}`, or bare hexadecimal digits.
    #[error("a password hash without a salt, which a table of precomputed hashes opens at once")]
    Unsalted,
    /// `$apr1$`, `$1$`, `{SMD5}`: MD5.
    #[error("a password hash made with MD5, which is guessed at billions a second")]
    Md5,
    /// crypt(3) of the other kinds.
    #[error("a password hash of crypt(3) that is not verified here")]
    Crypt,
    /// bcrypt as an old library wrote it, wrong for letters outside ASCII.
    #[error("a bcrypt hash of the kind 2x, which several passwords open")]
    BrokenBcrypt,
    /// More memory or time than a login may take.
    #[error("a password hash that costs more to verify than a login may")]
    TooDear,
    /// A mark that there is no password, such as Django's `!`.
    #[error("a mark that says there is no usable password")]
    NoPassword,
}

impl ForeignHash {
    /// How the scheme is called in reports.
    pub fn scheme(&self) -> &'static str {
        match &self.0 {
            Scheme::Argon2 { variant: Variant::Id, .. } => "Argon2id",
            Scheme::Argon2 { variant: Variant::I, .. } => "Argon2i",
            Scheme::Argon2 { variant: Variant::D, .. } => "Argon2d",
            Scheme::Bcrypt { .. } => "bcrypt",
            Scheme::Scrypt { .. } => "scrypt",
            Scheme::Pbkdf2 { digest: Digest::Sha1, .. } => "PBKDF2-SHA1",
            Scheme::Pbkdf2 { digest: Digest::Sha256, .. } => "PBKDF2-SHA256",
            Scheme::Pbkdf2 { digest: Digest::Sha512, .. } => "PBKDF2-SHA512",
            Scheme::SaltedSha { digest: Digest::Sha1, .. } => "SSHA",
            Scheme::SaltedSha { digest: Digest::Sha256, .. } => "SSHA256",
            Scheme::SaltedSha { digest: Digest::Sha512, .. } => "SSHA512",
        }
    }

    /// Whether it is guessed faster than OWASP's Password Storage Cheat Sheet allows: until the owner's next login whoever has the old database goes on.
    pub fn is_weak(&self) -> bool {
        limits::is_weak(&self.0)
    }
}

impl fmt::Debug for ForeignHash {
    /// The scheme only: a hash is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ForeignHash({}, …)", self.scheme())
    }
}
