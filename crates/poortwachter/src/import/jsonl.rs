//! JSON lines: one object for each person, whose keys are called as columns are.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::columns::{Columns, Mapping};
use super::record::{COLUMNS, Cell, Item, LONGEST, Record, Sink};

/// Stands between the members of a list, which may hold any sign that people type.
pub const LIST: char = '\u{1f}';

/// Reads a whole file; the keys that say nothing for us come back.
pub fn read(mut input: impl BufRead, mappings: &[Mapping], sink: &mut Sink<'_>) -> io::Result<Columns> {
    let (mut number, mut unknown) = (0, BTreeSet::new());
    let mut bytes = Vec::new();
    loop {
        number += 1;
        match line(&mut input, &mut bytes)? {
            Line::End => break,
            Line::TooLong => {
                if !sink(Item::broken(number, format!("a line of more than {LONGEST} bytes"))) {
                    break;
                }
            }
            Line::Whole if bytes.trim_ascii().is_empty() => {}
            Line::Whole => {
                if !sink(item(number, &bytes, mappings, &mut unknown)) {
                    break;
                }
            }
        }
    }
    Ok(Columns { fields: Vec::new(), unknown: unknown.into_iter().map(Arc::from).collect() })
}

/// What came of reading one line.
pub enum Line {
    /// It is in the buffer, without its end.
    Whole,
    /// It was longer than anybody's; the rest was thrown away.
    TooLong,
    /// There is none.
    End,
}

/// Reads one line of at most [`LONGEST`] bytes.
pub fn line(input: &mut impl BufRead, bytes: &mut Vec<u8>) -> io::Result<Line> {
    bytes.clear();
    let most = LONGEST as u64 + 1;
    if input.by_ref().take(most).read_until(b'\n', bytes)? == 0 {
        return Ok(Line::End);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        return Ok(Line::Whole);
    }
    if bytes.len() <= LONGEST {
        return Ok(Line::Whole);
    }
    loop {
        bytes.clear();
        let got = input.by_ref().take(most).read_until(b'\n', bytes)?;
        if got == 0 || bytes.last() == Some(&b'\n') {
            return Ok(Line::TooLong);
        }
    }
}

fn item(line: u64, bytes: &[u8], mappings: &[Mapping], unknown: &mut BTreeSet<String>) -> Item {
    let object: Map<String, Value> = match serde_json::from_slice(bytes) {
        Ok(object) => object,
        Err(error) => return Item::broken(line, format!("no JSON object ({})", short(&error))),
    };
    if object.len() > COLUMNS {
        return Item::broken(line, format!("more than {COLUMNS} keys"));
    }
    let mut record = Record { line, ..Record::default() };
    for (key, value) in &object {
        let fields = Columns::fields_of(key, mappings);
        if fields.is_empty() && unknown.len() < COLUMNS {
            unknown.insert(key.chars().take(60).collect());
        }
        for field in fields {
            let Some(text) = text(value) else {
                return Item::broken(
                    line,
                    format!("a value of \"{}\" that is no text, number or list of texts", field.as_str()),
                );
            };
            if record.cells.iter().any(|cell| cell.field == field) {
                return Item::broken(line, format!("two keys that both say \"{}\"", field.as_str()));
            }
            record.cells.push(Cell { field, column: key.as_str().into(), text });
        }
    }
    Item::Record(record)
}

/// What serde says, without the text that it quotes.
fn short(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it is cut off",
        serde_json::error::Category::Data => "it is something else",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "wrongly written or too deep",
    }
}

/// A value as a cell of a table would have it.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(members) => {
            let texts: Option<Vec<String>> = members.iter().map(|one| one.as_str().map(str::to_owned)).collect();
            texts.map(|texts| texts.iter().flat_map(|text| text.chars().chain([LIST])).collect())
        }
        Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Field;

    fn run(text: &str) -> Vec<Item> {
        let mut items = Vec::new();
        read(text.as_bytes(), &[], &mut |item| {
            items.push(item);
            true
        })
        .unwrap();
        items
    }

    fn why(text: &str) -> String {
        match run(text).remove(0) {
            Item::Broken { why, .. } => why,
            Item::Record(_) => "fine".to_owned(),
        }
    }

    #[test]
    fn an_object_is_a_person() {
        let items =
            run("\n{\"username\":\"bea\",\"groepen\":[\"a,b\",\"c\"],\"actief\":false,\"personeelsnummer\":7}\n");
        let Item::Record(record) = &items[0] else { panic!("a record") };
        let mut found: Vec<(Field, &str)> = record.cells.iter().map(|cell| (cell.field, cell.text.as_str())).collect();
        found.sort();
        assert_eq!(record.line, 2);
        assert_eq!(found, [(Field::Username, "bea"), (Field::Groups, "a,b\u{1f}c\u{1f}"), (Field::Enabled, "false")]);
    }

    #[test]
    fn what_is_no_person_is_told() {
        assert!(why("{\"username\":").contains("cut off"));
        assert!(why("[1,2]").contains("something else"));
        assert!(why("{\"username\":\"x\",}").contains("wrongly written"));
        assert!(why("{\"username\":{\"a\":1}}").contains("no text, number or list"));
        assert!(why("{\"username\":\"a\",\"login\":\"b\"}").contains("two keys"));
        assert!(why(&format!("{{\"x\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000))).contains("too deep"));
        let long = format!("{{\"username\":\"{}\"}}\n{{\"username\":\"bea\"}}\n", "x".repeat(LONGEST * 3));
        let items = run(&long);
        assert!(matches!(&items[0], Item::Broken { line: 1, why } if why.contains("65536 bytes")));
        assert!(matches!(&items[1], Item::Record(record) if record.line == 2), "the next line is read");
    }
}
