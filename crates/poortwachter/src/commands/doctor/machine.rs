//! The disk under database, keys and logs, and who owns the key file.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::commands::check::report::Line;
use crate::settings::Settings;

const DISK: &str = "disk";
const KEYS: &str = "key file";
const MIB: u64 = 1024 * 1024;
/// Below this a busy day can fill the disk.
const LITTLE: u64 = 1024 * MIB;
/// Below this the next one does.
const NEARLY_NONE: u64 = 100 * MIB;
/// Files that can still be made.
const FEW: u64 = 1000;

/// The folders that the portal writes into, and how much room each has.
pub fn disks(settings: &Settings) -> Vec<Line> {
    let database = settings.database.url.shown();
    let files = [
        database.strip_prefix("sqlite://").map(PathBuf::from),
        Some(settings.keys.file.clone()),
        settings.audit.file.clone(),
    ];
    let folders: BTreeSet<PathBuf> = files.into_iter().flatten().map(|file| folder_of(&file)).collect();
    folders.iter().map(|folder| disk(folder)).collect()
}

fn disk(folder: &Path) -> Line {
    match rustix::fs::statvfs(folder) {
        Ok(found) => room(folder, found.f_bavail.saturating_mul(found.f_frsize), (found.f_files, found.f_favail)),
        Err(error) => {
            let remedy = "make the folder, and let the portal's user in";
            Line::wrong(DISK, format!("{} cannot be looked at ({error})", folder.display()), remedy)
        }
    }
}

/// `files` is how many the file system has room for and how many can still be made; some count none.
fn room(folder: &Path, free: u64, (all, left): (u64, u64)) -> Line {
    let shown = format!("{} MiB free for {}", free / MIB, folder.display());
    let remedy = "make room: `journalctl --vacuum-size=500M`, old backups, old logs; or give it a larger disk";
    if free < NEARLY_NONE {
        Line::wrong(DISK, shown, remedy)
    } else if all > 0 && left < FEW {
        Line::wrong(DISK, format!("{left} files can still be made in {}", folder.display()), "remove small files")
    } else if free < LITTLE {
        Line::warning(DISK, shown, remedy)
    } else {
        Line::ok(DISK, shown)
    }
}

/// Who owns what, as numbers of users.
#[derive(Clone, Copy, Debug)]
struct Owners {
    /// Who asks.
    own: u32,
    /// The key file's.
    keys: u32,
    /// The database file's, if it is a file.
    database: Option<u32>,
    /// The mode of the key file's folder.
    folder_mode: u32,
}

/// Whether the key file and its folder are the portal's alone; a file that others may read has its own line already.
pub fn key_file(settings: &Settings) -> Vec<Line> {
    let file = &settings.keys.file;
    let folder = folder_of(file);
    let (Ok(keys), Ok(around)) = (std::fs::metadata(file), std::fs::metadata(&folder)) else { return Vec::new() };
    let database = settings.database.url.shown();
    let database = database.strip_prefix("sqlite://").and_then(|path| std::fs::metadata(path).ok());
    let owners = Owners {
        own: rustix::process::geteuid().as_raw(),
        keys: keys.uid(),
        database: database.map(|database| database.uid()),
        folder_mode: around.mode(),
    };
    owned(file, &folder, owners)
}

fn owned(file: &Path, folder: &Path, owners: Owners) -> Vec<Line> {
    let mut lines = Vec::new();
    // Whoever may write in a folder may put another file in the place of one; the sticky bit takes that away.
    if owners.folder_mode & 0o022 != 0 && owners.folder_mode & 0o1000 == 0 {
        let found = format!("others may write in {} (mode {:04o})", folder.display(), owners.folder_mode & 0o7777);
        lines.push(Line::wrong(KEYS, found, format!("run `chmod 700 {}`", folder.display())));
    }
    if owners.database.is_some_and(|database| database != owners.keys) {
        let found = format!("{} and the database belong to different users", file.display());
        let remedy = format!("give both to the portal's user: `chown poortwachter: {}`", file.display());
        lines.push(Line::wrong(KEYS, found, remedy));
    } else if owners.own != owners.keys && owners.own != 0 {
        let found = format!("{} belongs to another user than you", file.display());
        lines.push(Line::warning(
            KEYS,
            found,
            "ask as the portal's user: `sudo -u poortwachter poortwachter doctor …`",
        ));
    }
    if lines.is_empty() {
        lines.push(Line::ok(KEYS, format!("{} and its folder are one user's alone", file.display())));
    }
    lines
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::commands::check::report::Mark;

    #[rstest]
    #[case::enough(5_000, (0, 0), Mark::Ok)]
    #[case::little(1_000, (10_000, 9_000), Mark::Warning)]
    #[case::nearly_none(99, (10_000, 9_000), Mark::Wrong)]
    #[case::no_files_left(5_000, (10_000, 10), Mark::Wrong)]
    fn room_on_the_disk(#[case] mib: u64, #[case] files: (u64, u64), #[case] mark: Mark) {
        let line = room(Path::new("/var/lib/poortwachter"), mib * MIB, files);
        assert_eq!((line.mark, line.remedy.is_some()), (mark, mark != Mark::Ok), "{line:?}");
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        assert_eq!(disk(Path::new("/nowhere/at/all")).mark, Mark::Wrong);
    }

    #[rstest]
    #[case::as_the_package_makes_it(7, 7, Some(7), 0o40_700, Mark::Ok, "alone")]
    #[case::others_write_around_it(7, 7, Some(7), 0o40_777, Mark::Wrong, "others may write")]
    #[case::a_sticky_folder(7, 7, Some(7), 0o41_777, Mark::Ok, "alone")]
    #[case::two_owners(7, 0, Some(7), 0o40_700, Mark::Wrong, "different users")]
    #[case::somebody_else_asks(8, 7, Some(7), 0o40_700, Mark::Warning, "another user than you")]
    #[case::root_asks(0, 7, None, 0o40_700, Mark::Ok, "alone")]
    fn who_owns_the_key(
        #[case] own: u32,
        #[case] keys: u32,
        #[case] database: Option<u32>,
        #[case] folder_mode: u32,
        #[case] mark: Mark,
        #[case] words: &str,
    ) {
        let owners = Owners { own, keys, database, folder_mode };
        let lines = owned(Path::new("/p/keys"), Path::new("/p"), owners);
        assert!(lines.len() == 1 && lines[0].mark == mark && lines[0].found.contains(words), "{lines:?}");
    }
}
