//! Small files with a secret in them, such as a passphrase: for their owner only, like the key file.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use crate::complaint::Complaint;

/// The most bytes of such a file.
const MOST: u64 = 64 * 1024;

/// Reads one; a file that others could read is a complaint about the argument that named it.
pub fn read(file: &Path, argument: &'static str) -> Result<Zeroizing<String>, Complaint> {
    let about = |found: String, advice: &str| Complaint::new(found, advice).in_file(file).about(argument);
    let unreadable = |error: io::Error| {
        about(format!("a file that cannot be read ({error})"), "give a text file that this user may read")
    };
    let handle = File::open(file).map_err(unreadable)?;
    let metadata = handle.metadata().map_err(unreadable)?;
    let mode = metadata.permissions().mode() & 0o777;
    // What a service manager hands over through a pipe is nobody else's.
    if metadata.is_file() && mode & 0o077 != 0 {
        let found = format!("a file that others may use (mode {mode:04o})");
        return Err(about(found, &format!("run `chmod 600 {}`", file.display())));
    }
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(MOST).unwrap_or_default()));
    handle.take(MOST).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions, write};

    use super::*;

    #[test]
    fn a_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passphrase");
        write(&file, "words\n").unwrap();
        for (mode, good) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            assert_eq!(read(&file, "--passphrase-file").is_ok(), good, "{mode:o}");
        }
        let missing = read(&folder.path().join("no"), "--passphrase-file").unwrap_err().to_string();
        assert!(missing.contains("--passphrase-file: found a file that cannot be read"), "{missing}");
    }
}
