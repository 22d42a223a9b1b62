//! What holds, key by key, for reports: with secrets left out.

use std::path::Path;

use figment::value::{Dict, Value};

use super::key::{Key, Kind};
use super::tree::Settings;
use super::variables::leaves;
use crate::complaint::{Complaints, HIDDEN};

/// One key as it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownKey {
    /// The names from the outermost section on, with dots.
    pub path: String,
    /// What holds, as TOML would write it.
    pub value: String,
    /// Whether that is the default, or the preset's.
    pub is_default: bool,
}

impl Settings {
    /// Every key with what holds for it; the file and the variables are read anew.
    pub fn shown(file: &Path, variables: &[(String, String)]) -> Result<Vec<ShownKey>, Complaints> {
        let text = super::file::text(file).unwrap_or_default();
        let holds = Self::dict(&file.display().to_string(), &text, variables)?;
        let defaults = Self::dict("defaults", "", &[])?;
        let key = |leaf: super::variables::Leaf| {
            let (now, before) = (find(&holds, &leaf.path), find(&defaults, &leaf.path));
            let value = now.map_or_else(|| "not set".to_owned(), |value| shown(leaf.key, value));
            ShownKey { path: leaf.path.join("."), value, is_default: now == before }
        };
        Ok(leaves().into_iter().map(key).collect())
    }
}

fn find<'a>(dict: &'a Dict, path: &[&str]) -> Option<&'a Value> {
    let (name, rest) = path.split_first()?;
    let value = dict.get(*name)?;
    if rest.is_empty() { Some(value) } else { find(value.as_dict()?, rest) }
}

fn shown(key: &Key, value: &Value) -> String {
    match (&key.kind, value) {
        (Kind::Secret { .. } | Kind::SecretTexts { .. }, _) => HIDDEN.to_owned(),
        (Kind::Rows(columns), Value::Array(_, rows)) => {
            let rows: Vec<String> = rows.iter().filter_map(Value::as_dict).map(|row| row_of(columns, row)).collect();
            format!("[{}]", rows.join(", "))
        }
        (_, value) => plain(value),
    }
}

fn row_of(columns: &[Key], row: &Dict) -> String {
    let cell = |column: &Key| row.get(column.name).map(|value| format!("{} = {}", column.name, shown(column, value)));
    let cells: Vec<String> = columns.iter().filter_map(cell).collect();
    format!("{{ {} }}", cells.join(", "))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(_, text) => format!("{text:?}"),
        Value::Bool(_, switch) => switch.to_string(),
        Value::Num(_, number) => number.to_i128().map_or_else(String::new, |number| number.to_string()),
        Value::Array(_, items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Char(..) | Value::Dict(..) | Value::Empty(..) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nl_04_no_secret_is_shown_and_every_key_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.toml");
        let text = "[database]\nurl = \"postgres://portal:s3cret@db/portal\"\n[mail]\nhost = \"smtp.example.org\"\nusername = \"portal\"\n\
                    from = \"p@example.org\"\n[session]\nidle_minutes = 15\n\
                    [[sms.gateways]]\nname = \"one\"\nkind = \"http\"\nurl = \"https://sms.example.org/?key=s3cret\"\n";
        std::fs::write(&file, text).unwrap();
        let variables = [("POORTWACHTER_MAIL__PASSWORD".to_owned(), "s3cret too".to_owned())];
        let shown = Settings::shown(&file, &variables).unwrap();
        assert_eq!(shown.len(), leaves().len());
        let all = format!("{shown:?}");
        assert!(!all.contains("s3cret"), "{all}");
        let of = |path: &str| shown.iter().find(|key| key.path == path).unwrap();
        assert_eq!((of("session.idle_minutes").value.as_str(), of("session.idle_minutes").is_default), ("15", false));
        assert_eq!((of("session.overall_hours").value.as_str(), of("session.overall_hours").is_default), ("12", true));
        assert_eq!(of("mail.host").value, "\"smtp.example.org\"");
        assert_eq!(of("brand.logo").value, "not set");
        assert!(of("sms.gateways").value.contains("name = \"one\""), "{}", of("sms.gateways").value);
    }
}
