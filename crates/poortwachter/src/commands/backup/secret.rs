//! With what a backup is locked and opened: from a file, a variable or the terminal, never from the command line.

use std::io::{BufReader, IsTerminal};
use std::path::Path;

use age::secrecy::{ExposeSecret, SecretString};

use crate::backup_file::{Key, Lock, Locked};
use crate::cli::backup::{Make, Opening};
use crate::complaint::Complaint;
use crate::{environment, private_file};

const VARIABLE: &str = "POORTWACHTER_BACKUP_PASSPHRASE";
const FILE: &str = "--passphrase-file";
/// The fewest characters of a new passphrase: whoever has the file may guess as long as they like.
const LEAST: usize = 12;

/// With what a new backup is locked.
pub fn lock(make: &Make) -> Result<Lock, Complaint> {
    if !make.recipients.is_empty() {
        let recipients = make.recipients.iter().map(|text| text.parse()).collect::<Result<_, _>>();
        return recipients.map(Lock::Recipients).map_err(|error: &str| {
            Complaint::new(format!("a recipient that cannot be used ({error})"), "give age1... recipients")
                .about("--recipient")
        });
    }
    let passphrase = match given(make.passphrase_file.as_deref())? {
        Some(passphrase) => passphrase,
        None => ask_twice()?,
    };
    if passphrase.expose_secret().chars().count() < LEAST {
        let advice =
            format!("take at least {LEAST} characters, better five words or what `openssl rand -base64 24` prints");
        return Err(Complaint::new("a passphrase that is too short", advice));
    }
    Ok(Lock::Passphrase(passphrase))
}

/// With what a backup is opened that is locked like this.
pub fn key(opening: &Opening, locked: Locked) -> Result<Key, Complaint> {
    match (locked, &opening.identity) {
        (Locked::Recipients, Some(file)) => identities(file),
        (Locked::Recipients, None) => {
            let advice = "give the file with the identity of one of them: --identity FILE";
            Err(Complaint::new("a backup that is encrypted for recipients", advice).in_file(&opening.file))
        }
        (Locked::Passphrase, Some(_)) => {
            let advice = "leave out --identity, and give the passphrase";
            Err(Complaint::new("a backup that is encrypted with a passphrase", advice).in_file(&opening.file))
        }
        (Locked::Passphrase, None) => {
            let passphrase = match given(opening.passphrase_file.as_deref())? {
                Some(passphrase) => passphrase,
                None => ask("Passphrase of the backup (not shown): ")?,
            };
            Ok(Key::Passphrase(passphrase))
        }
    }
}

fn identities(file: &Path) -> Result<Key, Complaint> {
    let text = private_file::read(file, "--identity")?;
    let wrong = || {
        Complaint::new("no age identity", "give a file with a line AGE-SECRET-KEY-1..., as `age-keygen` makes it")
            .in_file(file)
            .about("--identity")
    };
    let read = age::IdentityFile::from_buffer(BufReader::new(text.as_bytes())).map_err(|_| wrong())?;
    let identities = read.into_identities().map_err(|_| wrong())?;
    if identities.is_empty() { Err(wrong()) } else { Ok(Key::Identities(identities)) }
}

/// From the file or the variable.
fn given(file: Option<&Path>) -> Result<Option<SecretString>, Complaint> {
    let text = match file {
        Some(file) => private_file::read(file, FILE)?,
        None => match environment::variables().into_iter().find(|(name, _)| name == VARIABLE) {
            Some((_, value)) => value.into(),
            None => return Ok(None),
        },
    };
    match text.lines().next().filter(|line| !line.is_empty()) {
        Some(line) => Ok(Some(SecretString::from(line.to_owned()))),
        None => {
            Err(Complaint::new("no passphrase", "write it in the first line").about(file.map_or(VARIABLE, |_| FILE)))
        }
    }
}

fn ask_twice() -> Result<SecretString, Complaint> {
    let first = ask("Passphrase for the backup (not shown): ")?;
    let again = ask("The same once more: ")?;
    if first.expose_secret() == again.expose_secret() {
        return Ok(first);
    }
    Err(Complaint::new("two passphrases that differ", "type the same twice"))
}

fn ask(prompt: &str) -> Result<SecretString, Complaint> {
    let advice = format!("give {FILE}, or {VARIABLE} in the environment");
    if !std::io::stdin().is_terminal() {
        return Err(Complaint::new("no passphrase", advice));
    }
    let typed = rpassword::prompt_password(prompt)
        .map_err(|error| Complaint::new(format!("a passphrase that cannot be read ({error})"), advice))?;
    Ok(SecretString::from(typed))
}
