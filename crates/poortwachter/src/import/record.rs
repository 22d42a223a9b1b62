//! What the readers give: one record for each person, or what is wrong with a line.

use std::sync::Arc;

use credentials::hashing::{ForeignHash, ForeignRefusal};

use super::Field;

/// The most bytes of one record. A longer one is no person.
pub const LONGEST: usize = 64 * 1024;
/// The most columns of a file.
pub const COLUMNS: usize = 200;

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub field: Field,
    /// What the file calls it.
    pub column: Arc<str>,
    /// The text, without spaces around it.
    pub text: String,
}

/// One person of a file. It has no `Debug`: it holds personal data.
#[derive(Default)]
pub struct Record {
    /// The line on which it begins, the first being 1.
    pub line: u64,
    /// What is said.
    pub cells: Vec<Cell>,
    /// A password that the file keeps in several parts.
    pub password: Option<Result<ForeignHash, ForeignRefusal>>,
    /// Whether the other system wanted another password at the next login.
    pub new_password: bool,
    /// Why this is nobody.
    pub skip: Option<&'static str>,
    /// What is not taken over.
    pub notes: Vec<&'static str>,
}

/// What a reader gives.
pub enum Item {
    /// Somebody.
    Record(Record),
    /// A line of which nothing can be made, and why.
    Broken {
        /// The line on which it begins.
        line: u64,
        /// Why.
        why: String,
    },
}

impl Item {
    /// A line of which nothing can be made.
    pub fn broken(line: u64, why: impl Into<String>) -> Self {
        Self::Broken { line, why: why.into() }
    }
}

/// Takes what a reader found; `false` when nobody wants more.
pub type Sink<'a> = dyn FnMut(Item) -> bool + 'a;
