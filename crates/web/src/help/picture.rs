//! Pictures: what kind they are by their content, and how large, without decoding them.

use super::check::HelpComplaint;
use super::library::{HelpFile, Owner};
use crate::look::assets::fingerprint;

/// The kinds that are served. No SVG: it can hold script and links, and a screen is no drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    WebP,
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")).then_some(Self::WebP)
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// A picture as it is served.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) kind: Kind,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    /// Its name under `/assets/`, with a fingerprint of its content.
    pub(super) asset: String,
    pub(super) bytes: Vec<u8>,
    pub(super) owner: Owner,
}

impl Picture {
    /// Takes a file whose content is the kind of picture that its name says.
    pub(super) fn read(file: &HelpFile, name: &str, owner: Owner) -> Result<Self, HelpComplaint> {
        let complain = |found: &str| HelpComplaint::of(&file.path, found, "save the picture as .png or .webp again");
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        if !["png", "webp"].contains(&ending) {
            return Err(HelpComplaint::of(
                &file.path,
                "a file that is neither .md nor .png nor .webp",
                "take it out; pictures are .png or .webp, and .svg is not served",
            ));
        }
        let kind = Kind::of(&file.bytes)
            .filter(|kind| kind.ending() == ending)
            .ok_or_else(|| complain("something else than the picture that its name says"))?;
        let size = size(kind, &file.bytes)
            .filter(|(width, height)| (1..=8192).contains(width) && (1..=8192).contains(height))
            .ok_or_else(|| complain("a picture whose size cannot be read, or of more than 8192 pixels"))?;
        let asset = format!("help-{stem}-{}.{ending}", fingerprint(&file.bytes));
        Ok(Self { kind, size, asset, bytes: file.bytes.clone(), owner })
    }

    /// The address that it is served at.
    pub(super) fn url(&self) -> String {
        format!("/assets/{}", self.asset)
    }
}

fn size(kind: Kind, bytes: &[u8]) -> Option<(u32, u32)> {
    match kind {
        Kind::Png => png_size(bytes),
        Kind::WebP => webp_size(bytes),
    }
}

/// Width and height of the header chunk (PNG specification section 11.2.1), which is always the first.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}

/// Width and height of the first chunk: lossy (RFC 6386 section 9.1), lossless or extended (RFC 9649 sections 3.4 and 2.7).
fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let byte = |at: usize| bytes.get(at).copied().map(u32::from);
    let long = |at: usize| Some(short(at)? | byte(at + 2)? << 16);
    match bytes.get(12..16)? {
        b"VP8 " if bytes.get(23..26)? == [0x9d, 0x01, 0x2a] => Some((short(26)? & 0x3fff, short(28)? & 0x3fff)),
        b"VP8L" if byte(20)? == 0x2f => {
            let packed = short(21)? | short(23)? << 16;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((long(24)? + 1, long(27)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, bytes: &[u8]) -> Result<(u32, u32), String> {
        let file = HelpFile { path: format!("nl/{name}"), bytes: bytes.to_vec() };
        Picture::read(&file, name, Owner::Operator).map(|picture| picture.size).map_err(|error| error.to_string())
    }

    fn webp(chunk: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP".as_slice(), chunk].concat()
    }

    #[test]
    fn the_size_is_read_from_each_kind() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xc8rest";
        assert_eq!(read("a.png", png), Ok((320, 200)));
        let lossy = webp(b"VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\xc8\x00");
        assert_eq!(read("a.webp", &lossy), Ok((320, 200)));
        let packed: u32 = 0x013f | 0x00c7 << 14;
        let lossless = webp(&[b"VP8L\0\0\0\0\x2f".as_slice(), &packed.to_le_bytes()].concat());
        assert_eq!(read("a.webp", &lossless), Ok((320, 200)));
        let extended = webp(b"VP8X\0\0\0\0\0\0\0\0\x3f\x01\x00\xc7\x00\x00");
        assert_eq!(read("a.webp", &extended), Ok((320, 200)));
    }

    #[test]
    fn what_is_not_the_picture_of_its_name_is_refused() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xc8";
        assert!(read("a.webp", png).unwrap_err().contains("something else"));
        assert!(read("a.png", b"<svg/>").unwrap_err().contains("something else"));
        assert!(read("a.svg", b"<svg/>").unwrap_err().contains(".svg is not served"));
        assert!(read("a.png", &png[..18]).unwrap_err().contains("size cannot be read"));
        assert!(read("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\xc8").is_err());
        for cut in 0..30 {
            let whole = webp(b"VP8X\0\0\0\0\0\0\0\0\x3f\x01\x00\xc7\x00\x00");
            assert!(read("a.webp", &whole[..cut.min(whole.len() - 1)]).is_err(), "{cut}");
        }
    }
}
