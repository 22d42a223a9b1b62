//! Lines to keys to a filter.
//!
//! Memory while building: 8 to 16 bytes for each line that is kept (the list doubles as it grows), and 26 more for each different password while
//! the filter is made.

use data_encoding::HEXUPPER_PERMISSIVE;
use jiff::Timestamp;
use xorf::BinaryFuse16;

use super::{LeakFacts, LeakFilter, key_of, key_of_hash};

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFormat {
    /// `SHA1HEX:COUNT`, or only the 40 figures; upper or lower case.
    Sha1,
    /// A password a line, in UTF-8.
    Plain,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeakLine {
    /// It was put in.
    Kept,
    /// It was seen too seldom, is empty, or longer than any password can be.
    Passed,
    /// It is not written as the format says.
    Wrong,
}

/// Why no filter came of the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFilter {
    /// No line was kept.
    #[error("no password was kept")]
    Empty,
    /// More than a filter of this kind can hold.
    #[error("more than {} passwords", LeakBuilder::MOST)]
    TooMany,
    /// The construction did not come to an end; with different keys that does not happen.
    #[error("the filter could not be made")]
    Failed,
}

/// Collects the keys of lines.
#[derive(Debug)]
pub struct LeakBuilder {
    format: LineFormat,
    min_count: u64,
    keys: Vec<u64>,
}

impl LeakBuilder {
    /// The most passwords in one filter: its positions are numbers of 32 bits.
    pub const MOST: usize = 3_000_000_000;

    /// A builder for lines of this format that keeps what was seen at least `min_count` times; a line without a count was seen once.
    pub fn new(format: LineFormat, min_count: u64) -> Self {
        Self { format, min_count, keys: Vec::new() }
    }

    /// Takes one line, with or without its end.
    pub fn line(&mut self, line: &[u8]) -> LeakLine {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return LeakLine::Passed;
        }
        let read = match self.format {
            LineFormat::Sha1 => hashed(line),
            LineFormat::Plain => plain(line),
        };
        let Some((key, count)) = read else { return LeakLine::Wrong };
        match key {
            Some(key) if count >= self.min_count => {
                self.keys.push(key);
                LeakLine::Kept
            }
            _ => LeakLine::Passed,
        }
    }

    /// How many lines were kept.
    pub fn kept(&self) -> usize {
        self.keys.len()
    }

    /// Makes the filter; a password that stood there twice counts once.
    pub fn finish(mut self, built_at: Timestamp) -> Result<LeakFilter, NoFilter> {
        self.keys.sort_unstable();
        self.keys.dedup();
        let entries = self.keys.len() as u64;
        match self.keys.len() {
            0 => return Err(NoFilter::Empty),
            // The construction knows no filter of one; a second key, of no password that anybody knows, changes nothing else.
            1 => self.keys.push(!self.keys[0]),
            many if many > Self::MOST => return Err(NoFilter::TooMany),
            _ => {}
        }
        let filter = BinaryFuse16::try_from(&self.keys).map_err(|_| NoFilter::Failed)?;
        let built_at = Timestamp::from_second(built_at.as_second()).unwrap_or(built_at);
        Ok(LeakFilter { about: LeakFacts { entries, min_count: self.min_count, built_at }, filter })
    }
}

/// Key and count of `SHA1HEX:COUNT`.
fn hashed(line: &[u8]) -> Option<(Option<u64>, u64)> {
    let (hex, rest) = line.split_at_checked(40)?;
    let mut hash = [0; 20];
    HEXUPPER_PERMISSIVE.decode_mut(hex, &mut hash).ok()?;
    let count = match rest {
        [] => 1,
        [b':', count @ ..] => std::str::from_utf8(count).ok()?.trim().parse().ok()?,
        _ => return None,
    };
    Some((Some(key_of_hash(hash)), count))
}

/// The key of a password; none for one that is longer than anybody may use.
fn plain(line: &[u8]) -> Option<(Option<u64>, u64)> {
    let text = std::str::from_utf8(line).ok()?;
    let usable = text.chars().count() <= super::super::MAX_LENGTH;
    Some((usable.then(|| key_of(text)), 1))
}
