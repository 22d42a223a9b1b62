//! The key file's text: a heading, then one key a line.
//!
//! ```text
//! poortwachter-keys v1
//! # a comment
//! k-1f0a93cd  <32 bytes in base64>  active
//! k-77e2b101  <32 bytes in base64>  retired 2026-01-31T09:00:00Z
//! k-0c44d2e0  <64 bytes in base64>  remembered
//! ```
//!
//! `next` stands behind a key that is not active yet. What is `remembered` is no key: it checks old signatures and finds the names of people who were erased.
//!
//! Reading and writing the file itself, with its mode, is the binary's work. Errors name the line, never what stands on it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{KeyStage, Keyring, Keys, Remembered, RootKey};
use crate::rng::{Rng, random_bytes};

const HEADING: &str = "poortwachter-keys v1";
const NOTE: &str = "# Without this file nobody can log in. Keep a copy apart from the database's copies.";
const NEXT: &str = "next";
const ACTIVE: &str = "active";
const RETIRED: &str = "retired";
const REMEMBERED: &str = "remembered";
const MAX_ID: usize = 32;

/// What is wrong with a key file; lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum KeyFileError {
    /// The first line is not the heading of a version that this program reads.
    #[error("line 1: expected \"{HEADING}\"")]
    Heading,
    /// A line does not have its three words, or four where a key is retired.
    #[error("line {line}: expected \"<key id> <base64 key> next|active|retired|remembered\"")]
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
    /// A key is not 32 bytes in base64, or what is remembered not 64.
    #[error("line {line}: a key is 32 bytes in base64 (44 characters), what is remembered 64 (88 characters)")]
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
        let mut keys = Keys { roots: Vec::new(), remembered: Vec::new() };
        for (text, line) in lines {
            if !text.trim().is_empty() && !text.trim_start().starts_with('#') {
                take_line(&mut keys, text, line)?;
            }
        }
        let found = keys.roots.iter().filter(|key| key.stage == KeyStage::Active).count();
        if found != 1 {
            return Err(KeyFileError::Active { found });
        }
        Ok(Self::of(keys))
    }

    /// Makes a keyring of one new key, and the text of its file.
    pub fn generate(rng: &dyn Rng) -> (Self, Zeroizing<String>) {
        let keyring = Self::of(Keys { roots: vec![new_root(rng, KeyStage::Active)], remembered: Vec::new() });
        let text = keyring.text();
        (keyring, text)
    }
}

/// A key that was never used.
pub(super) fn new_root(rng: &dyn Rng, stage: KeyStage) -> RootKey {
    let id = format!("k-{:08x}", u32::from_be_bytes(random_bytes(rng)));
    RootKey { id, secret: Zeroizing::new(random_bytes(rng)), stage }
}

/// The text that gives these keys back.
pub(super) fn write(keys: &Keys) -> Zeroizing<String> {
    let lines = keys.roots.len() + keys.remembered.len();
    // Sized at once: a growing text would leave copies of keys behind.
    let mut text = Zeroizing::new(String::with_capacity(200 + lines * 200));
    let mut line = |id: &str, bytes: &[u8], state: &str| {
        let encoded = Zeroizing::new(STANDARD.encode(bytes));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{id} {} {state}", encoded.as_str());
    };
    for key in &keys.roots {
        let state = match key.stage {
            KeyStage::Next => NEXT.to_owned(),
            KeyStage::Active => ACTIVE.to_owned(),
            KeyStage::Retired { since: Some(since) } => format!("{RETIRED} {since}"),
            KeyStage::Retired { since: None } | KeyStage::Remembered => RETIRED.to_owned(),
        };
        line(&key.id, key.secret.as_slice(), &state);
    }
    for key in &keys.remembered {
        let both = Zeroizing::new([key.audit, *key.names].concat());
        line(&key.id, &both, REMEMBERED);
    }
    text.insert_str(0, &format!("{HEADING}\n{NOTE}\n"));
    text
}

fn take_line(keys: &mut Keys, text: &str, line: usize) -> Result<(), KeyFileError> {
    let mut words = text.split_whitespace();
    let (Some(id), Some(key), Some(word)) = (words.next(), words.next(), words.next()) else {
        return Err(KeyFileError::Shape { line });
    };
    let (since, rest) = (words.next(), words.next());
    let stage = read_stage(word, since).filter(|_| rest.is_none()).ok_or(KeyFileError::Shape { line })?;
    if !is_key_id(id) {
        return Err(KeyFileError::KeyId { line });
    }
    if keys.roots.iter().any(|other| other.id == id) || keys.remembered.iter().any(|other| other.id == id) {
        return Err(KeyFileError::Twice { line });
    }
    let id = id.to_owned();
    if stage == KeyStage::Remembered {
        keys.remembered.push(decode_remembered(id, key).ok_or(KeyFileError::Key { line })?);
        return Ok(());
    }
    let secret = decode_key(key).ok_or(KeyFileError::Key { line })?;
    if keys.roots.iter().any(|other| other.secret == secret) {
        return Err(KeyFileError::Twice { line });
    }
    keys.roots.push(RootKey { id, secret, stage });
    Ok(())
}

fn read_stage(word: &str, since: Option<&str>) -> Option<KeyStage> {
    match (word, since) {
        (NEXT, None) => Some(KeyStage::Next),
        (ACTIVE, None) => Some(KeyStage::Active),
        (RETIRED, None) => Some(KeyStage::Retired { since: None }),
        (RETIRED, Some(since)) => since.parse().ok().map(|since| KeyStage::Retired { since: Some(since) }),
        (REMEMBERED, None) => Some(KeyStage::Remembered),
        _ => None,
    }
}

/// Ids are part of envelopes, whose separator is a dot.
pub(super) fn is_key_id(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn decode_key(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

fn decode_remembered(id: String, text: &str) -> Option<Remembered> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    let (audit, names) = bytes.split_at_checked(32)?;
    Some(Remembered { id, audit: audit.try_into().ok()?, names: Zeroizing::new(names.try_into().ok()?) })
}
