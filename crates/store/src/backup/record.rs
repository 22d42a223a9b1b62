//! The lines of a backup, one JSON value each: the header, perhaps the key file, then for each table its name and its rows, then the end.
//!
//! ```text
//! {"poortwachter-backup":1,"program":"0.1.0","schema":12,...}
//! {"table":"accounts","columns":["id","username",...]}
//! [{"b":"AZr..."},"bea",null,1800000000000000]
//! {"end":{"meta":2,"accounts":1,...},"mac":"m1.k-1f0a93cd...."}
//! ```
//!
//! Numbers are 64-bit, times are microseconds since 1970, bytes are base64 (RFC 4648 section 4) under `b`. The MAC is over the SHA-256 of all lines
//! before the last, under a key that is derived from the key file.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::db::Cell;

/// The form of these lines; another form gets another number.
pub(super) const FORMAT: u64 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupHeader {
    /// The form of the lines.
    #[serde(rename = "poortwachter-backup")]
    pub format: u64,
    /// The version of the program that made it.
    pub program: String,
    /// The newest step of its schema.
    pub schema: i64,
    /// The database that it came from.
    pub engine: String,
    /// When it was taken.
    pub at: Timestamp,
    /// The value by which the right key file is known.
    pub(crate) canary: String,
    /// The signed end of the audit chain.
    pub audit_head: Option<String>,
    /// Messages that were waiting to be sent, which are not in it.
    pub waiting: u64,
    /// Whether the key file is in it.
    pub with_keys: bool,
}

/// Any later line that is no row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Mark {
    Keys { keys: String },
    Table { table: String, columns: Vec<String> },
    End { end: BTreeMap<String, u64>, mac: String },
}

/// A cell as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Written {
    Null(()),
    Int(i64),
    Text(String),
    Bytes { b: String },
}

/// The line of a row, without its end.
pub(super) fn write_row(cells: Vec<Cell>) -> Vec<u8> {
    let written = cells.into_iter().map(|cell| match cell {
        Cell::Null => Written::Null(()),
        Cell::Int(number) => Written::Int(number),
        Cell::Text(text) => Written::Text(text),
        Cell::Bytes(bytes) => Written::Bytes { b: BASE64.encode(&bytes) },
    });
    serde_json::to_vec(&written.collect::<Vec<_>>()).expect("invariant: cells are plain data")
}

/// The cells of a row's line; `None` when it is none.
pub(super) fn read_row(line: &[u8]) -> Option<Vec<Cell>> {
    let written: Vec<Written> = serde_json::from_slice(line).ok()?;
    let cell = |written| {
        Some(match written {
            Written::Null(()) => Cell::Null,
            Written::Int(number) => Cell::Int(number),
            Written::Text(text) => Cell::Text(text),
            Written::Bytes { b } => Cell::Bytes(BASE64.decode(b.as_bytes()).ok()?),
        })
    };
    written.into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let cells = vec![
            Cell::Null,
            Cell::Int(i64::MIN),
            Cell::Int(i64::MAX),
            Cell::Text("a\n\"\u{0}é".to_owned()),
            Cell::Text(String::new()),
            Cell::Bytes(vec![0, 255, 10]),
            Cell::Bytes(Vec::new()),
        ];
        let line = write_row(cells.clone());
        assert!(!line.contains(&b'\n'), "a line has no end inside");
        assert_eq!(read_row(&line), Some(cells));
        for bad in
            ["[1.5]", "[true]", "[{\"b\":\"?\"}]", "[{\"b\":\"\",\"c\":1}]", "[[]]", "[9223372036854775808]", "{}"]
        {
            assert_eq!(read_row(bad.as_bytes()), None, "{bad}");
        }
    }
}
