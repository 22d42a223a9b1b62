//! Holds a TOML document against the description of the keys and takes over what is right.
//!
//! It goes on after a wrong key, so that one run names all of them. What it takes over is a plain tree that the structs are
//! made from; what it refuses becomes a complaint with the place, the key, what was found and what to write.

use std::ops::Range;

use figment::value::{Dict, Value};
use toml_edit::{Item, TableLike};

use super::checks::Places;
use super::key::{Check, Key, Kind, Standing};
use super::variables::{Leaf, leaves};
use crate::complaint::{Complaint, HIDDEN, quoted};

/// A table of a list, and its stretch of the source.
type Row<'a> = (Option<Range<usize>>, &'a dyn TableLike);

/// Reads items of one source, a file or a variable.
pub struct Reader<'a> {
    place_of: &'a dyn Fn(Option<Range<usize>>) -> String,
    /// What was refused.
    pub complaints: Vec<Complaint>,
    /// Where each key was set.
    pub places: Places,
}

impl<'a> Reader<'a> {
    /// Begins; `place_of` names the place of a stretch of the source.
    pub fn new(place_of: &'a dyn Fn(Option<Range<usize>>) -> String) -> Self {
        Self { place_of, complaints: Vec::new(), places: Places::new() }
    }

    /// Takes over the keys of a table; `path` is empty for the document itself.
    pub fn table(&mut self, path: &str, keys: &'static [Key], table: &dyn TableLike) -> Dict {
        let mut dict = Dict::new();
        for (name, item) in table.iter() {
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let span = item.span().or_else(|| table.key(name).and_then(toml_edit::Key::span));
            self.places.insert(path.clone(), (self.place_of)(span));
            match keys.iter().find(|key| key.name == name) {
                Some(key) => dict.extend(self.item(&path, &key.kind, item).map(|value| (name.to_owned(), value))),
                None => self.refuse(&path, "a key that does not exist".into(), &instead(&path, name, keys)),
            }
        }
        dict
    }

    /// Takes over one item, or complains and answers nothing. The path's place must be known by now.
    pub fn item(&mut self, path: &str, kind: &'static Kind, item: &Item) -> Option<Value> {
        match kind {
            Kind::Section(keys) => match item.as_table_like() {
                Some(table) => Some(self.table(path, keys, table).into()),
                None => self.mistaken(path, kind, item, None),
            },
            Kind::Rows(keys) => match tables(item) {
                Some(tables) => Some(self.rows(path, keys, &tables).into()),
                None => self.mistaken(path, kind, item, None),
            },
            Kind::Texts { check, .. } | Kind::SecretTexts { check, .. } => match item.as_array() {
                Some(array) => {
                    self.texts(path, kind, *check, &array.iter().cloned().map(Item::Value).collect::<Vec<_>>())
                }
                None => self.mistaken(path, kind, item, None),
            },
            _ => match single(kind, item) {
                Ok(value) => Some(value),
                Err(reason) => self.mistaken(path, kind, item, reason),
            },
        }
    }

    fn rows(&mut self, path: &str, keys: &'static [Key], tables: &[Row<'_>]) -> Vec<Value> {
        let mut rows = Vec::new();
        for (index, (span, table)) in tables.iter().enumerate() {
            let before = self.complaints.len();
            let path = format!("{path}[{}]", index + 1);
            self.places.insert(path.clone(), (self.place_of)(span.clone()));
            let missing: Vec<&Key> = keys
                .iter()
                .filter(|key| matches!(key.standing, Standing::Required(_)) && !table.contains_key(key.name))
                .collect();
            for key in missing {
                self.refuse(&path, format!("no {}", key.name), &format!("add {}: {}", key.name, key.kind.to_write()));
            }
            let row = self.table(&path, keys, *table);
            // A row with a gap cannot become a struct; the complaint says enough.
            if self.complaints.len() == before {
                rows.push(row.into());
            }
        }
        rows
    }

    fn texts(&mut self, path: &str, kind: &'static Kind, check: Check, items: &[Item]) -> Option<Value> {
        let before = self.complaints.len();
        for item in items {
            match item.as_str().map(check) {
                Some(Ok(())) => {}
                Some(Err(reason)) => drop(self.mistaken(path, kind, item, Some(reason))),
                None => drop(self.mistaken(path, kind, item, None)),
            }
        }
        (self.complaints.len() == before)
            .then(|| items.iter().filter_map(Item::as_str).map(Value::from).collect::<Vec<_>>().into())
    }

    fn mistaken(&mut self, path: &str, kind: &Kind, item: &Item, reason: Option<&str>) -> Option<Value> {
        let found = if matches!(kind, Kind::Secret { .. } | Kind::SecretTexts { .. }) {
            HIDDEN.to_owned()
        } else {
            shown(item)
        };
        let because = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        self.refuse(path, found + &because, &format!("write {}", kind.to_write()));
        None
    }

    fn refuse(&mut self, path: &str, found: String, advice: &str) {
        let place = self.places.get(path).cloned().unwrap_or_default();
        self.complaints.push(Complaint::new(found, advice).at(place).about(path));
    }
}

/// One value that is not a list or a table; the error is what is wrong with a text, or nothing for the wrong type.
fn single(kind: &Kind, item: &Item) -> Result<Value, Option<&'static str>> {
    match kind {
        Kind::Text { check, .. } | Kind::Secret { check, .. } => {
            let text = item.as_str().ok_or(None)?;
            check(text).map_err(Some)?;
            Ok(text.into())
        }
        Kind::Whole { least, most } => {
            item.as_integer().filter(|number| (least..=most).contains(&number)).map(Value::from).ok_or(None)
        }
        Kind::Switch => item.as_bool().map(Value::from).ok_or(None),
        Kind::Choice(words) => item.as_str().filter(|word| words.contains(word)).map(Value::from).ok_or(None),
        Kind::Texts { .. } | Kind::SecretTexts { .. } | Kind::Rows(_) | Kind::Section(_) => Err(None),
    }
}

/// The tables of `[[name]]` or of a list of inline tables; an empty list has none.
fn tables(item: &Item) -> Option<Vec<Row<'_>>> {
    if let Some(tables) = item.as_array_of_tables() {
        return Some(tables.iter().map(|table| (table.span(), table as &dyn TableLike)).collect());
    }
    item.as_array()?.iter().map(|value| Some((value.span(), value.as_inline_table()? as &dyn TableLike))).collect()
}

/// What was found, short and harmless.
fn shown(item: &Item) -> String {
    match item.as_str() {
        Some(text) => quoted(text),
        None if item.is_array() || item.is_array_of_tables() => "a list".to_owned(),
        None if item.is_table_like() => "a table".to_owned(),
        None => item.to_string().trim().to_owned(),
    }
}

/// What to write instead of a key that does not exist.
fn instead(path: &str, name: &str, keys: &[Key]) -> String {
    let near = keys.iter().map(|key| (distance(name, key.name), key.name)).min();
    let near = near.filter(|(slips, _)| *slips <= (name.chars().count() / 3).max(1)).map(|(_, key)| key.to_owned());
    // At the top of the file: perhaps the line with the section is missing.
    let elsewhere = || {
        let found: Vec<Leaf> =
            leaves().into_iter().filter(|leaf| path == name && leaf.path.last() == Some(&name)).collect();
        (found.len() == 1).then(|| found[0].path.join("."))
    };
    match near.or_else(elsewhere) {
        Some(meant) => format!("did you mean {meant}? Keys here are {}", names(keys)),
        None => format!("keys here are {}", names(keys)),
    }
}

/// How many characters have to be written, removed or exchanged to make one word of another (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, left) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, right) in other.iter().enumerate() {
            let exchanged = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

fn names(keys: &[Key]) -> String {
    keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ")
}

impl Kind {
    /// What to write, as a phrase after "write".
    pub fn to_write(&self) -> String {
        match self {
            Self::Text { expected, .. } | Self::Secret { expected, .. } => (*expected).to_owned(),
            Self::Whole { least, most } => format!("a whole number from {least} to {most}"),
            Self::Switch => "true or false".to_owned(),
            Self::Choice(words) => format!("one of \"{}\"", words.join("\", \"")),
            Self::Texts { expected, .. } | Self::SecretTexts { expected, .. } => format!("a list of {expected}"),
            Self::Rows(keys) => format!("a list of tables with {}", names(keys)),
            Self::Section(keys) => format!("a table with {}", names(keys)),
        }
    }
}
