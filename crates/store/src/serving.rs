//! One portal for one SQLite file.
//!
//! Two portals on one file would each believe that they alone know when a session ends. So whoever serves holds an advisory lock (`flock(2)`) on the
//! database file itself: it goes with the file and not with its name, so no relative path, symbolic link or second hard link leads past it, and the
//! kernel frees it when the process ends in whatever way. SQLite's own locks are of another kind (`fcntl(2)`) and are not touched by it; commands that
//! work beside a running portal do not ask for it. PostgreSQL is made for several nodes, and nothing is locked there.

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::db::sqlite_file;

/// How often it is tried again when somebody puts another file in the place of the one that was locked.
const TRIES: usize = 5;

/// The right to serve on a database; it is given back when this is dropped.
///
/// It must outlive every connection of this process: closing the file would free SQLite's locks with it (`fcntl(2)`).
#[derive(Debug)]
pub struct ServingLock {
    _held: Option<File>,
}

impl ServingLock {
    /// Takes a database for this process alone, before it is opened; a missing SQLite file is made, readable by its owner only.
    ///
    /// # Errors
    ///
    /// [`StoreError::Served`] when a portal serves on it, or something else has taken it in the same way.
    pub fn take(url: &str) -> Result<Self, StoreError> {
        let Some(file) = sqlite_file(url)? else { return Ok(Self { _held: None }) };
        let unavailable = |error: io::Error| StoreError::Unavailable(format!("{}: {error}", file.display()));
        for _ in 0..TRIES {
            let held = open_or_make(&file).map_err(unavailable)?;
            let here = held.metadata().map_err(unavailable)?;
            match held.try_lock() {
                Ok(()) if is_still(&file, &here) => return Ok(Self { _held: Some(held) }),
                // Somebody put another file there in between, a restored one for example.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(StoreError::Served { holder: holder(&here), file }),
                Err(TryLockError::Error(error)) => return Err(unavailable(error)),
            }
        }
        Err(StoreError::Unavailable(format!("{}: the file is replaced again and again", file.display())))
    }

    /// Refuses a database on which a portal serves, and takes nothing. To be asked before this process opens the database.
    ///
    /// # Errors
    ///
    /// [`StoreError::Served`] as for [`take`](Self::take).
    pub fn refuse_served(url: &str) -> Result<(), StoreError> {
        match sqlite_file(url)? {
            Some(file) if file.exists() => Self::take(url).map(drop),
            _ => Ok(()),
        }
    }
}

fn open_or_make(file: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(file)
}

/// Whether the name still leads to the file that was opened.
fn is_still(file: &Path, opened: &Metadata) -> bool {
    std::fs::metadata(file).is_ok_and(|now| (now.dev(), now.ino()) == (opened.dev(), opened.ino()))
}

/// The process that holds the lock, where the kernel tells; it does not in a container of another one.
fn holder(file: &Metadata) -> Option<u32> {
    find_holder(&std::fs::read_to_string("/proc/locks").ok()?, file.ino())
}

/// Finds a lock by the number of its file: `1: FLOCK  ADVISORY  WRITE 4711 fd:01:131 0 EOF` (`proc_locks(5)`). The device is not compared, since some
/// file systems show another one there than in `stat(2)`; of two files with one number nothing is said.
fn find_holder(locks: &str, inode: u64) -> Option<u32> {
    let wanted = inode.to_string();
    let mut found = locks.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [_, "FLOCK", _, "WRITE", pid, place, ..] if place.rsplit(':').next() == Some(wanted.as_str()) => {
                pid.parse().ok().filter(|pid| *pid > 0)
            }
            _ => None,
        }
    });
    found.next().filter(|_| found.next().is_none())
}

/// What a complaint says of the other process.
pub(crate) fn shown(file: &Path, holder: Option<&u32>) -> String {
    let file: PathBuf = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    match holder {
        Some(pid) => format!("process {pid} serves on {}", file.display()),
        None => format!("another process, which is not visible from here, serves on {}", file.display()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn url(file: &Path) -> String {
        format!("sqlite://{}", file.display())
    }

    #[test]
    fn one_portal_serves_on_a_file_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.db");
        let first = ServingLock::take(&url(&file)).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let (soft, hard) = (folder.path().join("soft.db"), folder.path().join("hard.db"));
        symlink(&file, &soft).unwrap();
        std::fs::hard_link(&file, &hard).unwrap();
        std::fs::create_dir(folder.path().join("d")).unwrap();
        for name in [&file, &soft, &hard, &folder.path().join("d/../p.db")] {
            let refused = ServingLock::take(&url(name)).unwrap_err();
            assert!(
                matches!(&refused, StoreError::Served { holder: Some(pid), .. } if *pid == std::process::id()),
                "{name:?}: {refused}"
            );
            assert!(ServingLock::refuse_served(&url(name)).is_err());
        }
        drop(first);
        ServingLock::refuse_served(&url(&hard)).unwrap();
        ServingLock::take(&url(&soft)).unwrap();
    }

    #[test]
    fn asking_makes_no_file_and_postgres_has_several_nodes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.db");
        ServingLock::refuse_served(&url(&file)).unwrap();
        assert!(!file.exists());
        let _one = ServingLock::take("postgres://h/d").unwrap();
        ServingLock::take("postgres://h/d").unwrap();
        let nowhere = ServingLock::take(&url(&folder.path().join("no/p.db"))).unwrap_err();
        assert!(matches!(nowhere, StoreError::Unavailable(_)), "{nowhere}");
    }

    #[test]
    fn the_holder_is_found_among_other_locks() {
        let locks = "1: POSIX  ADVISORY  READ 10 fd:01:131 1073741826 1073742335\n2: FLOCK  ADVISORY  WRITE 4711 fd:01:131 0 EOF\n\
                     3: FLOCK  ADVISORY  WRITE 12 fd:01:1312 0 EOF\n3: -> FLOCK  ADVISORY  WRITE 13 fd:01:131 0 EOF\n";
        assert_eq!(find_holder(locks, 131), Some(4711));
        assert_eq!(find_holder(locks, 31), None);
        assert_eq!(find_holder("1: FLOCK  ADVISORY  WRITE 0 fd:01:131 0 EOF\n", 131), None);
        assert_eq!(find_holder(&format!("{locks}4: FLOCK  ADVISORY  WRITE 5 fd:02:131 0 EOF\n"), 131), None);
    }
}
