//! The filter of leaked passwords as a file: read at start, written by `leaks build`.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use credentials::password::LeakFilter;
use credentials::password::leaks::LeakFileError;

use crate::complaint::Complaint;

/// Reads a filter; whatever is not a whole filter of this version is a complaint.
pub fn read(file: &Path) -> Result<LeakFilter, Complaint> {
    let open = || -> Result<LeakFilter, LeakFileError> {
        let input = File::open(file)?;
        let length = input.metadata()?.len();
        LeakFilter::read(&mut BufReader::new(input), length)
    };
    open().map_err(|error| {
        let advice = match error {
            LeakFileError::Io(_) => {
                "give the path of a filter that the portal may read, or leave password.leaks_file out"
            }
            _ => "make it again with `poortwachter leaks build`, or put it back from where it was copied",
        };
        Complaint::new(format!("a filter of leaked passwords that cannot be used: {error}"), advice).in_file(file)
    })
}

/// Writes a filter beside its place and moves it there when it is whole, so that a portal never reads half of one.
pub fn write(filter: &LeakFilter, file: &Path) -> Result<(), Complaint> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let put = || -> std::io::Result<()> {
        let mut beside = tempfile::Builder::new().prefix(".leaks").tempfile_in(folder)?;
        let mut out = BufWriter::new(beside.as_file_mut());
        filter.write(&mut out)?;
        out.flush()?;
        drop(out);
        beside.as_file().sync_all()?;
        readable_by_the_portal(beside.as_file())?;
        beside.persist(file).map_err(|error| error.error)?;
        Ok(())
    };
    put().map_err(|error| {
        Complaint::new(format!("a place where nothing can be written ({error})"), "choose another folder, or make room")
            .in_file(file)
    })
}

/// What leaked is no secret; a portal that runs as another user has to read it.
fn readable_by_the_portal(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}
