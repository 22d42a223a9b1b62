//! Root keys in the database: which values each key still holds, and how they get from an older key to the active one while the portal serves.
//!
//! Begin reading at [`columns`], the list of everything that is sealed or carries a MAC; a test holds it against the schema. Values are read in pages, made
//! anew outside any transaction and written in small batches, each row only if it still holds what was read: whoever changed it in between has sealed it
//! anew anyway. Nothing is noted about how far it is, since the values say so themselves; whoever is interrupted begins again and finds the rest.

mod columns;
mod holdings;
mod marks;
mod nodes;
mod retire;
mod run;

use credentials::keyring::{Binding, Mac, Purpose};

use crate::db::{Row, Value};
use crate::{Store, StoreError};

#[cfg(feature = "testing")]
pub(crate) use columns::COLUMNS;
pub use columns::LIVED_OUT;
pub use holdings::Holding;
pub use nodes::NodeKeys;
pub use retire::Retirement;
pub use run::Rewrapped;

/// One column whose values name a root key.
pub(crate) struct Column {
    pub(crate) table: &'static str,
    pub(crate) name: &'static str,
    how: How,
    /// `$1` is the pattern of the active key, `$2` the limit, what follows the last key of the page before.
    page: &'static str,
    /// `$1` is the new value, `$2` the old one, what follows the key of the row.
    write: &'static str,
    /// `$1` is the pattern of a key.
    count: &'static str,
    first: fn() -> Vec<Value>,
    keys: fn(&Row) -> Result<Vec<Value>, StoreError>,
}

/// How a value is made anew.
enum How {
    /// It is sealed, for this purpose and place.
    Sealed(fn(&Row) -> Result<(Purpose, Binding), StoreError>),
    /// It is a MAC over its row; `None` when the one that is there is not of this installation.
    Mac(fn(&Store, &Row) -> Result<Option<Mac>, StoreError>),
}

impl How {
    /// What every value under one key looks like, for `LIKE`; ids of keys have no character that means something there.
    fn pattern(&self, key_id: &str) -> String {
        match self {
            Self::Sealed(_) => format!("v1.{key_id}.%"),
            Self::Mac(_) => format!("m1.{key_id}.%"),
        }
    }
}
