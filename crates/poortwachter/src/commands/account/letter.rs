//! The file with a letter (rules J6b and J6c): new, for its owner's eyes only, and gone again when nothing came of it.
//!
//! It is written before the link is stored, so that a full disk or a wrong path changes nothing; until then its code opens nothing.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use web::pages::PaperFacts;
use zeroize::Zeroizing;

use super::desk::Desk;
use crate::complaint::Complaint;
use crate::wiring;

/// A letter in its file; without [`LetterFile::keep`] the file goes away again.
pub struct LetterFile {
    path: PathBuf,
    kept: bool,
}

impl LetterFile {
    /// Writes the letter to a new file with mode 0600; one that is there already is a complaint.
    pub fn write(
        desk: &Desk,
        path: &Path,
        facts: &PaperFacts<'_>,
        language: journey::Language,
    ) -> Result<Self, Complaint> {
        let brand = wiring::brand(&desk.settings)?;
        let text = web::outbox::write_paper(facts, language, &brand).map(Zeroizing::new).map_err(|fault| {
            Complaint::new(format!("a letter that cannot be written ({})", fault.text), "report this")
        })?;
        let complain = |error: io::Error| refused(path, &error);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(complain)?;
        let letter = Self { path: path.to_owned(), kept: false };
        fill(file, text.as_bytes()).map_err(complain)?;
        Ok(letter)
    }

    /// The link is stored: the file stays.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for LetterFile {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing can be done about a file that does not go; its code opens nothing.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn fill(mut file: File, text: &[u8]) -> io::Result<()> {
    file.write_all(text)?;
    file.sync_all()
}

fn refused(path: &Path, error: &io::Error) -> Complaint {
    let advice = match error.kind() {
        io::ErrorKind::AlreadyExists => "name a file that does not exist yet; nothing was changed",
        _ => "name a file in a folder that you may write to; nothing was changed",
    };
    Complaint::new(format!("a file that cannot be made ({error})"), advice).in_file(path).about("--letter")
}
