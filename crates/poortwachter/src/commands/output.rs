//! What commands print: text to standard output, harmless to a terminal, in columns where that reads better.

use std::io::Write;

use crate::complaint::{Complaint, disturbs};

/// Prints a text; a pipe that was closed early is a complaint, not a crash.
pub fn print(text: &str) -> Result<(), Complaint> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Complaint::new(format!("an output that takes nothing ({error})"), "write it to a file"))
}

/// A stored text without anything that would disturb a terminal (LO-04).
pub fn plain(text: &str) -> String {
    text.chars().map(|character| if disturbs(character) { '?' } else { character }).collect()
}

/// Rows in columns, two spaces apart; the last column is not padded.
pub fn columns(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| format!("{cell:<width$}  ", width = width(column)));
        format!("{}\n", cells.collect::<String>().trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_end_without_spaces() {
        let rows = [vec!["é".to_owned(), "x".to_owned()], vec!["abc".to_owned(), String::new()]];
        assert_eq!(columns(&rows), "é    x\nabc\n");
    }

    #[test]
    fn lo_04_what_is_shown_cannot_steer_the_terminal() {
        assert_eq!(plain("Bea\u{1b}[2J\u{202e}"), "Bea?[2J?");
    }
}
