//! Where the operator's own help texts are.

use std::path::PathBuf;

use super::key::{Kind, Standing, keys, readable};

keys! {
    /// The keys of `[help]`.
    pub struct Help {
        /// A folder with help texts of your own, nl/<topic>.md and en/<topic>.md, and their pictures. They replace or add to ours; `poortwachter help export FOLDER` writes ours as a beginning.
        folder: Option<PathBuf> = Kind::Text { expected: "the path of a folder", check: readable }, Standing::Absent("\"/etc/poortwachter/help\"");
    }
}
