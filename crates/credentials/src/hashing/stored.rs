//! What a sealed password holds: a hash of our own, or, until its owner logs in, one that came from elsewhere.

use super::ForeignHash;
use super::phc::Phc;

pub(super) enum Stored {
    Own(Phc),
    Foreign(ForeignHash),
}

impl Stored {
    /// Ours first: an Argon2id hash of our form is ours, wherever it was made.
    pub(super) fn read(plain: &[u8]) -> Option<Self> {
        if let Some(phc) = Phc::read(plain) {
            return Some(Self::Own(phc));
        }
        let text = std::str::from_utf8(plain).ok()?;
        ForeignHash::parse(text).ok().map(Self::Foreign)
    }
}
