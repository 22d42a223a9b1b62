//! Passwords that leaked elsewhere, as a filter that fits into memory and asks nobody (PW-05).
//!
//! A binary fuse filter (Graf and Lemire, 2022) of 16 bits holds 64 bits of the SHA-1 of each password, in about 2.25 bytes. What was put in is always
//! found; what was not is taken for leaked once in 65,536 times. [`LeakBuilder`] makes it from lines, [`file`](mod@file) is how it lies on
//! a disk. SHA-1 is what the published lists are of; it guards nothing here.

mod build;
mod file;

use std::fmt;

use jiff::Timestamp;
use sha1::{Digest, Sha1};
use unicode_normalization::UnicodeNormalization;
use xorf::{BinaryFuse16, Filter};

pub use build::{LeakBuilder, LeakLine, LineFormat, NoFilter};
pub use file::LeakFileError;

/// A filter of leaked passwords.
pub struct LeakFilter {
    about: LeakFacts,
    filter: BinaryFuse16,
}

/// What is known of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeakFacts {
    /// How many different passwords went in.
    pub entries: u64,
    /// How often a password was seen at least, to be put in.
    pub min_count: u64,
    /// When the filter was built, to the second.
    pub built_at: Timestamp,
}

impl LeakFilter {
    /// One in this many passwords that are not in the filter is taken for one that is.
    pub const FALSE_POSITIVE_ONE_IN: u32 = 1 << 16;

    /// Whether the password is in the filter, exactly as it stands.
    pub fn contains(&self, password: &str) -> bool {
        self.filter.contains(&key_of(password))
    }

    /// What is known of it.
    pub fn facts(&self) -> LeakFacts {
        self.about
    }

    /// Its size in memory and, but for some hundred bytes, on disk.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.filter.fingerprints)
    }
}

impl fmt::Debug for LeakFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeakFilter").field("about", &self.about).finish_non_exhaustive()
    }
}

/// The key of a password: the first 64 bits of the SHA-1 of its NFC form in UTF-8.
fn key_of(password: &str) -> u64 {
    let mut hash = Sha1::new();
    for character in password.nfc() {
        hash.update(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    key_of_hash(hash.finalize().into())
}

fn key_of_hash(hash: [u8; 20]) -> u64 {
    let [first, second, third, fourth, fifth, sixth, seventh, eighth, ..] = hash;
    u64::from_be_bytes([first, second, third, fourth, fifth, sixth, seventh, eighth])
}
