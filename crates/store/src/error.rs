//! What can go wrong with the store; a *fault* in the sense of the house, unless its text says otherwise.
//!
//! No error holds a parameter value or a secret: of the database's own error only its code, the constraint and its short message stay,
//! never the "detail" in which PostgreSQL quotes values.

use credentials::keyring::SealError;
use journey::codec::CodecError;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else has that username; an expected refusal.
    #[error("the username is taken")]
    UsernameTaken,
    /// Somebody who was erased had that username, and applications may still know them by it; an expected refusal.
    #[error("the username was somebody's who was erased")]
    UsernameErased,
    /// Another application has that secret already: each proves itself with its own.
    #[error("the secret is another application's already")]
    SharedSecret,
    /// The address is not one of a database that is supported.
    #[error("the database's address does not begin with sqlite:// or postgres://, or is malformed")]
    Address,
    /// The linked SQLite can lose committed writes.
    #[error("SQLite {found} is linked in; versions before 3.51.3 can lose committed writes")]
    OldSqlite {
        /// What `sqlite_version()` says.
        found: String,
    },
    /// A newer program has migrated this database.
    #[error("the database has schema {found}, which is newer than this program; start the newer program")]
    NewerSchema {
        /// The first step that this program does not know.
        found: i64,
    },
    /// The schema was made by something else, or a step was left half done.
    #[error("schema step {version} of the database is not the one of this program")]
    ForeignSchema {
        /// Which step.
        version: i64,
    },
    /// It is the database of another program.
    #[error("this is no portal's database: {found}")]
    ForeignDatabase {
        /// What shows it.
        found: String,
    },
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date: {0}")]
    Migration(String),
    /// A portal serves on this SQLite file already.
    #[error("{}", crate::serving::shown(.file, .holder.as_ref()))]
    Served {
        /// The file as it was asked for.
        file: std::path::PathBuf,
        /// The process, where the kernel tells.
        holder: Option<u32>,
    },
    /// The key file is not the one of this database, or it is from before the last rotation.
    #[error("the key file does not belong to this database")]
    WrongKey,
    /// The database does not answer, or not in time.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A statement failed.
    #[error("a statement failed ({code}): {message}")]
    Statement {
        /// SQLSTATE, or SQLite's extended code.
        code: String,
        /// The database's short message.
        message: String,
        /// The constraint that was violated, if it was one.
        constraint: Option<String>,
    },
    /// The end or the beginning of the audit chain is not as it was signed.
    #[error("the chain of audit entries is not as it was signed; `poortwachter audit verify` says more")]
    AuditChain,
    /// A column does not hold what it should.
    #[error("the column {column} does not hold what it should")]
    Row {
        /// Which column.
        column: &'static str,
    },
    /// A sealed value does not open.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// A journey's row cannot be used.
    #[error(transparent)]
    Journey(#[from] CodecError),
    /// A test asked for it.
    #[cfg(feature = "testing")]
    #[error("a test asked for this fault")]
    Injected,
}

impl StoreError {
    /// Whether the database is away, full, locked or read-only: nothing is wrong with what was asked, and it may do later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Statement { code, .. } => passes(code),
            _ => false,
        }
    }
}

/// SQLSTATE (PostgreSQL, appendix A) or an extended result code (SQLite, "Result and Error Codes"), of which the low byte is the primary one.
fn passes(code: &str) -> bool {
    /// Busy, locked, read-only, a failing disk, a full one, a file that does not open, the lock protocol.
    const SQLITE: [u32; 7] = [5, 6, 8, 10, 13, 14, 15];
    /// Connections, serialisation, resources, an operator's hand, the system below.
    const CLASSES: [&str; 5] = ["08", "40", "53", "57", "58"];
    /// A read-only transaction, and a lock that was not to be had.
    const CODES: [&str; 2] = ["25006", "55P03"];
    match code.len() {
        5 => CODES.contains(&code) || CLASSES.iter().any(|class| code.starts_with(class)),
        _ => code.parse::<u32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff))),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => Self::Statement {
                code: error.code().unwrap_or_default().into_owned(),
                message: error.message().to_owned(),
                constraint: error.constraint().map(str::to_owned),
            },
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
                Self::Row { column: "?" }
            }
            sqlx::Error::Io(error) => Self::Unavailable(error.to_string()),
            sqlx::Error::PoolTimedOut => Self::Unavailable("no connection became free in time".to_owned()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// Why a step was not written; nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The account changed since the journey was loaded: a wipe, a first factor, a password, a suspension (rule J13).
    #[error("the account has changed since")]
    Stale,
    /// The same journey was committed by somebody else in between: load it again (rule J11).
    #[error("the journey was committed in between")]
    Raced,
    /// A one-time thing was used up by somebody else; the word says which.
    #[error("already used up: {0}")]
    Lost(&'static str),
    /// A fault.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        // Full, read-only, I/O (fsync), busy; shut down, disk full, connection lost, read-only, deadlock.
        for code in ["13", "8", "1034", "5", "57P01", "53100", "08006", "25006", "40P01", "55P03"] {
            assert!(passes(code), "{code}");
        }
        // A constraint, a table that is missing, a damaged file; unique, undefined table, check.
        for code in ["19", "2067", "1", "11", "23505", "42P01", "23514", ""] {
            assert!(!passes(code), "{code}");
        }
    }
}
