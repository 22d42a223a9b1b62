//! Keeps a log entry on one line and harmless to a terminal, whatever was in its fields (LO-04).
//!
//! The log's own formatting lets line ends, terminal sequences and marks that turn text round through in displayed fields.
//! Somebody who types one could then write a line of the log. Entries arrive here whole, one in each write.

use std::fmt::Write as _;
use std::io::{self, Write};

use tracing_subscriber::fmt::MakeWriter;

use crate::complaint::disturbs;

/// A writer that replaces what disturbs within an entry by `\u000a` and its like, which JSON understands as well.
#[derive(Clone, Debug)]
pub struct OneLine<W>(pub W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for OneLine<W> {
    type Writer = OneLineWriter<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        OneLineWriter(self.0.make_writer())
    }
}

/// See [`OneLine`].
#[derive(Debug)]
pub struct OneLineWriter<W>(W);

impl<W: Write> Write for OneLineWriter<W> {
    fn write(&mut self, entry: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(entry);
        let content = text.strip_suffix('\n').unwrap_or(&text);
        let mut line = String::with_capacity(text.len());
        for character in content.chars() {
            if disturbs(character) {
                // Writing to a String cannot fail.
                let _ = write!(line, "\\u{:04x}", u32::from(character));
            } else {
                line.push(character);
            }
        }
        line.push_str(&text[content.len()..]);
        self.0.write_all(line.as_bytes())?;
        Ok(entry.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
