//! How long passwords must be, which ones nobody may choose, and how they are hashed.

use std::path::PathBuf;

use credentials::hashing::HashParams;

use super::checks::Checks;
use super::key::{Kind, Standing, keys, readable};

keys! {
    /// The keys of `[password]`.
    pub struct Password {
        /// The fewest characters of a new password (NIST SP 800-63B-4 section 3.1.1.2).
        min_length: u8 = Kind::Whole { least: 8, most: 64 }, Standing::Default("12");
        /// Words of the organisation that nobody may take as a password, such as its departments, products and buildings; also with figures or a year behind them. The names in [brand] count already.
        words: Vec<String> = Kind::Texts { expected: "words or names of at most 200 characters", check: readable }, Standing::Default("[]");
        /// A filter of leaked passwords that nobody may choose, made by `poortwachter leaks build`. It is read into memory at start: about 2.25 bytes for each password.
        leaks_file: Option<PathBuf> = Kind::Text { expected: "the path of a filter", check: readable }, Standing::Absent("\"/var/lib/poortwachter/leaks.filter\"");
        /// The cost of one password hash (Argon2id). `poortwachter hash-bench` proposes values for this machine.
        argon2: Argon2 = Kind::Section(Argon2::KEYS), Standing::Inside;
    }
}

keys! {
    /// The keys of `[password.argon2]`.
    pub struct Argon2 {
        /// Memory for one hash in KiB. With one pass at least 47104.
        memory_kib: u32 = Kind::Whole { least: 19_456, most: 4_194_304 }, Standing::Default("19456");
        /// Passes over that memory.
        passes: u32 = Kind::Whole { least: 1, most: 20 }, Standing::Default("2");
        /// Lanes that could be filled side by side.
        lanes: u32 = Kind::Whole { least: 1, most: 16 }, Standing::Default("1");
    }
}

impl Argon2 {
    /// The cost as the hasher takes it.
    pub fn params(&self) -> HashParams {
        HashParams { memory_kib: self.memory_kib, passes: self.passes, lanes: self.lanes }
    }

    pub(super) fn check(&self, checks: &mut Checks) {
        if self.params().check_floor().is_err() {
            let found = format!("{} KiB with {} pass(es)", self.memory_kib, self.passes);
            let advice = format!(
                "write at least {}, or set password.argon2.passes to 2 or more",
                HashParams::ONE_PASS_MEMORY_KIB
            );
            checks.wrong("password.argon2.memory_kib", found, &advice);
        }
    }
}
