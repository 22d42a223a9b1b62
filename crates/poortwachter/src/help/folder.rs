//! Reads the folder of `help.folder`, two levels deep: languages, and files in them.

use std::fs::{self, DirEntry, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use web::help::{HelpComplaint, HelpFile, Library, MOST_BYTES};

use crate::complaint::{Complaint, Complaints};
use crate::settings::Settings;

/// The most files of a folder: all of them are kept in memory.
const MOST_FILES: usize = 500;
const KEY: &str = "help.folder";

/// Our help texts with the operator's over them, or everything that is wrong with those.
pub fn library(settings: &Settings) -> Result<Library, Complaints> {
    match &settings.help.folder {
        None => Ok((*Library::ours()).clone()),
        Some(folder) => with_folder(folder),
    }
}

fn with_folder(folder: &Path) -> Result<Library, Complaints> {
    let mut reading = Reading::default();
    reading.languages(folder);
    // What could be read is judged too, so that one start says everything; links may lead to what could not be read.
    let judged = Library::with(reading.files);
    let mut complaints = reading.complaints;
    match judged {
        Ok(library) if complaints.is_empty() => return Ok(library),
        Ok(_) => {}
        Err(wrong) => complaints.extend(wrong.into_iter().map(|one| told(folder, one))),
    }
    Err(Complaints(complaints))
}

fn told(folder: &Path, wrong: HelpComplaint) -> Complaint {
    let file = folder.join(&wrong.file).display().to_string();
    let place = wrong.line.map_or_else(|| file.clone(), |line| format!("{file} line {line}"));
    Complaint::new(wrong.found, wrong.advice).at(place).about(KEY)
}

#[derive(Default)]
struct Reading {
    files: Vec<HelpFile>,
    complaints: Vec<Complaint>,
}

impl Reading {
    /// The language folders; a file beside them is handed on, so that it is refused by name.
    fn languages(&mut self, folder: &Path) {
        for entry in self.entries(folder) {
            let Some(name) = self.name(&entry) else { continue };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && ["nl", "en"].contains(&name.as_str()) => self.texts(&entry.path(), &name),
                Ok(kind) if kind.is_dir() => {
                    self.refuse(&entry.path(), "a folder of an unknown language", "the folders are nl and en");
                }
                _ => self.take(&entry, name),
            }
        }
    }

    fn texts(&mut self, folder: &Path, lang: &str) {
        for entry in self.entries(folder) {
            if let Some(name) = self.name(&entry) {
                self.take(&entry, format!("{lang}/{name}"));
            }
        }
    }

    /// What stands in a folder, by name; files whose name begins with a dot belong to the machine.
    fn entries(&mut self, folder: &Path) -> Vec<DirEntry> {
        let read = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = read.unwrap_or_else(|error| {
            let found = format!("a folder that cannot be read ({error})");
            self.refuse(folder, &found, "give the path of a folder that the portal may read");
            Vec::new()
        });
        entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
        entries.sort_by_key(DirEntry::file_name);
        entries
    }

    fn name(&mut self, entry: &DirEntry) -> Option<String> {
        let name = entry.file_name().into_string().ok();
        if name.is_none() {
            self.refuse(&entry.path(), "a name that is not UTF-8", "use small letters, digits and dashes");
        }
        name
    }

    /// Takes a plain file; its kind is that of the entry itself, so that a symbolic link is never followed.
    fn take(&mut self, entry: &DirEntry, path: String) {
        let file = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_symlink() => {
                self.refuse(&file, "a symbolic link", "put the file itself there; nothing outside the folder is read");
            }
            Ok(kind) if !kind.is_file() => {
                self.refuse(&file, "something that is no file", "only texts and pictures belong here");
            }
            _ if self.files.len() >= MOST_FILES => {
                self.refuse(&file, "more than 500 files", "take out what is not used");
            }
            _ => match read(&file) {
                Ok(bytes) => self.files.push(HelpFile { path, bytes }),
                Err(error) => {
                    let found = format!("a file that cannot be read ({error})");
                    self.refuse(&file, &found, "let the portal read it");
                }
            },
        }
    }

    fn refuse(&mut self, place: &Path, found: &str, advice: &str) {
        self.complaints.push(Complaint::new(found, advice).in_file(place).about(KEY));
    }
}

/// At most one byte more than is allowed, which is enough to see that it is too much.
fn read(file: &PathBuf) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("nl")).unwrap();
        folder
    }

    fn said(folder: &Path) -> Vec<String> {
        with_folder(folder).err().map(|all| all.0.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    #[test]
    fn a_good_folder_is_taken_over() {
        let folder = place();
        fs::write(folder.path().join("nl/parking.md"), "# Parkeren\n\nAchter het gebouw.\n").unwrap();
        fs::write(folder.path().join("nl/.DS_Store"), "whatever").unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        let library = with_folder(folder.path()).unwrap();
        assert_eq!(library.topics().last(), Some(&"parking"));
        assert_eq!(with_folder(place().path()).unwrap().new_topics(), 0, "an empty folder changes nothing");
    }

    #[test]
    fn each_complaint_names_the_key_the_file_and_the_line() {
        let folder = place();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("de")).unwrap();
        fs::write(at("readme.txt"), "x").unwrap();
        fs::create_dir(at("nl/more")).unwrap();
        fs::write(at("nl/a.md"), "# A\n\n[b](/help/nowhere)\n").unwrap();
        fs::write(at("nl/large.md"), vec![b'a'; MOST_BYTES * 3]).unwrap();
        let all = said(folder.path());
        let expect = |name: &str, words: &str| {
            let begins = format!("{}{}", folder.path().display(), name);
            let found = all.iter().any(|one| one.starts_with(&begins) && one.contains(words));
            assert!(found, "{name} {words} in {all:#?}");
        };
        expect("/de: help.folder: ", "unknown language");
        expect("/readme.txt: help.folder: ", "outside the language folders");
        expect("/nl/more: help.folder: ", "no file");
        expect("/nl/a.md line 3: help.folder: ", "\"nowhere\"");
        expect("/nl/large.md: help.folder: ", "256 KiB");
        assert_eq!(all.len(), 5, "{all:#?}");
        assert!(said(&at("gone"))[0].contains("cannot be read"));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_the_folder_is_read() {
        use std::os::unix::fs::symlink;
        let (folder, outside) = (place(), tempfile::tempdir().unwrap());
        let secret = outside.path().join("secret.md");
        fs::write(&secret, "# Geheim\n\nniet lezen\n").unwrap();
        symlink(&secret, folder.path().join("nl/leak.md")).unwrap();
        symlink(outside.path(), folder.path().join("en")).unwrap();
        let all = said(folder.path());
        assert_eq!(all.iter().filter(|one| one.contains("a symbolic link")).count(), 2, "{all:#?}");
        assert!(!all.iter().any(|one| one.contains("Geheim")), "{all:#?}");
    }
}
