//! The key file's text: a heading, then one key a line.
//!
//! ```text
//! poortwachter-keys v1
//! # a comment
//! k-1f0a93cd  <32 bytes in base64>  active
//! k-77e2b101  <32 bytes in base64>  retired
//! ```
//!
//! Reading and writing the file itself, with its mode, is the binary's work. Errors name the line, never what stands on it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{Keyring, RootKey};
use crate::rng::{Rng, random_bytes};

const HEADING: &str = "poortwachter-keys v1";
const ACTIVE: &str = "active";
const RETIRED: &str = "retired";
const MAX_ID: usize = 32;

/// What is wrong with a key file; lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum KeyFileError {
    /// The first line is not the heading of a version that this program reads.
    #[error("line 1: expected \"{HEADING}\"")]
    Heading,
    /// A line does not have the three words.
    #[error("line {line}: expected \"<key id> <base64 key> active|retired\"")]
    Shape {
        /// Where.
        line: usize,
    },
    /// A key id has other characters than a-z, 0-9 and "-", or is longer than 32.
    #[error("line {line}: a key id is 1 to {MAX_ID} characters of a-z, 0-9 and \"-\"")]
    KeyId {
        /// Where.
        line: usize,
    },
    /// A key is not 32 bytes in base64.
    #[error("line {line}: a key is 32 bytes in base64 (44 characters)")]
    Key {
        /// Where.
        line: usize,
    },
    /// A key id, or a key, stands in the file twice.
    #[error("line {line}: this key id or key stands in the file already")]
    Twice {
        /// Where.
        line: usize,
    },
    /// Not exactly one key is active.
    #[error("expected exactly one active key, found {found}")]
    Active {
        /// How many were active.
        found: usize,
    },
}

impl Keyring {
    /// Reads a key file's text.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let mut lines = text.lines().zip(1..);
        if lines.next().is_none_or(|(heading, _)| heading.trim_end() != HEADING) {
            return Err(KeyFileError::Heading);
        }
        let (mut active, mut retired) = (Vec::new(), Vec::new());
        for (text, line) in lines {
            if text.trim().is_empty() || text.trim_start().starts_with('#') {
                continue;
            }
            let (key, is_active) = parse_line(text, line)?;
            if active.iter().chain(&retired).any(|other| clashes(other, &key)) {
                return Err(KeyFileError::Twice { line });
            }
            if is_active { &mut active } else { &mut retired }.push(key);
        }
        if active.len() != 1 {
            return Err(KeyFileError::Active { found: active.len() });
        }
        active.append(&mut retired);
        Ok(Self { keys: active })
    }

    /// Makes a keyring of one new key, and the text of its file.
    pub fn generate(rng: &dyn Rng) -> (Self, Zeroizing<String>) {
        let id = format!("k-{:08x}", u32::from_be_bytes(random_bytes(rng)));
        let secret = Zeroizing::new(random_bytes(rng));
        let encoded = Zeroizing::new(STANDARD.encode(secret.as_slice()));
        let text = Zeroizing::new(format!(
            "{HEADING}\n# Without this file nobody can log in. Keep a copy apart from the database's copies.\n\
             {id} {} {ACTIVE}\n",
            encoded.as_str(),
        ));
        (Self { keys: vec![RootKey { id, secret }] }, text)
    }
}

fn parse_line(text: &str, line: usize) -> Result<(RootKey, bool), KeyFileError> {
    let mut words = text.split_whitespace();
    let (Some(id), Some(key), Some(state), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err(KeyFileError::Shape { line });
    };
    let is_active = match state {
        ACTIVE => true,
        RETIRED => false,
        _ => return Err(KeyFileError::Shape { line }),
    };
    if !is_key_id(id) {
        return Err(KeyFileError::KeyId { line });
    }
    let secret = decode_key(key).ok_or(KeyFileError::Key { line })?;
    Ok((RootKey { id: id.to_owned(), secret }, is_active))
}

/// Ids are part of envelopes, whose separator is a dot.
pub(super) fn is_key_id(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn decode_key(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

fn clashes(one: &RootKey, other: &RootKey) -> bool {
    one.id == other.id || one.secret == other.secret
}
