//! Text in its encodings: UTF-8, UTF-16 in either order, and Windows-1252 when somebody says so, all made UTF-8 while it is read.
//!
//! Excel writes UTF-16 ("Unicode text") with a mark at the beginning and CSV in the code page of the machine without one; only the first can be told by
//! looking. What is no text becomes U+FFFD, which no name may hold.

use std::io::{self, BufRead, BufReader, Read};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// By the mark at its beginning; without one UTF-8, unless it shows the zeros of UTF-16.
    Auto,
    /// UTF-8, with or without a mark.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// The code page of Western Windows.
    Windows1252,
}

/// How much is read at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// What the bytes 0x80 to 0x9F are in Windows-1252; five of them are nothing.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{fffd}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{fffd}', '\u{17d}', '\u{fffd}', '\u{fffd}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{fffd}', '\u{17e}', '\u{178}',
];

/// Reads a file as UTF-8, whatever it is written in; the mark at its beginning is gone.
pub fn reader<'a>(input: Box<dyn Read + 'a>, encoding: Encoding) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut input = BufReader::with_capacity(CHUNK, input);
    let head = input.fill_buf()?;
    let encoding = if encoding == Encoding::Auto { guess(head) } else { encoding };
    let mark = mark(head, encoding);
    input.consume(mark);
    Ok(match encoding {
        Encoding::Auto | Encoding::Utf8 => Box::new(input),
        other => Box::new(BufReader::with_capacity(
            CHUNK,
            Transcoder { input, encoding: other, high: None, out: Vec::new(), at: 0 },
        )),
    })
}

fn guess(head: &[u8]) -> Encoding {
    match head {
        [0xff, 0xfe, ..] => Encoding::Utf16Le,
        [0xfe, 0xff, ..] => Encoding::Utf16Be,
        [first, 0, ..] if *first != 0 => Encoding::Utf16Le,
        [0, second, ..] if *second != 0 => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    }
}

fn mark(head: &[u8], encoding: Encoding) -> usize {
    match (encoding, head) {
        (Encoding::Utf8, [0xef, 0xbb, 0xbf, ..]) => 3,
        (Encoding::Utf16Le, [0xff, 0xfe, ..]) | (Encoding::Utf16Be, [0xfe, 0xff, ..]) => 2,
        _ => 0,
    }
}

struct Transcoder<R> {
    input: R,
    encoding: Encoding,
    /// The first half of a pair of surrogates.
    high: Option<u16>,
    out: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Transcoder<R> {
    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        if self.encoding == Encoding::Windows1252 {
            let got = self.input.fill_buf()?;
            let length = got.len();
            let text: String = got.iter().map(|byte| western(*byte)).collect();
            self.out.extend_from_slice(text.as_bytes());
            self.input.consume(length);
            return Ok(());
        }
        while self.out.len() < CHUNK {
            let Some(unit) = self.unit()? else { break };
            self.take(unit);
        }
        if self.out.is_empty() && self.high.take().is_some() {
            push(&mut self.out, char::REPLACEMENT_CHARACTER);
        }
        Ok(())
    }

    /// The next two bytes; half a unit at the end is no text.
    fn unit(&mut self) -> io::Result<Option<u16>> {
        let mut pair = [0; 2];
        for (place, byte) in pair.iter_mut().enumerate() {
            if self.input.read(std::slice::from_mut(byte))? == 0 {
                return Ok((place == 1).then_some(0xfffd));
            }
        }
        Ok(Some(if self.encoding == Encoding::Utf16Le { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }))
    }

    fn take(&mut self, unit: u16) {
        let high = self.high.take();
        let is_high = (0xd800..0xdc00).contains(&unit);
        if let Some(high) = high {
            match char::decode_utf16([high, unit]).next() {
                Some(Ok(whole)) => return push(&mut self.out, whole),
                _ => push(&mut self.out, char::REPLACEMENT_CHARACTER),
            }
        }
        if is_high {
            self.high = Some(unit);
        } else {
            push(&mut self.out, char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
}

fn push(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn western(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.out.len() {
            self.refill()?;
        }
        let rest = self.out.get(self.at..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "naam;e-mail\r\nZoë €;z@example.org 😀\n";

    fn read(bytes: &[u8], encoding: Encoding) -> String {
        let mut text = String::new();
        reader(Box::new(bytes), encoding).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn utf16(order: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        let marked = if mark { format!("\u{feff}{TEXT}") } else { TEXT.to_owned() };
        marked.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        assert_eq!(read(TEXT.as_bytes(), Encoding::Auto), TEXT);
        assert_eq!(read(format!("\u{feff}{TEXT}").as_bytes(), Encoding::Auto), TEXT);
        for mark in [true, false] {
            assert_eq!(read(&utf16(u16::to_le_bytes, mark), Encoding::Auto), TEXT);
            assert_eq!(read(&utf16(u16::to_be_bytes, mark), Encoding::Auto), TEXT);
        }
        let western = b"Zo\xeb \x80 \x81";
        assert_eq!(read(western, Encoding::Windows1252), "Zoë € \u{fffd}");
    }

    #[test]
    fn more_than_a_chunk_is_whole() {
        let long = "aé😀".repeat(CHUNK);
        let bytes: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&bytes, Encoding::Utf16Le), long);
    }

    #[test]
    fn half_a_character_is_none() {
        assert_eq!(read(&[0x61, 0, 0x3d, 0xd8, 0x62, 0, 0x3d, 0xd8], Encoding::Utf16Le), "a\u{fffd}b\u{fffd}");
        assert_eq!(read(&[0x61, 0, 0x62], Encoding::Utf16Le), "a\u{fffd}");
        assert_eq!(read(b"", Encoding::Auto), "");
    }
}
