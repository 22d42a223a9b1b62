//! A backup as a file: encrypted with age (<https://age-encryption.org/v1>), so that any age program opens it too, written whole or not at all.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient};
use tempfile::NamedTempFile;

use crate::complaint::Complaint;

/// What every age file begins with.
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// scrypt's cost for new backups, as a power of two: 256 MiB of memory and about a second.
const WORK: u8 = 18;
/// The highest cost that is borne: 1 GiB.
const MOST_WORK: u8 = 20;

/// For whom a backup is encrypted.
pub enum Lock {
    /// Whoever knows the passphrase.
    Passphrase(SecretString),
    /// Whoever has one of the identities.
    Recipients(Vec<age::x25519::Recipient>),
}

/// With what a backup is opened.
pub enum Key {
    /// The passphrase.
    Passphrase(SecretString),
    /// Identities of recipients.
    Identities(Vec<Box<dyn Identity>>),
}

/// How a file is locked, seen from its first lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locked {
    /// With a passphrase.
    Passphrase,
    /// For recipients.
    Recipients,
}

/// The readable inside of a backup.
pub type Opened = BufReader<StreamReader<BufReader<File>>>;

/// A backup that is being written, beside its place and under another name.
pub struct NewFile {
    place: PathBuf,
    inner: StreamWriter<NamedTempFile>,
}

impl NewFile {
    /// Begins one; a file that is there is a complaint. Its owner alone may read it.
    pub fn begin(place: &Path, lock: &Lock) -> Result<Self, Complaint> {
        if std::fs::symlink_metadata(place).is_ok() {
            return Err(exists(place));
        }
        let file =
            NamedTempFile::with_prefix_in(".poortwachter-backup-", folder(place)).map_err(|e| unwritable(place, &e))?;
        let encryptor = match lock {
            Lock::Passphrase(passphrase) => {
                let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient))
            }
            Lock::Recipients(recipients) => {
                Encryptor::with_recipients(recipients.iter().map(|recipient| recipient as &dyn Recipient))
            }
        };
        let encryptor = encryptor.map_err(|error| {
            Complaint::new(format!("recipients for whom nothing can be encrypted ({error})"), "give age1... recipients")
                .about("--recipient")
        })?;
        let inner = encryptor.wrap_output(file).map_err(|error| unwritable(place, &error))?;
        Ok(Self { place: place.to_path_buf(), inner })
    }

    /// Ends the encryption, puts everything on the disk and gives the file its name; its size in bytes.
    pub fn finish(self) -> Result<u64, Complaint> {
        let Self { place, inner } = self;
        let finished = inner.finish().and_then(|mut file| {
            file.flush()?;
            file.as_file().sync_all()?;
            Ok(file)
        });
        let file = finished.map_err(|error| unwritable(&place, &error))?;
        let file = file.persist_noclobber(&place).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(&place),
            _ => unwritable(&place, &error.error),
        })?;
        // The name must survive a power cut as well.
        let synced = File::open(folder(&place)).and_then(|folder| folder.sync_all());
        synced.and_then(|()| file.metadata()).map(|data| data.len()).map_err(|error| unwritable(&place, &error))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file of which only the outside was looked at.
pub struct Closed {
    file: PathBuf,
    decryptor: Decryptor<BufReader<File>>,
}

impl Closed {
    /// Looks at the outside.
    pub fn look(file: &Path) -> Result<Self, Complaint> {
        let unreadable = |error: io::Error| {
            Complaint::new(format!("a backup that cannot be read ({error})"), "check the path and the rights")
                .in_file(file)
        };
        let mut begin = Vec::new();
        File::open(file).map_err(unreadable)?.take(MAGIC.len() as u64).read_to_end(&mut begin).map_err(unreadable)?;
        if begin != MAGIC {
            return Err(no_backup(file));
        }
        let input = BufReader::with_capacity(1 << 16, File::open(file).map_err(unreadable)?);
        let decryptor = Decryptor::new_buffered(input).map_err(|error| refused(file, &error))?;
        Ok(Self { file: file.to_path_buf(), decryptor })
    }

    /// What it wants to be opened with.
    pub fn locked(&self) -> Locked {
        if self.decryptor.is_scrypt() { Locked::Passphrase } else { Locked::Recipients }
    }

    /// Opens it.
    pub fn open(self, key: Key) -> Result<Opened, Complaint> {
        let opened = match key {
            Key::Passphrase(passphrase) => {
                let mut identity = age::scrypt::Identity::new(passphrase);
                identity.set_max_work_factor(MOST_WORK);
                self.decryptor.decrypt(std::iter::once(&identity as &dyn Identity))
            }
            Key::Identities(identities) => self.decryptor.decrypt(identities.iter().map(AsRef::as_ref)),
        };
        opened.map(|inside| BufReader::with_capacity(1 << 16, inside)).map_err(|error| refused(&self.file, &error))
    }
}

fn refused(file: &Path, error: &DecryptError) -> Complaint {
    let (found, advice) = match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            ("a backup that this passphrase or identity does not open", "give the one that it was made with")
        }
        DecryptError::ExcessiveWork { .. } => {
            ("a passphrase that costs more work than any backup of this program", "make sure that it is your file")
        }
        DecryptError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            ("a backup that is cut off within its first lines", "take another copy of it, or an older backup")
        }
        _ => ("a backup that is damaged in its first lines", "take another copy of it, or an older backup"),
    };
    Complaint::new(found, advice).in_file(file)
}

/// It is something else.
pub fn no_backup(file: &Path) -> Complaint {
    Complaint::new("something that is not a backup of this program", "give a file that `poortwachter backup` made")
        .in_file(file)
}

fn exists(place: &Path) -> Complaint {
    Complaint::new("a file that is there already", "choose a name that is not taken; backups are never written over")
        .in_file(place)
}

fn unwritable(place: &Path, error: &io::Error) -> Complaint {
    let advice = "choose a folder with room, where this user may write";
    Complaint::new(format!("a place where no backup can be written ({error})"), advice).in_file(place)
}

fn folder(place: &Path) -> &Path {
    match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
