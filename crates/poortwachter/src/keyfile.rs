//! The file with the keys that seal stored secrets: read with care, made once, never made again by itself.
//!
//! Whoever has the database but not this file can read no secret in it. So the file must be the portal's alone, and a node
//! that finds data but no key must stop: a new key would make every stored secret unreadable for good. What the text means
//! is known to `credentials::keyring`; this file only carries it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

use zeroize::Zeroizing;

use crate::complaint::Complaint;

/// The most bytes that a key file may have; hundreds of keys fit.
const MOST: u64 = 64 * 1024;

/// Reads the key file, or makes it when there is none and the database is empty.
///
/// `make` gives the text of a new one; it is called at the first start only.
pub fn read_or_create(
    file: &Path,
    database_is_empty: bool,
    make: impl FnOnce() -> Zeroizing<String>,
) -> Result<Zeroizing<String>, Complaint> {
    if let Some(text) = read(file)? {
        return Ok(text);
    }
    if !database_is_empty {
        let advice = "put the key file of this database back from the backup, or set keys.file to where it lies; \
                      a new key would make every stored secret unreadable, so none is made";
        return Err(about(file, "a database with data but no key file", advice));
    }
    let text = make();
    match create(file, &text) {
        Ok(()) => Ok(text),
        // Another node was first: its key is the one.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(file)?.ok_or_else(|| {
            about(file, "a key file that came and went", "start again when nothing else moves this file")
        }),
        Err(error) => Err(about(
            file,
            format!("a place where no key file can be made ({error})"),
            "make the folder, and let only the portal's user write in it",
        )),
    }
}

/// Reads the key file; `None` when there is none. A file that others could read, or a link that leads away, is a complaint.
pub fn read(file: &Path) -> Result<Option<Zeroizing<String>>, Complaint> {
    let unreadable = |error: io::Error| {
        about(file, format!("a file that cannot be read ({error})"), "let the portal's user read it")
    };
    match std::fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
        Ok(metadata) if metadata.is_symlink() && !stays_in_its_folder(file) => {
            return Err(about(file, "a link to another folder", "write the path of the file itself in keys.file"));
        }
        Ok(_) => {}
    }
    let handle = File::open(file).map_err(unreadable)?;
    refuse_if_shared(file, &handle)?;
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(MOST).unwrap_or_default()));
    handle.take(MOST).read_to_string(&mut text).map_err(unreadable)?;
    Ok(Some(text))
}

/// Puts the key file of a backup where there is none.
pub fn put_back(file: &Path, text: &str) -> Result<(), Complaint> {
    create(file, text).map_err(|error| {
        let found = format!("a place where no key file can be made ({error})");
        about(file, found, "make the folder, and let only the portal's user write in it")
    })
}

/// Makes the file with mode 0600 and puts it on the disk; fails when it exists (`O_EXCL`).
fn create(file: &Path, text: &str) -> io::Result<()> {
    let mut handle = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    let written = handle.write_all(text.as_bytes()).and_then(|()| handle.sync_all());
    if written.is_err() {
        // Half a key would be refused at every later start; this file is ours, we made it a moment ago.
        std::fs::remove_file(file)?;
    }
    written?;
    // The name must survive a power cut as well: what is sealed from now on needs it.
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// Writes another text over the file, at once and whole, with its owner and mode; only if it still holds what was read before.
pub fn replace(file: &Path, before: &str, after: &str) -> Result<(), Complaint> {
    let held = File::open(file).map_err(|error| unwritable(file, &error))?;
    match held.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(changing(file)),
        Err(TryLockError::Error(error)) => return Err(unwritable(file, &error)),
    }
    if std::fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_symlink()) {
        let advice =
            "keys that a secret store lays down are changed there: run this with a copy of the file, and bring it back";
        return Err(about(file, "a link", advice));
    }
    if read(file)?.is_none_or(|now| now.as_str() != before) {
        return Err(changing(file));
    }
    put(file, &held, after).map_err(|error| unwritable(file, &error))
}

/// A file beside it, on the disk, takes its name.
fn put(file: &Path, held: &File, text: &str) -> io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.new"));
    match std::fs::remove_file(&beside) {
        // Somebody was interrupted here; the lock says that nobody is at work now.
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let metadata = held.metadata()?;
    let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let written = new
        .write_all(text.as_bytes())
        // Whoever runs this may not be who runs the portal, and must not take its keys away.
        .and_then(|()| match (new.metadata()?, &metadata) {
            (now, then) if (now.uid(), now.gid()) == (then.uid(), then.gid()) => Ok(()),
            (_, then) => fchown(&new, Some(then.uid()), Some(then.gid())),
        })
        .and_then(|()| new.set_permissions(metadata.permissions()))
        .and_then(|()| new.sync_all())
        .and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        // It holds keys; the error says why it could not be used.
        let _ = std::fs::remove_file(&beside);
    }
    written?;
    File::open(folder)?.sync_all()
}

fn changing(file: &Path) -> Complaint {
    about(
        file,
        "a key file that somebody else changes at this moment",
        "look at `poortwachter key list`, and run it again",
    )
}

fn unwritable(file: &Path, error: &io::Error) -> Complaint {
    let advice = "run this as the portal's user or as root, where its folder can be written";
    about(file, format!("a key file that cannot be written ({error})"), advice)
}

/// Looks at the open file, so that nobody can exchange it between looking and reading.
fn refuse_if_shared(file: &Path, handle: &File) -> Result<(), Complaint> {
    let metadata = handle
        .metadata()
        .map_err(|error| about(file, format!("a file without properties ({error})"), "check the disk"))?;
    let mode = metadata.permissions().mode() & 0o777;
    if !metadata.is_file() {
        return Err(about(file, "something that is not a file", "set keys.file to the key file"));
    }
    if mode & 0o077 != 0 {
        let advice = format!("run `chmod 600 {}`, and think about who could have copied it", file.display());
        return Err(about(file, format!("a key file that others may use (mode {mode:04o})"), advice));
    }
    if metadata.len() > MOST {
        return Err(about(
            file,
            format!("{} bytes", metadata.len()),
            "set keys.file to the key file, which is much smaller",
        ));
    }
    Ok(())
}

/// Kubernetes mounts secrets as links within one folder; those are fine.
fn stays_in_its_folder(file: &Path) -> bool {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}

fn about(file: &Path, found: impl Into<String>, advice: impl Into<String>) -> Complaint {
    Complaint::new(found, advice).in_file(file).about("keys.file")
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        (folder, file)
    }

    fn fresh() -> Zeroizing<String> {
        Zeroizing::new("a fresh key".into())
    }

    #[test]
    fn the_first_start_makes_a_file_for_the_owner_only_and_later_starts_read_it() {
        let (_folder, file) = folder();
        assert_eq!(*read_or_create(&file, true, fresh).unwrap(), "a fresh key");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        for empty in [true, false] {
            assert_eq!(*read_or_create(&file, empty, || panic!("a key was there")).unwrap(), "a fresh key");
        }
    }

    #[test]
    fn d8_data_without_a_key_is_refused_and_nothing_is_made() {
        let (_folder, file) = folder();
        let complaint = read_or_create(&file, false, || panic!("no key may be made")).unwrap_err().to_string();
        assert!(complaint.contains("data but no key file") && complaint.contains("backup"), "{complaint}");
        assert!(!file.exists());
    }

    #[test]
    fn a_file_that_others_may_use_is_refused() {
        let (_folder, file) = folder();
        for (mode, good) in
            [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false), (0o601, false)]
        {
            fs::write(&file, "key").unwrap();
            fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            let outcome = read(&file);
            assert_eq!(outcome.is_ok(), good, "{mode:o}: {outcome:?}");
            fs::remove_file(&file).unwrap();
        }
    }

    #[test]
    fn a_link_is_followed_only_within_its_folder() {
        let (folder, file) = folder();
        let elsewhere = tempfile::tempdir().unwrap();
        let away = elsewhere.path().join("keys");
        create(&away, "key").unwrap();
        symlink(&away, &file).unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("a link to another folder"));
        fs::remove_file(&file).unwrap();
        create(&folder.path().join("data"), "key").unwrap();
        symlink(folder.path().join("data"), &file).unwrap();
        assert_eq!(*read(&file).unwrap().unwrap(), "key");
    }

    #[test]
    fn what_is_no_key_file_is_a_complaint() {
        let (folder, file) = folder();
        fs::create_dir(&file).unwrap();
        assert!(read(&file).is_err());
        assert!(
            read_or_create(&folder.path().join("no/such/keys"), true, fresh)
                .unwrap_err()
                .to_string()
                .contains("make the folder")
        );
        let large = folder.path().join("large");
        create(&large, &"x".repeat(65 * 1024)).unwrap();
        assert!(read(&large).unwrap_err().to_string().contains("66560 bytes"));
    }

    #[test]
    fn d8_a_change_is_whole_and_only_of_what_was_read() {
        let (folder, file) = folder();
        create(&file, "first").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o400)).unwrap();
        // What a crash left is no hindrance.
        fs::write(folder.path().join(".keys.new"), "half").unwrap();
        replace(&file, "first", "second").unwrap();
        assert_eq!(*read(&file).unwrap().unwrap(), "second");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o400);
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["keys"]);

        let stale = replace(&file, "first", "third").unwrap_err().to_string();
        assert!(stale.contains("somebody else changes"), "{stale}");
        let busy = File::open(&file).unwrap();
        busy.lock().unwrap();
        assert!(replace(&file, "second", "third").unwrap_err().to_string().contains("somebody else changes"));
        drop(busy);
        let link = folder.path().join("link");
        symlink(&file, &link).unwrap();
        assert!(replace(&link, "second", "third").unwrap_err().to_string().contains("secret store"));
        assert!(replace(&folder.path().join("none"), "", "x").unwrap_err().to_string().contains("cannot be written"));
        assert_eq!(*read(&file).unwrap().unwrap(), "second");
    }

    #[test]
    fn an_existing_file_is_never_written_over() {
        let (_folder, file) = folder();
        create(&file, "first").unwrap();
        assert_eq!(create(&file, "second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&file).unwrap(), "first");
    }
}
