//! Backups: every table that outlives its moment, read in one consistent picture while the portal serves, as lines of JSON.
//!
//! A backup says nothing of the database that it came from: numbers, texts and bytes are the same for both, so that one of SQLite is restored into
//! PostgreSQL and the other way round. What is dead by then anyway is not in it ([`NOT_BACKED_UP`]); so nothing of it revives. Encryption
//! is the caller's, who gives a writer or reader. Begin reading at [`record`] (the lines), then [`write`] and [`read`].

mod error;
mod read;
mod record;
mod tables;
mod write;

pub use error::BackupError;
pub(crate) use read::Entry;
pub use read::{BackupReader, BackupSummary};
pub use record::BackupHeader;
pub use tables::{BACKED_UP, NOT_BACKED_UP};
pub(crate) use write::waiting;
