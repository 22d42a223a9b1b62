//! Why a backup could not be made, read or restored.

use std::io;

use crate::StoreError;

/// What is wrong; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// It does not begin as a backup does.
    #[error("it is not a backup of this program")]
    NotABackup,
    /// A newer program made it, in another form or with a newer schema.
    #[error("it was made by version {program}, which is newer than this program")]
    Newer {
        /// That version.
        program: String,
    },
    /// It ends before its end.
    #[error("it is cut off")]
    Cut,
    /// It was changed, or never was right.
    #[error("it is damaged ({0})")]
    Damaged(&'static str),
    /// The keys do not open what is in it: it is of another installation.
    #[error("it belongs to another key file")]
    WrongKey,
    /// Nobody with the keys of the installation made it.
    #[error("it was not made, or not left, as the holder of its key file made it")]
    Forged,
    /// There is data already.
    #[error("the database is not empty")]
    NotEmpty,
    /// Somebody works with the database that is to be replaced.
    #[error("{0} other connections are open to the database")]
    InUse(i64),
    /// The file, or its encryption.
    #[error(transparent)]
    Io(io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the decryption of `age` (<https://age-encryption.org/v1>) says of a file that is cut or changed is told apart from a failing disk.
impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Cut,
            io::ErrorKind::InvalidData => Self::Damaged("what follows does not open"),
            _ => Self::Io(error),
        }
    }
}
