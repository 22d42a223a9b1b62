//! The environment as a source of settings: `POORTWACHTER_SECTION__KEY`, two underscores for each dot.
//!
//! The key's kind decides how a value is read, so that a telephone number keeps its first 0 and a name may be `2026`.
//! Lists are written with commas (`10.0.0.0/8,192.0.2.7`), lists of tables as in TOML.

use figment::value::{Dict, Value};
use toml_edit::{Array, Item};

use super::checks::Places;
use super::key::{Key, Kind};
use super::read::Reader;
use super::tree::Settings;
use crate::complaint::Complaint;

/// How the name of every variable that sets a key begins.
pub const PREFIX: &str = "POORTWACHTER_";

/// A key that holds a value, with the sections that lead to it.
pub struct Leaf {
    /// The names from the outermost section on.
    pub path: Vec<&'static str>,
    /// The description.
    pub key: &'static Key,
}

impl Leaf {
    /// The name of the variable that sets this key.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.path.join("__").to_uppercase())
    }
}

/// All keys that hold a value, outside in.
pub fn leaves() -> Vec<Leaf> {
    let mut leaves = Vec::new();
    descend(&[], Settings::KEYS, &mut leaves);
    leaves
}

fn descend(above: &[&'static str], keys: &'static [Key], leaves: &mut Vec<Leaf>) {
    for key in keys {
        let path = [above, &[key.name]].concat();
        match key.kind {
            Kind::Section(inner) => descend(&path, inner, leaves),
            _ => leaves.push(Leaf { path, key }),
        }
    }
}

/// Reads the variables; answers the tree, where each key was set, and what is wrong.
pub fn read(variables: &[(String, String)]) -> (Dict, Places, Vec<Complaint>) {
    let (mut dict, mut places, mut complaints) = (Dict::new(), Places::new(), Vec::new());
    let leaves = leaves();
    for (name, text) in variables {
        let Some(leaf) = leaves.iter().find(|leaf| leaf.variable() == *name) else {
            complaints.extend(unknown(name, &leaves));
            continue;
        };
        let place_of = |_| name.clone();
        let mut reader = Reader::new(&place_of);
        let path = leaf.path.join(".");
        reader.places.insert(path.clone(), name.clone());
        if let Some(value) = reader.item(&path, &leaf.key.kind, &item(&leaf.key.kind, text)) {
            insert(&mut dict, &leaf.path, value);
        }
        places.append(&mut reader.places);
        complaints.append(&mut reader.complaints);
    }
    (dict, places, complaints)
}

/// A variable of ours that names no key. One without a double underscore is left alone unless it looks like a key with one
/// forgotten: Kubernetes sets `POORTWACHTER_SERVICE_HOST` and its like by itself.
fn unknown(name: &str, leaves: &[Leaf]) -> Option<Complaint> {
    let plain = |name: &str| name.replace("__", "_").to_uppercase();
    let meant = leaves.iter().map(Leaf::variable).find(|variable| plain(variable) == plain(name));
    let advice = match meant {
        Some(meant) => format!("write {meant}"),
        None if name.strip_prefix(PREFIX)?.contains("__") => {
            "remove it, or see `poortwachter config example` for all names".to_owned()
        }
        None => return None,
    };
    Some(Complaint::new("a variable that sets no key", advice).at(name))
}

/// The text as a TOML item of the wanted kind, or as plain text when it does not look like one.
fn item(kind: &Kind, text: &str) -> Item {
    let toml = || text.trim().parse::<toml_edit::Value>().map(Item::Value).ok();
    let read = match kind {
        Kind::Whole { .. } | Kind::Switch | Kind::Rows(_) => toml(),
        Kind::Texts { .. } | Kind::SecretTexts { .. } if text.trim_start().starts_with('[') => toml(),
        Kind::Texts { .. } | Kind::SecretTexts { .. } => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(toml_edit::value(parts.collect::<Array>()))
        }
        Kind::Text { .. } | Kind::Secret { .. } | Kind::Choice(_) | Kind::Section(_) => None,
    };
    read.unwrap_or_else(|| toml_edit::value(text))
}

fn insert(dict: &mut Dict, path: &[&str], value: Value) {
    match path {
        [] => {}
        [name] => drop(dict.insert((*name).to_owned(), value)),
        [section, rest @ ..] => {
            let inner = dict.entry((*section).to_owned()).or_insert_with(|| Dict::new().into());
            if let Value::Dict(_, inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}
