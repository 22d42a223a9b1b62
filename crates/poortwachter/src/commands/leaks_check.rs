//! `leaks check`: whether one password is in a filter. It is never on the command line, where others could see it.

use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::commands::output;
use crate::complaint::{Complaint, Complaints};
use crate::leaks;

/// The most that is read: four bytes for each of 256 characters, and the end of the line.
const MOST: u64 = 1026;

/// Asks for the password, or reads one line of a pipe, and says whether it leaked.
pub fn run(filter: &Path) -> Result<(), Complaints> {
    let leaks = leaks::read(filter)?;
    let password = password()?;
    if password.is_empty() {
        return Err(Complaint::new("no password", "type one, or send one line through a pipe").into());
    }
    if leaks.contains(&password) {
        let found = "a password that is in the filter, or, once in 65536 times, one that only seems to be";
        return Err(Complaint::new(found, "choose another one, and change it wherever it is used").into());
    }
    Ok(output::print("This password is not in the filter.\n")?)
}

fn password() -> Result<Zeroizing<String>, Complaint> {
    let unreadable = |error: std::io::Error| {
        Complaint::new(
            format!("a password that cannot be read ({error})"),
            "type it, or send one line of UTF-8 through a pipe",
        )
    };
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return rpassword::prompt_password("Password (not shown): ").map(Zeroizing::new).map_err(unreadable);
    }
    let mut line = Zeroizing::new(String::with_capacity(usize::try_from(MOST).unwrap_or_default()));
    stdin.lock().take(MOST).read_line(&mut line).map_err(unreadable)?;
    let end = line.trim_end_matches(['\n', '\r']).len();
    line.truncate(end);
    Ok(line)
}
