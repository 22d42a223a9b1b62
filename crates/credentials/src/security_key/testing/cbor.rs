//! Writing the few forms of CBOR (RFC 8949) that a key needs, definite lengths only.

fn head(major: u8, value: usize) -> Vec<u8> {
    let first = |info: u8| (major << 5) + info;
    match (u8::try_from(value), u16::try_from(value)) {
        (Ok(small @ 0..=23), _) => vec![first(small)],
        (Ok(byte), _) => vec![first(24), byte],
        (_, Ok(word)) => [&[first(25)][..], &word.to_be_bytes()].concat(),
        _ => {
            let long = u32::try_from(value).expect("invariant: a key's answer is shorter than 4 GiB");
            [&[first(26)][..], &long.to_be_bytes()].concat()
        }
    }
}

/// An integer.
pub fn integer(value: i16) -> Vec<u8> {
    let (major, magnitude) = if value < 0 { (1, -1 - value) } else { (0, value) };
    head(major, usize::from(magnitude.unsigned_abs()))
}

/// A byte string.
pub fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len()), value.to_vec()].concat()
}

/// A text.
pub fn text(value: &str) -> Vec<u8> {
    [head(3, value.len()), value.as_bytes().to_vec()].concat()
}

/// An array of items that are written already.
pub fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len()), items.concat()].concat()
}

/// A map of members that are written already, in this order.
pub fn map(members: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let body = members.iter().flat_map(|(key, value)| [key.as_slice(), value].concat()).collect();
    [head(5, members.len()), body].concat()
}
