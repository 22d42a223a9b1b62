//! A path that means one thing to everybody, or none at all (FA-03).
//!
//! Rules look at the path here and the application behind looks at it again with its own ideas: some merge `//`, some resolve `..`
//! after decoding, some cut `;x` off, some take `\` for `/`. Rather than guess which, every path that two programs could read in
//! two ways is refused. What is left is decoded once, and is what rules compare.

use std::fmt;

use percent_encoding::percent_decode_str;

/// A path that was checked: decoded, beginning with a slash, without empty, `.` and `..` segments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CleanPath(String);

/// Why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PathFault {
    /// Does not begin with a slash (also `*` and `host:port`).
    #[error("the path does not begin with a slash")]
    NotAbsolute,
    /// Two slashes in a row.
    #[error("the path has an empty segment")]
    EmptySegment,
    /// A segment `.` or `..`, in whatever spelling.
    #[error("the path has a segment of dots")]
    Dots,
    /// A character that some programs take for another or cut off, plain or encoded: backslash, `;`, control characters, characters that
    /// look like a dot or slash, a dot or space at the end of a segment.
    #[error("the path has a character that could be read in two ways")]
    Ambiguous,
    /// An encoding that is none, an encoded slash, something encoded twice, or no UTF-8.
    #[error("the path has an encoding that could be read in two ways")]
    Encoding,
}

/// Characters that become `.` `/` or `\` in a best-fit conversion.
const LOOKALIKES: [char; 9] =
    ['\u{2024}', '\u{2044}', '\u{2215}', '\u{2216}', '\u{29f8}', '\u{3002}', '\u{ff0e}', '\u{ff0f}', '\u{ff3c}'];

impl CleanPath {
    /// Checks and decodes a path without its query.
    pub fn parse(raw: &str) -> Result<Self, PathFault> {
        if !raw.starts_with('/') {
            return Err(PathFault::NotAbsolute);
        }
        // Browsers encode these; a plain one was written by hand.
        if !raw.bytes().all(|b| b.is_ascii_graphic() && b != b'#') {
            return Err(PathFault::Ambiguous);
        }
        check_encoding(raw)?;
        let decoded = percent_decode_str(raw).decode_utf8().map_err(|_| PathFault::Encoding)?;
        check_decoded(&decoded)?;
        Ok(Self(decoded.into_owned()))
    }

    /// Whether a decoded path could come out of [`CleanPath::parse`].
    pub(super) fn is_clean(decoded: &str) -> bool {
        decoded.starts_with('/') && check_decoded(decoded).is_ok()
    }

    /// The decoded path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the prefix or stands below it: `/admin` covers `/admin` and `/admin/x`, not `/administrator`.
    pub fn is_below(&self, prefix: &str) -> bool {
        below(&self.0, prefix)
    }

    /// The same for programs that do not mind the case of letters.
    pub(super) fn is_below_whatever_case(&self, prefix: &str) -> bool {
        below(&self.0.to_lowercase(), &prefix.to_lowercase())
    }
}

impl fmt::Display for CleanPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn below(path: &str, prefix: &str) -> bool {
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Checks a decoded path, which begins with a slash.
fn check_decoded(decoded: &str) -> Result<(), PathFault> {
    if is_encoded(decoded) {
        return Err(PathFault::Encoding);
    }
    if decoded.chars().any(|c| c.is_control() || c == '\\' || c == ';' || LOOKALIKES.contains(&c)) {
        return Err(PathFault::Ambiguous);
    }
    let segments: Vec<&str> = decoded[1..].split('/').collect();
    let last = segments.len() - 1;
    if segments.iter().take(last).any(|segment| segment.is_empty()) {
        return Err(PathFault::EmptySegment);
    }
    // Three dots and more, and dots with spaces, are `..` to some file systems.
    if segments.iter().any(|segment| !segment.is_empty() && segment.chars().all(|c| c == '.' || c == ' ')) {
        return Err(PathFault::Dots);
    }
    // Windows forgets dots and spaces at the end of a name, and takes what follows `:$` for a stream of the file before it.
    if segments.iter().any(|segment| segment.ends_with(['.', ' ']) || segment.contains(":$")) {
        return Err(PathFault::Ambiguous);
    }
    Ok(())
}

/// Whether a program that decodes once more would find something to decode.
fn is_encoded(decoded: &str) -> bool {
    let code = |part: &str| {
        let bytes = part.as_bytes();
        let hex = bytes.len() >= 2 && bytes[..2].iter().all(u8::is_ascii_hexdigit);
        hex || part.starts_with(['u', 'U'])
    };
    decoded.split('%').skip(1).any(code)
}

fn check_encoding(raw: &str) -> Result<(), PathFault> {
    for part in raw.split('%').skip(1) {
        let code = part.get(..2).filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.map(str::to_ascii_lowercase).as_deref() {
            None | Some("2f") => return Err(PathFault::Encoding),
            Some(_) => {}
        }
    }
    Ok(())
}
