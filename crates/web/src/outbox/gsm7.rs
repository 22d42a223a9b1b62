//! The default alphabet of SMS (3GPP TS 23.038 section 6.2.1): what may stand in a message of 160 characters, and as which number.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Before a character of the extension table.
const ESCAPE: u8 = 0x1b;

/// The basic table, in the order of its numbers; the place of the escape is kept by a character that is never written.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: each takes two places.
const EXTENSION: [(char, u8); 9] = [
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2f),
    ('[', 0x3c),
    ('~', 0x3d),
    (']', 0x3e),
    ('|', 0x40),
    ('€', 0x65),
];

/// What is written for a character that is not in the alphabet and does not come apart into one that is.
const SUBSTITUTES: [(char, &str); 24] = [
    ('‘', "'"),
    ('’', "'"),
    ('‚', "'"),
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('«', "\""),
    ('»', "\""),
    ('‐', "-"),
    ('‑', "-"),
    ('–', "-"),
    ('—', "-"),
    ('•', "-"),
    ('·', "-"),
    ('Œ', "OE"),
    ('œ', "oe"),
    ('Ł', "L"),
    ('ł', "l"),
    ('Đ', "D"),
    ('đ', "d"),
    ('ı', "i"),
    ('Þ', "Th"),
    ('þ', "th"),
    ('`', "'"),
];

/// A text of the alphabet, each character as its number, one in an octet, as SMPP carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct Gsm7(Vec<u8>);

impl Gsm7 {
    /// Writes the text in the alphabet; `None` when it holds a character that is not in it.
    pub fn encode(text: &str) -> Option<Self> {
        let mut octets = Vec::with_capacity(text.len());
        for character in text.chars() {
            match (basic(character), extension(character)) {
                (Some(number), _) => octets.push(number),
                (None, Some(number)) => octets.extend([ESCAPE, number]),
                (None, None) => return None,
            }
        }
        Some(Self(octets))
    }

    /// The numbers.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

/// How many of the 160 places a text takes; `None` when it holds a character that is not in the alphabet.
pub fn septets(text: &str) -> Option<usize> {
    Gsm7::encode(text).map(|encoded| encoded.0.len())
}

fn basic(character: char) -> Option<u8> {
    let place = BASIC.chars().position(|known| known == character)?;
    u8::try_from(place).ok().filter(|number| *number != ESCAPE)
}

fn extension(character: char) -> Option<u8> {
    EXTENSION.iter().find(|(known, _)| *known == character).map(|(_, number)| *number)
}

/// The nearest that can be written: accents go where they must, typographic marks become plain ones, anything else is left out.
pub(super) fn nearest(text: &str) -> String {
    let mut written = String::new();
    for character in text.chars() {
        if character.is_control() || character.is_whitespace() {
            written.push(' ');
        } else if septets(character.encode_utf8(&mut [0; 4])).is_some() {
            written.push(character);
        } else if let Some((_, substitute)) = SUBSTITUTES.iter().find(|(known, _)| *known == character) {
            written.push_str(substitute);
        } else {
            let parts = std::iter::once(character).nfkd().filter(|part| !is_combining_mark(*part));
            written.extend(parts.filter(|part| basic(*part).is_some()));
        }
    }
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_has_its_numbers() {
        // 3GPP TS 23.038: the corners of the table.
        for (character, number) in
            [('@', 0x00), ('_', 0x11), (' ', 0x20), ('0', 0x30), ('A', 0x41), ('§', 0x5f), ('a', 0x61), ('à', 0x7f)]
        {
            assert_eq!(basic(character), Some(number), "{character}");
        }
        assert_eq!(BASIC.chars().count(), 128);
        assert_eq!(Gsm7::encode("@€#").unwrap().octets(), [0x00, 0x1b, 0x65, 0x23]);
        assert_eq!((septets("a€"), septets("ç"), septets("\u{1b}")), (Some(3), None, None));
    }

    #[test]
    fn what_is_not_in_the_alphabet_becomes_the_nearest() {
        for (text, written) in [
            ("Verzuim\u{ad}Signaal", "VerzuimSignaal"),
            ("Café Zoë’s – Œuvre", "Café Zoe's - OEuvre"),
            ("Łódź\n\tArbo", "Lodz Arbo"),
            ("日本", ""),
            ("ﬁt ™", "fit TM"),
        ] {
            let nearest = nearest(text);
            assert!(septets(&nearest).is_some(), "{nearest}");
            assert_eq!(nearest, written, "{text}");
        }
    }
}
