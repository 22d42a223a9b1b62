//! One file with a letter on each page, for the printer.
//!
//! A sheet is on the disk before its link is stored: whatever happens in between, no link is without its letter. A sheet whose link was not stored is taken
//! back. A file that ends early still prints.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use web::look::Brand;

use super::super::desk::Desk;
use crate::commands::output::plain;
use crate::complaint::Complaint;

/// The file.
pub struct Letters {
    path: PathBuf,
    file: File,
    behind: String,
    sheets: u64,
    /// Where the last sheet began.
    last: u64,
}

impl Letters {
    /// Makes the file, for its owner's eyes only; one that is there already is a complaint.
    pub fn begin(desk: &Desk, path: &Path, brand: &Brand) -> Result<Self, Complaint> {
        let (before, behind) = web::outbox::write_papers(desk.settings.locale.default, brand).map_err(|fault| {
            Complaint::new(format!("letters that cannot be written ({})", fault.text), "report this")
        })?;
        let complain = |error: io::Error| refused(path, &error);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(complain)?;
        file.write_all(before.as_bytes()).map_err(complain)?;
        let last = before.len() as u64;
        Ok(Self { path: path.to_owned(), file, behind, sheets: 0, last })
    }

    /// Adds a sheet and waits for the disk.
    pub fn add(&mut self, sheet: &str) -> Result<(), Complaint> {
        self.write(sheet).map_err(|error| refused(&self.path, &error))?;
        self.sheets += 1;
        Ok(())
    }

    fn write(&mut self, sheet: &str) -> io::Result<()> {
        self.last = self.file.stream_position()?;
        self.file.write_all(sheet.as_bytes())?;
        self.file.sync_data()
    }

    /// Takes the last sheet back.
    pub fn take_back(&mut self) -> Result<(), Complaint> {
        let shorter = self.file.set_len(self.last).and_then(|()| self.file.seek(SeekFrom::Start(self.last)));
        shorter.map_err(|error| refused(&self.path, &error))?;
        self.sheets -= 1;
        Ok(())
    }

    /// Ends the file; without a sheet it goes away again. What to say of it.
    pub fn end(mut self) -> Result<String, Complaint> {
        let path = plain(&self.path.display().to_string());
        if self.sheets == 0 {
            // Nothing can be done about a file that does not go; it holds nothing.
            let _ = std::fs::remove_file(&self.path);
            return Ok("Nobody gets a letter.\n".to_owned());
        }
        let whole = self.file.write_all(self.behind.as_bytes()).and_then(|()| self.file.sync_all());
        whole.map_err(|error| refused(&self.path, &error))?;
        Ok(format!(
            "{} letters are in {path}, a page each. Print them, send them, and delete the file: it holds their codes.\n",
            self.sheets
        ))
    }
}

fn refused(path: &Path, error: &io::Error) -> Complaint {
    let advice = match error.kind() {
        io::ErrorKind::AlreadyExists => "name a file that does not exist yet, so that no letter is lost",
        _ => "name a file in a folder that you may write to",
    };
    Complaint::new(format!("a file that cannot be written ({error})"), advice).in_file(path).about("--letters")
}
