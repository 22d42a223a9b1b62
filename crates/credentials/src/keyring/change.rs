//! How root keys change: a new one is added, becomes active, and an older one goes.
//!
//! Each change gives a new keyring, whose [`text`](Keyring::text) is the file that every node reads then. A new key is added before it is used, because
//! a value that is sealed with it can be opened only by those who have it.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::key_file::new_root;
use super::{KeyStage, Keyring, Keys, MacPurpose, Remembered, SignPurpose};
use crate::rng::Rng;

/// One key of a keyring, without the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyLine {
    /// Its id.
    pub id: String,
    /// Where it is in its life.
    pub stage: KeyStage,
}

/// Why keys cannot change in this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum KeyChangeError {
    /// There is no such key.
    #[error("there is no key of that id")]
    Unknown,
    /// The key is not at the stage that this needs.
    #[error("the key is not at the stage for that")]
    Stage,
    /// A key was added before and is not active yet.
    #[error("a key waits to become active")]
    Waits,
}

impl Keyring {
    /// All keys, the newest first and what is remembered last.
    pub fn lines(&self) -> Vec<KeyLine> {
        let keys = self.keys();
        let roots = keys.roots.iter().map(|key| KeyLine { id: key.id.clone(), stage: key.stage });
        let remembered = keys.remembered.iter().map(|key| KeyLine { id: key.id.clone(), stage: KeyStage::Remembered });
        roots.chain(remembered).collect()
    }

    /// The stage of one key.
    pub fn stage(&self, id: &str) -> Option<KeyStage> {
        self.lines().into_iter().find(|line| line.id == id).map(|line| line.stage)
    }

    /// The same with a new key that only opens; its id comes along.
    pub fn with_next(&self, rng: &dyn Rng) -> Result<(Self, String), KeyChangeError> {
        let mut keys = Keys::clone(&self.keys());
        if keys.roots.iter().any(|key| key.stage == KeyStage::Next) {
            return Err(KeyChangeError::Waits);
        }
        let root = new_root(rng, KeyStage::Next);
        let id = root.id.clone();
        keys.roots.insert(0, root);
        Ok((Self::of(keys), id))
    }

    /// The same with the key that waited as the active one; the one before opens from now on.
    pub fn with_active(&self, id: &str, now: Timestamp) -> Result<Self, KeyChangeError> {
        let mut keys = Keys::clone(&self.keys());
        match keys.key(id).map(|key| key.stage) {
            None => return Err(KeyChangeError::Unknown),
            Some(KeyStage::Next) => {}
            Some(_) => return Err(KeyChangeError::Stage),
        }
        // Whole seconds are enough for a file that people read.
        let since = Timestamp::from_second(now.as_second()).ok();
        for key in &mut keys.roots {
            if key.id == id {
                key.stage = KeyStage::Active;
            } else if key.stage == KeyStage::Active {
                key.stage = KeyStage::Retired { since };
            }
        }
        Ok(Self::of(keys))
    }

    /// The same without a key. Of one that was active what checks its signatures and finds erased names is remembered; one that never was leaves nothing.
    pub fn without(&self, id: &str) -> Result<Self, KeyChangeError> {
        let mut keys = Keys::clone(&self.keys());
        let place = keys.roots.iter().position(|key| key.id == id).ok_or(KeyChangeError::Unknown)?;
        if keys.roots[place].stage == KeyStage::Active {
            return Err(KeyChangeError::Stage);
        }
        let gone = keys.roots.remove(place);
        if gone.stage != KeyStage::Next {
            let audit = super::sign::public_half(&gone, SignPurpose::AuditHead);
            let names = super::mac::blind_subkey(&gone, MacPurpose::ErasedName);
            keys.remembered.insert(0, Remembered { id: gone.id.clone(), audit, names });
        }
        Ok(Self::of(keys))
    }

    /// The text of its file.
    pub fn text(&self) -> Zeroizing<String> {
        super::key_file::write(&self.keys())
    }
}
