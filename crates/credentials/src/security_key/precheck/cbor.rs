//! A reader of the CBOR that keys write (RFC 8949, in the canonical form of CTAP 2.1 section 8), with bounds.
//!
//! Definite lengths only, no tags, no key twice; at most [`MAX_DEPTH`] levels and [`MAX_ITEMS`] items, and nothing is reserved
//! for items that have not been seen. So the work is linear in the input, whatever lengths it claims.

/// A key's attestation object has 4 levels.
const MAX_DEPTH: usize = 8;
/// A key's attestation object has about 20 items.
const MAX_ITEMS: usize = 256;

/// One data item; texts and byte strings are borrowed from the input.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::security_key) enum Item<'a> {
    Integer(i128),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Item<'a>>),
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// True, false, null, a float: of no use here.
    Simple(u8, u64),
}

/// Reads one item that takes the whole input.
pub(super) fn parse(bytes: &[u8]) -> Option<Item<'_>> {
    let (item, rest) = parse_first(bytes)?;
    rest.is_empty().then_some(item)
}

/// Reads the first item and gives what stands after it.
pub(super) fn parse_first(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    let mut reader = Reader { rest: bytes, items: 0 };
    let item = reader.item(0)?;
    Some((item, reader.rest))
}

struct Reader<'a> {
    rest: &'a [u8],
    items: usize,
}

impl<'a> Reader<'a> {
    fn item(&mut self, depth: usize) -> Option<Item<'a>> {
        self.items += 1;
        if depth >= MAX_DEPTH || self.items > MAX_ITEMS {
            return None;
        }
        let (major, info, argument) = self.head()?;
        match major {
            0 => Some(Item::Integer(i128::from(argument))),
            1 => Some(Item::Integer(-1 - i128::from(argument))),
            2 => self.take(argument).map(Item::Bytes),
            3 => std::str::from_utf8(self.take(argument)?).ok().map(Item::Text),
            4 => self.array(argument, depth),
            5 => self.map(argument, depth),
            7 => Some(Item::Simple(info, argument)),
            _ => None,
        }
    }

    /// The major type, the additional information and the argument (RFC 8949 section 3).
    fn head(&mut self) -> Option<(u8, u8, u64)> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        let (major, info) = (first >> 5, first & 0x1f);
        let argument = match info {
            0..=23 => u64::from(info),
            24..=27 => self.take(1 << (info - 24))?.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)),
            // 28 to 30 are reserved, 31 is an indefinite length.
            _ => return None,
        };
        Some((major, info, argument))
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(taken)
    }

    fn array(&mut self, length: u64, depth: usize) -> Option<Item<'a>> {
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(self.item(depth + 1)?);
        }
        Some(Item::Array(items))
    }

    fn map(&mut self, length: u64, depth: usize) -> Option<Item<'a>> {
        let mut members: Vec<(Item<'a>, Item<'a>)> = Vec::new();
        for _ in 0..length {
            let key = self.item(depth + 1)?;
            // Which of two would count is left open by the standard, and two readers may choose differently.
            if members.iter().any(|(known, _)| *known == key) {
                return None;
            }
            members.push((key, self.item(depth + 1)?));
        }
        Some(Item::Map(members))
    }
}

impl<'a> Item<'a> {
    /// The integer, if it is one.
    pub fn as_integer(&self) -> Option<i128> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// The byte string, if it is one.
    pub fn as_bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value of a map's member with this text as its key.
    pub fn get_text(&self, key: &str) -> Option<&Self> {
        self.get(&Item::Text(key))
    }

    /// The value of a map's member with this integer as its key.
    pub fn get_integer(&self, key: i128) -> Option<&Self> {
        self.get(&Item::Integer(key))
    }

    /// Takes the value of a map's member out of it.
    pub fn take_text(&mut self, key: &str) -> Option<Self> {
        let Self::Map(members) = self else { return None };
        let index = members.iter().position(|(known, _)| known.as_text() == Some(key))?;
        Some(members.swap_remove(index).1)
    }

    fn get(&self, key: &Item<'_>) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        members.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, parse, parse_first};

    #[test]
    fn reads_the_examples_of_rfc_8949_appendix_a() {
        assert_eq!(parse(&[0x00]), Some(Item::Integer(0)));
        assert_eq!(parse(&[0x18, 0x64]), Some(Item::Integer(100)));
        assert_eq!(
            parse(&[0x3b, 255, 255, 255, 255, 255, 255, 255, 255]),
            Some(Item::Integer(-18_446_744_073_709_551_616))
        );
        assert_eq!(parse(&[0x44, 1, 2, 3, 4]), Some(Item::Bytes(&[1, 2, 3, 4])));
        assert_eq!(parse(&[0x64, 0x49, 0x45, 0x54, 0x46]), Some(Item::Text("IETF")));
        assert_eq!(parse(&[0x82, 0x01, 0xf5]), Some(Item::Array(vec![Item::Integer(1), Item::Simple(21, 21)])));
        let map = parse(&[0xa1, 0x61, 0x61, 0x01]).expect("it is a map");
        assert_eq!(map.get_text("a").and_then(Item::as_integer), Some(1));
    }

    #[test]
    fn gives_what_stands_after_the_first_item() {
        assert_eq!(parse_first(&[0x01, 0x02]), Some((Item::Integer(1), &[2][..])));
        assert_eq!(parse(&[0x01, 0x02]), None);
    }

    #[test]
    fn refuses_what_keys_do_not_write() {
        for (bytes, why) in [
            (&[][..], "nothing"),
            (&[0x1c], "reserved additional information"),
            (&[0x5f, 0x41, 0x00, 0xff], "an indefinite length"),
            (&[0xc0, 0x61, 0x61], "a tag"),
            (&[0xa2, 0x01, 0x01, 0x01, 0x02], "a key twice"),
            (&[0x61, 0xff], "text that is not UTF-8"),
            (&[0x42, 0x00], "a byte string that is cut"),
            (&[0x9a, 0xff, 0xff, 0xff, 0xff], "an array that claims 4 billion items"),
            (&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "a byte string of 16 exabytes"),
        ] {
            assert_eq!(parse(bytes), None, "{why}");
        }
    }

    #[test]
    fn bounds_depth_and_number_of_items() {
        let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
        assert!(parse(&nested(7)).is_some());
        assert!(parse(&nested(8)).is_none());
        assert!(parse(&nested(100_000)).is_none());
        let flat = |n: u8| [vec![0x98, n], vec![0x00; usize::from(n)]].concat();
        assert!(parse(&flat(255)).is_some());
        let wide = [vec![0x99, 0x01, 0x00], vec![0x00; 256]].concat();
        assert!(parse(&wide).is_none());
    }
}
