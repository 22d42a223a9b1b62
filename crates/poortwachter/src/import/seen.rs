//! Who is there already: the same name again, in whatever letters, and names that the eye takes for another (UTS 39 section 4).
//!
//! Of each name only 128 bits of a hash are kept, with the line where it stood: a million people are a few dozen megabytes.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use journey::Username;

/// Where a name was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On this line of the file.
    Line(u64),
    /// In the database, before the file was read.
    Database,
}

/// What is known of a name that comes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nobody has it.
    New,
    /// An account has it.
    Account,
    /// An earlier line has it.
    Again(u64),
    /// Another name looks like it.
    LooksLike(Place),
}

/// Every name that was seen.
#[derive(Default)]
pub struct Seen {
    keys: [RandomState; 2],
    names: HashMap<u128, Place>,
    looks: HashMap<u128, (u128, Place)>,
}

impl Seen {
    /// A name of the database.
    pub fn know(&mut self, username: &Username) {
        let (name, look) = self.hashes(username);
        self.names.insert(name, Place::Database);
        self.looks.entry(look).or_insert((name, Place::Database));
    }

    /// A name of the file; from now on this line has it.
    pub fn meet(&mut self, username: &Username, line: u64) -> Sight {
        let (name, look) = self.hashes(username);
        let sight = match (self.names.get(&name), self.looks.get(&look)) {
            (Some(Place::Line(earlier)), _) => return Sight::Again(*earlier),
            (Some(Place::Database), _) => Sight::Account,
            (None, Some((other, place))) if *other != name => return Sight::LooksLike(*place),
            (None, _) => Sight::New,
        };
        self.names.insert(name, Place::Line(line));
        self.looks.entry(look).or_insert((name, Place::Line(line)));
        sight
    }

    fn hashes(&self, username: &Username) -> (u128, u128) {
        (self.hash(username.as_str()), self.hash(&username.look()))
    }

    fn hash(&self, text: &str) -> u128 {
        let [high, low] = self.keys.each_ref().map(|keys| u128::from(keys.hash_one(text)));
        high << 64 | low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_and_look_alikes_are_seen() {
        let mut seen = Seen::default();
        let name = |typed: &str| Username::parse(typed).unwrap();
        seen.know(&name("paul1"));
        assert_eq!(seen.meet(&name("Bea"), 2), Sight::New);
        assert_eq!(seen.meet(&name("BEA"), 3), Sight::Again(2));
        assert_eq!(seen.meet(&name("ＢＥＡ"), 4), Sight::Again(2), "full width is no other name");
        assert_eq!(seen.meet(&name("PAUL1"), 5), Sight::Account);
        assert_eq!(seen.meet(&name("paul1"), 6), Sight::Again(5));
        assert_eq!(seen.meet(&name("paull"), 7), Sight::LooksLike(Place::Database), "an l for a 1");
        assert_eq!(seen.meet(&name("rn.smit"), 8), Sight::New);
        assert_eq!(seen.meet(&name("m.smit"), 9), Sight::LooksLike(Place::Line(8)), "r and n for an m");
        assert_eq!(seen.meet(&name("m.smit"), 10), Sight::LooksLike(Place::Line(8)), "what was refused is nobody");
    }
}
