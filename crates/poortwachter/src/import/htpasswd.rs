//! The password file of web servers: a name, a colon and a hash on each line. It knows neither names nor mail addresses of people.

use std::io::{self, BufRead};

use super::Field;
use super::jsonl::{Line, line};
use super::record::{Cell, Item, LONGEST, Record, Sink};

/// Reads a whole file.
pub fn read(mut input: impl BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let (mut number, mut bytes) = (0, Vec::new());
    loop {
        number += 1;
        let found = match line(&mut input, &mut bytes)? {
            Line::End => return Ok(()),
            Line::TooLong => Some(Item::broken(number, format!("a line of more than {LONGEST} bytes"))),
            Line::Whole => item(number, &bytes),
        };
        if found.is_some_and(|found| !sink(found)) {
            return Ok(());
        }
    }
}

/// `None` for an empty line and a comment.
fn item(line: u64, bytes: &[u8]) -> Option<Item> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some(Item::broken(line, "bytes that are no UTF-8"));
    };
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') {
        return None;
    }
    // Some servers put more behind another colon.
    let mut parts = text.splitn(3, ':');
    let (Some(name), Some(hash)) = (parts.next(), parts.next()) else {
        return Some(Item::broken(line, "no colon between a name and a hash"));
    };
    let cell = |field, column: &str, text: &str| Cell { field, column: column.into(), text: text.trim().to_owned() };
    let cells = vec![cell(Field::Username, "name", name), cell(Field::Password, "hash", hash)];
    Some(Item::Record(Record { line, cells, ..Record::default() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_hashes_are_read_and_the_rest_is_told() {
        let mut items = Vec::new();
        let text = "# people\n\nbea:$2y$05$abc\r\nno colon here\nali:{SSHA}x:more\n";
        read(text.as_bytes(), &mut |item| {
            items.push(item);
            true
        })
        .unwrap();
        let told: Vec<(u64, String)> = items
            .iter()
            .map(|item| match item {
                Item::Record(record) => {
                    (record.line, record.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" "))
                }
                Item::Broken { line, why } => (*line, why.clone()),
            })
            .collect();
        assert_eq!(
            told,
            [
                (3, "bea $2y$05$abc".to_owned()),
                (4, "no colon between a name and a hash".to_owned()),
                (5, "ali {SSHA}x".to_owned())
            ]
        );
    }
}
