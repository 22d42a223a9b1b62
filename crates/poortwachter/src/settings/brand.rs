//! The name, colour and mark of the organisation whose portal this is.

use std::path::{Path, PathBuf};

use super::key::{Kind, Standing, keys, parses, readable};
use crate::complaint::Complaint;

/// The most bytes that a logo may have: it is sent with every first page.
const LOGO_MOST: u64 = 100 * 1024;

keys! {
    /// The keys of `[brand]`.
    pub struct Brand {
        /// The name of the product, at the top of every page.
        product: String = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Default("\"Poortwachter\"");
        /// The name of the organisation, on the recovery card and in mails. Without it the product's name stands there.
        organisation: Option<String> = Kind::Text { expected: "a name of at most 200 characters", check: readable },
            Standing::Absent("\"Voorbeeld BV\"");
        /// The colour of buttons and links.
        accent: Accent = Kind::Text { expected: "a colour as #rrggbb", check: parses::<Accent> }, Standing::Default("\"#1f4e8c\"");
        /// A picture for the top of the page: an .svg or .png file of at most 100 KiB.
        logo: Option<PathBuf> = Kind::Text { expected: "the path of an .svg or .png file", check: picture }, Standing::Absent("\"/etc/poortwachter/logo.svg\"");
        /// The organisation's address on letters, a text for each line.
        address: Vec<String> = Kind::Texts { expected: "texts of at most 200 characters", check: readable }, Standing::Default("[]");
    }
}

/// A colour of three bytes: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Accent(pub [u8; 3]);

impl Accent {
    /// The colour as CSS writes it, `#rrggbb`.
    pub fn css(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

impl TryFrom<String> for Accent {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.strip_prefix('#').ok_or("the # is missing")?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err("it does not have six hexadecimal digits");
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| "it is not a colour")?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

/// The logo as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// `image/svg+xml` or `image/png`.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Brand {
    /// The organisation's name, or the product's when it has none.
    pub fn organisation(&self) -> &str {
        self.organisation.as_deref().unwrap_or(&self.product)
    }

    /// Reads the logo; a file that is too large, or not the picture that its name says, is a complaint.
    pub fn load_logo(&self) -> Result<Option<Logo>, Complaint> {
        self.logo.as_deref().map(read_logo).transpose()
    }
}

fn read_logo(file: &Path) -> Result<Logo, Complaint> {
    let complain = |found: String, advice: &str| Complaint::new(found, advice).in_file(file).about("brand.logo");
    let unreadable = |error: std::io::Error| {
        complain(format!("a file that cannot be read ({error})"), "give the path of a file that the portal may read")
    };
    let length = std::fs::metadata(file).map_err(unreadable)?.len();
    if length > LOGO_MOST {
        return Err(complain(format!("{length} bytes"), "make the picture smaller than 102400 bytes"));
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let is_png = extension(file) == Some("png");
    let as_named = if is_png {
        bytes.starts_with(b"\x89PNG\r\n\x1a\n")
    } else {
        std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg"))
    };
    if !as_named {
        return Err(complain(
            "something else than the picture that its name says".into(),
            "save it as .svg or .png again",
        ));
    }
    Ok(Logo { media_type: if is_png { "image/png" } else { "image/svg+xml" }, bytes })
}

fn picture(text: &str) -> Result<(), &'static str> {
    match extension(Path::new(text)) {
        Some("svg" | "png") => Ok(()),
        _ => Err("it does not end in .svg or .png"),
    }
}

fn extension(file: &Path) -> Option<&str> {
    file.extension().and_then(|extension| extension.to_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_three_bytes() {
        assert_eq!(Accent::try_from("#1F4e8c".to_owned()), Ok(Accent([0x1f, 0x4e, 0x8c])));
        assert_eq!(Accent([1, 2, 255]).css(), "#0102ff");
        for bad in ["", "1f4e8c", "#fff", "#1f4e8g", "#+f4e8c", "blue", "#1f4e8c;}", "#é1f4e"] {
            assert!(Accent::try_from(bad.to_owned()).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn a_logo_is_small_and_what_its_name_says() {
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str, bytes: &[u8]| {
            let file = folder.path().join(name);
            std::fs::write(&file, bytes).unwrap();
            read_logo(&file).map(|logo| logo.media_type).map_err(|complaint| complaint.to_string())
        };
        assert_eq!(read("a.svg", b"<?xml version=\"1.0\"?><svg/>"), Ok("image/svg+xml"));
        assert_eq!(read("a.png", b"\x89PNG\r\n\x1a\nrest"), Ok("image/png"));
        assert!(read("b.png", b"<svg/>").unwrap_err().contains("something else"));
        assert!(read("c.svg", &vec![b' '; 102_401]).unwrap_err().contains("102401 bytes"));
        assert!(read_logo(&folder.path().join("gone.svg")).unwrap_err().to_string().contains("brand.logo"));
    }
}
