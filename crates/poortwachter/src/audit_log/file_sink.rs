//! The audit log in a file: one line of JSON for each entry, on the disk before it counts as taken.
//!
//! Each batch is followed by `fdatasync`. A file that was renamed or removed is noticed before the next batch and a new one begun, so
//! rotating needs no signal. A half line that a crash left is ended first, and its entry comes again.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A file to which lines are added.
#[derive(Debug)]
pub struct FileSink {
    path: PathBuf,
    open: Option<File>,
}

impl FileSink {
    /// A sink that opens its file with the first batch.
    pub fn new(path: PathBuf) -> Self {
        Self { path, open: None }
    }

    /// Adds lines and waits until they are on the disk; an error leaves them to be added once more.
    pub fn add(&mut self, lines: &[String]) -> io::Result<()> {
        if !self.open.as_ref().is_some_and(|file| is_still_there(file, &self.path)) {
            self.open = Some(open(&self.path)?);
        }
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        let Some(file) = &mut self.open else { return Ok(()) };
        let added = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
        if added.is_err() {
            // Opened anew next time, which also ends a half line.
            self.open = None;
        }
        added
    }
}

/// Whether the path still leads to the open file.
fn is_still_there(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// For the portal's user and its group: whoever collects logs reads them without being the portal.
fn open(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o640).open(path)?;
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn lo_05_lines_are_added_and_a_renamed_file_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let mut sink = FileSink::new(path.clone());
        sink.add(&lines(&["one", "two"])).unwrap();
        sink.add(&lines(&["three"])).unwrap();
        std::fs::rename(&path, folder.path().join("audit.jsonl.1")).unwrap();
        sink.add(&lines(&["four"])).unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join("audit.jsonl.1")).unwrap(), "one\ntwo\nthree\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "four\n");
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777 & !0o640, 0, "nobody else reads it");
    }

    #[test]
    fn lo_05_a_half_line_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        std::fs::write(&path, "one\n{\"id\":2,\"ev").unwrap();
        FileSink::new(path.clone()).add(&lines(&["two"])).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\n{\"id\":2,\"ev\ntwo\n");
        let missing = FileSink::new(folder.path().join("no/such/file")).add(&lines(&["x"]));
        assert_eq!(missing.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
