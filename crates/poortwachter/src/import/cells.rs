//! Records that are separated by a sign and ended by a line end, with quotes where those stand in a text (RFC 4180).
//!
//! Own code and no library, because of what it has to say: on which line something is wrong, and that a quote is never closed, where libraries take the
//! rest of the file for one field. Whatever the file is, no more than [`LONGEST`] bytes are held.

use std::io::{self, BufRead};

use super::record::{COLUMNS, LONGEST};

/// Reads one record after the other.
pub struct Cells<R> {
    input: R,
    delimiter: u8,
    /// The line that is read now.
    line: u64,
    /// Whether the last byte was a carriage return.
    returned: bool,
}

/// One record, or what is wrong with it.
pub struct Row {
    /// The line on which it begins.
    pub line: u64,
    /// Its fields.
    pub cells: Result<Vec<String>, String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the beginning of a field.
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: doubled, or the end.
    Quote,
}

/// A record while it is read.
struct Growing {
    cells: Vec<Vec<u8>>,
    now: Vec<u8>,
    size: usize,
    at: At,
    wrong: Option<String>,
}

impl<R: BufRead> Cells<R> {
    /// Reads records with this sign between their fields.
    pub fn new(input: R, delimiter: u8) -> Self {
        Self { input, delimiter, line: 1, returned: false }
    }

    /// The next record that is not empty; `None` at the end.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let line = self.line;
            let Some(growing) = self.grow()? else { return Ok(None) };
            if let Some(cells) = growing.finish() {
                return Ok(Some(Row { line, cells }));
            }
        }
    }

    fn grow(&mut self) -> io::Result<Option<Growing>> {
        let mut growing = Growing { cells: Vec::new(), now: Vec::new(), size: 0, at: At::Start, wrong: None };
        let mut any = false;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                growing.end_of_file();
                return Ok(any.then_some(growing));
            }
            any = true;
            let (mut used, mut ended) = (0, false);
            for &byte in buffer {
                used += 1;
                let ends_line = byte == b'\r' || (byte == b'\n' && !self.returned);
                if byte == b'\n' && self.returned && growing.at != At::Quoted {
                    // The second half of a line end that was counted already.
                    self.returned = false;
                    continue;
                }
                self.line += u64::from(ends_line);
                self.returned = byte == b'\r';
                if growing.take(byte, self.delimiter) {
                    ended = true;
                    break;
                }
            }
            self.input.consume(used);
            if ended {
                return Ok(Some(growing));
            }
        }
    }
}

impl Growing {
    /// Takes one byte; whether the record ends with it.
    fn take(&mut self, byte: u8, delimiter: u8) -> bool {
        let ends_line = matches!(byte, b'\r' | b'\n');
        match (self.at, byte) {
            (At::Start, b'"') => self.at = At::Quoted,
            (At::Quoted, b'"') => self.at = At::Quote,
            // A quote that is never closed must not swallow the rest of the file.
            (At::Quoted, _) if ends_line && self.wrong.is_some() => return true,
            (At::Quoted, _) => self.push(byte),
            (At::Quote, b'"') => {
                self.push(byte);
                self.at = At::Quoted;
            }
            (_, _) if ends_line => return true,
            (_, _) if byte == delimiter => self.next_cell(),
            (At::Quote, _) => self.complain("text behind a closing quote; write a quote inside quotes twice"),
            (At::Start | At::Plain, _) => {
                self.at = At::Plain;
                self.push(byte);
            }
        }
        false
    }

    fn push(&mut self, byte: u8) {
        self.size += 1;
        if byte == 0 {
            self.complain("a NUL character; is this a text file?");
        } else if self.size > LONGEST {
            let quote = if self.at == At::Quoted { "; is a quote never closed?" } else { "" };
            self.complain(&format!("more than {LONGEST} bytes in one record{quote}"));
        } else if self.wrong.is_none() {
            self.now.push(byte);
        }
    }

    fn next_cell(&mut self) {
        self.at = At::Start;
        if self.wrong.is_some() {
            return;
        }
        self.cells.push(std::mem::take(&mut self.now));
        if self.cells.len() >= COLUMNS {
            self.complain(&format!("more than {COLUMNS} fields"));
        }
    }

    /// The first complaint counts; nothing more is kept of the record.
    fn complain(&mut self, why: &str) {
        if self.wrong.is_none() {
            self.wrong = Some(why.to_owned());
            (self.cells, self.now) = (Vec::new(), Vec::new());
        }
    }

    fn end_of_file(&mut self) {
        if self.at == At::Quoted {
            self.complain("a quote that is never closed");
        }
    }

    /// `None` for an empty line.
    fn finish(mut self) -> Option<Result<Vec<String>, String>> {
        if let Some(why) = self.wrong {
            return Some(Err(why));
        }
        if self.cells.is_empty() && self.now.is_empty() && self.at == At::Start {
            return None;
        }
        self.cells.push(self.now);
        let text = |cell: Vec<u8>| String::from_utf8(cell).map(|text| text.trim().to_owned());
        let cells: Result<Vec<String>, _> = self.cells.into_iter().map(text).collect();
        Some(
            cells.map_err(|_| {
                "bytes that are no UTF-8; a file of an older Excel wants --encoding windows-1252".to_owned()
            }),
        )
    }
}

/// The sign between the fields of a first line: of comma, semicolon and tab the one that stands there most.
pub fn guess_delimiter(line: &[u8]) -> u8 {
    let count = |sign: u8| line.split(|byte| *byte == sign).count() - 1;
    [b';', b',', b'\t'].into_iter().max_by_key(|sign| count(*sign)).filter(|sign| count(*sign) > 0).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Vec<(u64, Result<Vec<String>, String>)> {
        let mut cells = Cells::new(io::BufReader::with_capacity(3, text.as_bytes()), delimiter);
        let mut all = Vec::new();
        while let Some(row) = cells.next_row().unwrap() {
            all.push((row.line, row.cells));
        }
        all
    }

    fn good(line: u64, cells: &[&str]) -> (u64, Result<Vec<String>, String>) {
        (line, Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()))
    }

    #[test]
    fn rfc_4180_and_what_excel_makes_of_it() {
        assert_eq!(rows("a,b\r\n1,2\r\n", b','), [good(1, &["a", "b"]), good(2, &["1", "2"])]);
        assert_eq!(rows("a;\"b;c\"\n\n;\n", b';'), [good(1, &["a", "b;c"]), good(3, &["", ""])]);
        assert_eq!(rows("a,\"b \"\"c\"\"\nd\"\r\nx,y", b','), [good(1, &["a", "b \"c\"\nd"]), good(3, &["x", "y"])]);
        assert_eq!(rows("a\rb\r", b','), [good(1, &["a"]), good(2, &["b"])]);
        assert_eq!(rows("\"\"\nO\"Brien\n", b','), [good(1, &[""]), good(2, &["O\"Brien"])]);
        assert!(rows("", b',').is_empty() && rows("\r\n\n", b',').is_empty());
    }

    #[test]
    fn what_is_broken_says_where_and_the_next_line_is_read() {
        let all = rows("a,b\n\"x\"y,2\n1,2\nnul\0,1\n3,4\n\"never\n5,6\n", b',');
        let lines: Vec<(u64, bool)> = all.iter().map(|(line, cells)| (*line, cells.is_ok())).collect();
        assert_eq!(lines, [(1, true), (2, false), (3, true), (4, false), (5, true), (6, false)]);
        assert_eq!(all[5].1, Err("a quote that is never closed".to_owned()));
        let mut bytes = Cells::new(&b"a\n\xff\xfe\n"[..], b',');
        bytes.next_row().unwrap();
        let row = bytes.next_row().unwrap().unwrap();
        assert!(row.line == 2 && row.cells.unwrap_err().contains("--encoding windows-1252"));
    }

    #[test]
    fn a_quote_that_is_never_closed_swallows_no_more_than_one_record_may_have() {
        let text = format!("a\n\"{}\nb\n", "x\n".repeat(LONGEST));
        let all = rows(&text, b',');
        assert_eq!(all.len(), LONGEST / 2 + 2, "the lines behind it are read again");
        assert!(all[1].0 == 2 && all[1].1.as_ref().unwrap_err().contains("is a quote never closed?"));
        assert_eq!(all.last().unwrap().1, Ok(vec!["b".to_owned()]));
    }

    #[test]
    fn the_sign_between_fields_is_guessed() {
        for (line, sign) in [("a,b", b','), ("a;b;c,d", b';'), ("a\tb", b'\t'), ("username", b','), ("a,b;c,d", b',')] {
            assert_eq!(guess_delimiter(line.as_bytes()), sign, "{line}");
        }
    }
}
