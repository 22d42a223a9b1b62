//! Where the key file lies.

use std::path::PathBuf;

use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[keys]`.
    pub struct Keys {
        /// The key file. It is made at the first start, when the database is still empty, and never again.
        file: PathBuf = Kind::Text { expected: "the path of a file", check: path }, Standing::Default("\"/var/lib/poortwachter/keys\"");
    }
}

fn path(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("it is empty") } else { Ok(()) }
}
