//! Writes our texts and pictures, for an operator to begin with.

use std::fs;
use std::path::Path;

use web::help::own_files;

use crate::complaint::Complaint;

/// Writes all of ours into a folder that is empty or does not exist; answers how many files.
pub fn export(folder: &Path) -> Result<usize, Complaint> {
    let cannot = |error: std::io::Error| {
        Complaint::new(format!("a folder that cannot be written ({error})"), "name another one").in_file(folder)
    };
    fs::create_dir_all(folder).map_err(cannot)?;
    if fs::read_dir(folder).map_err(cannot)?.next().is_some() {
        let advice = "name an empty folder or one that does not exist; nothing was written";
        return Err(Complaint::new("a folder that is not empty", advice).in_file(folder));
    }
    let mut written = 0;
    for file in own_files() {
        let to = folder.join(&file.path);
        fs::create_dir_all(to.parent().unwrap_or(folder)).map_err(cannot)?;
        fs::write(to, &file.bytes).map_err(cannot)?;
        written += 1;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_we_have_and_nothing_is_written_over() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("help");
        assert_eq!(export(&folder).unwrap(), own_files().count());
        for file in own_files() {
            assert_eq!(fs::read(folder.join(&file.path)).unwrap(), file.bytes, "{}", file.path);
        }
        fs::write(folder.join("nl/reset.md"), "# Van ons\n").unwrap();
        assert!(export(&folder).unwrap_err().to_string().contains("not empty"));
        assert_eq!(fs::read_to_string(folder.join("nl/reset.md")).unwrap(), "# Van ons\n");
        assert!(export(&folder.join("nl/reset.md")).unwrap_err().to_string().contains("cannot be written"));
    }
}
