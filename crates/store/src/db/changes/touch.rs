//! Which sessions a statement may change, read from its text.
//!
//! Our statements are few and plain. One that names its rows by a column that leads to an account, a session or a cookie touches those keys;
//! whatever else writes to the tables on which a session check depends, or cannot be read at all, touches everything.

use super::Key;
use crate::db::Value;

/// What a statement may change.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Touch {
    /// Nothing that a session check depends on.
    Nothing,
    /// What is known of these.
    Keys(Vec<Key>),
    /// Anything.
    Everything,
}

/// The tables on which a session check depends, each with the columns that say which accounts, sessions or cookies are meant. A factor is
/// found by its account only, since the level that an account can reach depends on all of its factors.
const WATCHED: [(&str, &[&str]); 4] = [
    ("accounts", &["id"]),
    ("factors", &["account_id"]),
    ("sessions", &["id", "account_id", "token_hash"]),
    ("forward_sessions", &["session_id", "account_id", "token_hash"]),
];

/// Reads a statement with its parameters.
pub(super) fn of(sql: &str, values: &[Value]) -> Touch {
    let words: Vec<&str> = sql.split_whitespace().collect();
    match words.as_slice() {
        ["SELECT" | "WITH", rest @ ..] if !writes(rest) => Touch::Nothing,
        ["INSERT", "INTO", table, rest @ ..] => match columns_of(table.split('(').next().unwrap_or(table)) {
            Some(_) => inserted(rest, values),
            None => Touch::Nothing,
        },
        ["DELETE", "FROM", table, rest @ ..] => columns_of(table).map_or(Touch::Nothing, |by| found(rest, by, values)),
        ["UPDATE", table, "SET", rest @ ..] => match columns_of(table) {
            Some(by) if !changes_nothing(rest) => found(rest, by, values),
            _ => Touch::Nothing,
        },
        _ => Touch::Everything,
    }
}

fn columns_of(table: &str) -> Option<&'static [&'static str]> {
    WATCHED.iter().find(|(name, _)| *name == table).map(|(_, columns)| *columns)
}

/// A query may hide a statement that writes.
fn writes(words: &[&str]) -> bool {
    words.iter().any(|word| matches!(word.trim_start_matches('('), "INSERT" | "UPDATE" | "DELETE"))
}

/// A new row says whose it is among its values, unless it is read from elsewhere or lands on another row.
fn inserted(rest: &[&str], values: &[Value]) -> Touch {
    if rest.iter().any(|word| matches!(*word, "SELECT" | "UPDATE")) {
        return Touch::Everything;
    }
    let keys: Vec<Key> = values.iter().filter_map(key).collect();
    if keys.is_empty() { Touch::Everything } else { Touch::Keys(keys) }
}

/// `SET column = column`, which only takes the row.
fn changes_nothing(rest: &[&str]) -> bool {
    matches!(rest, [column, "=", same, "WHERE", ..] if column == same)
}

/// The key by which the rows are found: one of the columns equals a parameter, and nothing widens that.
fn found(rest: &[&str], by: &[&str], values: &[Value]) -> Touch {
    let Some(conditions) = conditions(rest) else { return Touch::Everything };
    if conditions.contains(&"OR") {
        return Touch::Everything;
    }
    let mut keys = conditions.split(|word| *word == "AND").filter_map(|condition| match condition {
        [column, "=", place] if by.contains(column) => parameter(place, values),
        _ => None,
    });
    keys.next().map_or(Touch::Everything, |key| Touch::Keys(vec![key]))
}

/// The words between `WHERE` and `RETURNING` that stand in no bracket.
fn conditions<'a>(rest: &[&'a str]) -> Option<Vec<&'a str>> {
    let begin = rest.iter().position(|word| *word == "WHERE")? + 1;
    let (mut depth, mut outer) = (0, Vec::new());
    for word in rest[begin..].iter().take_while(|word| **word != "RETURNING") {
        let opened = depth + word.matches('(').count();
        if opened == 0 {
            outer.push(*word);
        }
        depth = opened.checked_sub(word.matches(')').count())?;
    }
    Some(outer)
}

fn parameter(place: &str, values: &[Value]) -> Option<Key> {
    let number: usize = place.strip_prefix('$')?.parse().ok()?;
    key(values.get(number.checked_sub(1)?)?)
}

fn key(value: &Value) -> Option<Key> {
    match value {
        Value::Uuid(id) => id.map(Key::of_id),
        // Only hashes of cookies are stored as 32 bytes.
        Value::Bytes(Some(bytes)) if bytes.len() == 32 => Some(Key::of_bytes(bytes)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
