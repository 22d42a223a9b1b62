//! Reading a backup, line by line, and believing nothing of it before its end.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use credentials::keyring::{Keyring, MacPurpose, Sealed};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::record::{BackupHeader, FORMAT, Mark, read_row};
use super::{BACKED_UP, BackupError};
use crate::db::{self, Cell};

/// The longest line, in bytes: far more than any row, so that memory stays bounded whatever a file says.
const LONGEST: u64 = 16 * 1024 * 1024;

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// Its first line.
    pub header: BackupHeader,
    /// How many rows each table has.
    pub rows: BTreeMap<String, u64>,
}

/// What comes next.
pub(crate) enum Entry {
    /// A table with its columns; its rows follow.
    Table(&'static str, Vec<String>),
    /// One row of the table before it.
    Row(Vec<Cell>),
    /// Everything was read and is whole.
    End,
}

/// A backup that is being read, after its decryption.
pub struct BackupReader<R> {
    input: R,
    hash: Sha256,
    header: BackupHeader,
    keys: Option<Zeroizing<String>>,
    counts: BTreeMap<String, u64>,
    table: Option<&'static str>,
    mac: String,
}

impl<R: BufRead> BackupReader<R> {
    /// Reads as far as the first table.
    pub fn open(input: R) -> Result<Self, BackupError> {
        let (mut input, mut hash) = (input, Sha256::new());
        let line = line(&mut input, &mut hash)?.ok_or(BackupError::NotABackup)?;
        let header = header(&line)?;
        let mut reader =
            Self { input, hash, header, keys: None, counts: BTreeMap::new(), table: None, mac: String::new() };
        if reader.header.with_keys {
            match reader.line()?.and_then(|line| serde_json::from_slice(&line).ok()) {
                Some(Mark::Keys { keys }) => reader.keys = Some(Zeroizing::new(keys)),
                _ => return Err(BackupError::Damaged("the key file is missing in it")),
            }
        }
        Ok(reader)
    }

    /// Its first line.
    pub fn header(&self) -> &BackupHeader {
        &self.header
    }

    /// The text of the key file, where that is in it.
    pub fn keys(&self) -> Option<&str> {
        self.keys.as_ref().map(|keys| keys.as_str())
    }

    /// Refuses the keys of another installation.
    pub fn check_keys(&self, keyring: &Keyring) -> Result<(), BackupError> {
        let canary = Sealed::parse(self.header.canary.clone()).map_err(|_| BackupError::WrongKey)?;
        keyring.check_canary(&canary).map_err(|_| BackupError::WrongKey)
    }

    /// Reads everything and says what is in it. With keys also whether it belongs to them and was made by who has them.
    pub fn check(mut self, keyring: Option<&Keyring>) -> Result<BackupSummary, BackupError> {
        keyring.map(|keyring| self.check_keys(keyring)).transpose()?;
        while !matches!(self.next()?, Entry::End) {}
        keyring.map(|keyring| self.check_maker(keyring)).transpose()?;
        Ok(self.summary())
    }

    /// After the end: whether somebody who has the keys made it.
    pub(crate) fn check_maker(&self, keyring: &Keyring) -> Result<(), BackupError> {
        let hash = self.hash.clone().finalize();
        if keyring.verify_mac(MacPurpose::Backup, &[&hash], &self.mac) { Ok(()) } else { Err(BackupError::Forged) }
    }

    pub(crate) fn summary(&self) -> BackupSummary {
        BackupSummary { header: self.header.clone(), rows: self.counts.clone() }
    }

    /// The next line; [`Entry::End`] only when everything before it is whole.
    pub(crate) fn next(&mut self) -> Result<Entry, BackupError> {
        let before = self.hash.clone();
        let line = self.line()?.ok_or(BackupError::Cut)?;
        if line.first() == Some(&b'[') {
            let table = self.table.ok_or(BackupError::Damaged("a row without a table"))?;
            *self.counts.entry(table.to_owned()).or_default() += 1;
            return read_row(&line).map(Entry::Row).ok_or(BackupError::Damaged("a line that is no row"));
        }
        match serde_json::from_slice(&line) {
            Ok(Mark::Table { table, columns }) => {
                let known = BACKED_UP.iter().copied().find(|known| *known == table);
                let table = known.ok_or(BackupError::Damaged("a table that no backup has"))?;
                if self.counts.insert(table.to_owned(), 0).is_some() {
                    return Err(BackupError::Damaged("a table that comes twice"));
                }
                self.table = Some(table);
                Ok(Entry::Table(table, columns))
            }
            Ok(Mark::End { end, mac }) => {
                (self.hash, self.mac) = (before, mac);
                self.end(&end)
            }
            _ => Err(BackupError::Damaged("a line that says nothing")),
        }
    }

    fn end(&mut self, said: &BTreeMap<String, u64>) -> Result<Entry, BackupError> {
        if *said != self.counts {
            return Err(BackupError::Damaged("another number of rows than it says"));
        }
        // Only the end of the file shows that the encryption ends here too.
        if !self.input.fill_buf()?.is_empty() {
            return Err(BackupError::Damaged("something after its end"));
        }
        Ok(Entry::End)
    }

    fn line(&mut self) -> Result<Option<Vec<u8>>, BackupError> {
        line(&mut self.input, &mut self.hash)
    }
}

fn header(line: &[u8]) -> Result<BackupHeader, BackupError> {
    let value: serde_json::Value = serde_json::from_slice(line).map_err(|_| BackupError::NotABackup)?;
    let format = value.get("poortwachter-backup").and_then(serde_json::Value::as_u64).ok_or(BackupError::NotABackup)?;
    let program = value.get("program").and_then(serde_json::Value::as_str).unwrap_or("?").to_owned();
    let newer = || BackupError::Newer { program: program.clone() };
    if format > FORMAT {
        return Err(newer());
    }
    let header: BackupHeader = serde_json::from_value(value).map_err(|_| BackupError::NotABackup)?;
    if header.schema > db::newest() { Err(newer()) } else { Ok(header) }
}

/// One line without its end; `None` when there is no more.
fn line(input: &mut impl BufRead, hash: &mut Sha256) -> Result<Option<Vec<u8>>, BackupError> {
    let mut line = Vec::new();
    input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    hash.update(&line);
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) if line.len() as u64 + 1 == LONGEST => Err(BackupError::Damaged("a line that is too long")),
        Some(_) => Err(BackupError::Cut),
    }
}
