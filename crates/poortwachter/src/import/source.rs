//! Which reader a file needs, and reading it on a thread of its own, a few records ahead of whoever stores them.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use super::columns::{Columns, Mapping};
use super::decode::{self, Encoding};
use super::record::Item;
use super::{csv, htpasswd, jsonl, keycloak};
use crate::complaint::Complaint;

/// How many records wait for whoever stores them.
const AHEAD: usize = 64;

/// How a file is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Fields with a sign between them, named in the first line.
    Csv,
    /// One JSON object on each line.
    Jsonl,
    /// The export of a Keycloak realm.
    Keycloak,
    /// Names and hashes of a web server.
    Htpasswd,
}

impl Format {
    /// By the end of the file's name.
    pub fn of(file: &Path) -> Result<Self, Complaint> {
        let end = file.extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
        match end.as_str() {
            "csv" | "tsv" | "txt" => Ok(Self::Csv),
            "jsonl" | "ndjson" => Ok(Self::Jsonl),
            "htpasswd" => Ok(Self::Htpasswd),
            _ if file.file_name().is_some_and(|name| name == ".htpasswd") => Ok(Self::Htpasswd),
            _ => {
                let advice = "say --format csv, jsonl, keycloak or htpasswd";
                Err(Complaint::new("a file whose name does not tell how it is built", advice).in_file(file))
            }
        }
    }
}

/// What to read, and how.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// How it is built.
    pub format: Format,
    /// How it is written.
    pub encoding: Encoding,
    /// The sign between fields, where it is not guessed.
    pub delimiter: Option<u8>,
    /// What columns mean.
    pub mappings: Vec<Mapping>,
}

/// A file that is being read.
pub struct Reading {
    /// What was found.
    pub items: mpsc::Receiver<Item>,
    /// How much was read, in bytes.
    pub read: Arc<AtomicU64>,
    /// How long the file is, in bytes.
    pub length: u64,
    end: tokio::task::JoinHandle<Result<Columns, Complaint>>,
}

impl Source {
    /// Begins to read.
    pub fn start(self) -> Result<Reading, Complaint> {
        let unreadable = |error: io::Error| {
            Complaint::new(format!("a file that cannot be read ({error})"), "give the path of the file")
                .in_file(&self.file)
        };
        let file = File::open(&self.file).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if about.is_dir() {
            return Err(Complaint::new("a folder", "give the path of a file").in_file(&self.file));
        }
        let (items, found) = mpsc::channel(AHEAD);
        let read = Arc::new(AtomicU64::new(0));
        let counted = Counted { file, read: Arc::clone(&read) };
        let end = tokio::task::spawn_blocking(move || {
            let done = self.read(counted, &items);
            done.unwrap_or_else(|error| {
                Err(Complaint::new(format!("a file that stops being readable ({error})"), "copy it again"))
            })
            .map_err(|complaint| complaint.in_file(&self.file))
        });
        Ok(Reading { items: found, read, length: about.len(), end })
    }

    fn read(&self, counted: Counted, items: &mpsc::Sender<Item>) -> io::Result<Result<Columns, Complaint>> {
        let mut sink = |item: Item| items.blocking_send(item).is_ok();
        let text = decode::reader(Box::new(counted), self.encoding)?;
        Ok(match self.format {
            Format::Csv => csv::read(text, self.delimiter, &self.mappings, &mut sink)?,
            Format::Jsonl => Ok(jsonl::read(text, &self.mappings, &mut sink)?),
            Format::Htpasswd => Ok(htpasswd::read(text, &mut sink).map(|()| Columns::default())?),
            Format::Keycloak => keycloak::read(text, &mut sink).map(|()| Columns::default()),
        })
    }
}

impl Reading {
    /// What is said when everything was taken: the columns, or why reading ended early.
    pub async fn end(self) -> Result<Columns, Complaint> {
        drop(self.items);
        self.end.await.map_err(|_| Complaint::new("a file that could not be read to its end", "report this"))?
    }
}

struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read(buffer)?;
        self.read.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}
