//! Which SQLite library is linked in.
//!
//! Versions before 3.51.3 can lose a committed write when it races a checkpoint of the write-ahead log, so they are refused.

use crate::StoreError;

const LEAST: [u32; 3] = [3, 51, 3];

/// Refuses a library that is too old; `found` is what `sqlite_version()` says.
pub(super) fn check(found: &str) -> Result<(), StoreError> {
    match parse(found) {
        Some(version) if version >= LEAST => Ok(()),
        _ => Err(StoreError::OldSqlite { found: found.to_owned() }),
    }
}

fn parse(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split('.').map(|part| part.parse::<u32>().ok());
    let version = [parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?];
    Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_everything_before_3_51_3() {
        for old in ["3.40.1", "3.51.2", "3.51", "2.99.99", "", "new", "3.x.9"] {
            assert!(matches!(check(old), Err(StoreError::OldSqlite { .. })), "{old}");
        }
        for new in ["3.51.3", "3.51.10", "3.52.0", "3.100.0", "4.0.0"] {
            assert!(check(new).is_ok(), "{new}");
        }
    }
}
