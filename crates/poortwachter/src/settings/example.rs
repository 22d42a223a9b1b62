//! Prints every key with its meaning, its default and the name of its variable: `poortwachter config example`.
//!
//! The text is also the defaults: reading it gives what holds when nothing is set.

use std::fmt::Write;

use super::key::{Key, Kind, Standing};
use super::tree::Settings;
use super::variables::{Leaf, leaves};

const HEAD: &str = "\
# Settings of Poortwachter, with the defaults. Made by `poortwachter config example`.
#
# A line that begins with # holds no value: such a key has no default, the line shows an example.
# Every key can also be set by the environment variable that stands above it; a variable wins over this file.
# A key that does not exist, or holds something wrong, stops the portal at the start with a sentence that says what to do.
";

/// All keys as a TOML text.
pub fn print() -> String {
    let mut text = HEAD.to_owned();
    let leaves = leaves();
    section(&[], Settings::KEYS, &leaves, &mut text);
    text
}

/// The values of a table come before its inner tables, as TOML wants it.
fn section(path: &[&'static str], keys: &'static [Key], leaves: &[Leaf], text: &mut String) {
    for leaf in leaves.iter().filter(|leaf| leaf.path.split_last().is_some_and(|(_, above)| above == path)) {
        value(leaf, text);
    }
    for key in keys {
        if let Kind::Section(inner) = key.kind {
            let path = [path, &[key.name]].concat();
            text.push('\n');
            comment(key.meaning, text);
            line(text, format_args!("[{}]", path.join(".")));
            section(&path, inner, leaves, text);
        }
    }
}

fn value(leaf: &Leaf, text: &mut String) {
    let key = leaf.key;
    text.push('\n');
    comment(key.meaning, text);
    line(text, format_args!("# Write {}.", key.kind.to_write()));
    if let Kind::Rows(columns) = key.kind {
        explain(columns, "#   ", text);
        // Rows that are there by default show by themselves what rows look like.
        if matches!(key.standing, Standing::Default("[]")) {
            line(text, format_args!("# {} = [{{ {} }}]", key.name, row(columns)));
        }
    }
    line(text, format_args!("# Environment: {}", leaf.variable()));
    match key.standing {
        Standing::Default(value) => line(text, format_args!("{} = {value}", key.name)),
        Standing::Absent(sample) | Standing::Required(sample) | Standing::OtherKind(sample) => {
            line(text, format_args!("# {} = {sample}", key.name));
        }
        Standing::Inside => {}
    }
}

/// The keys of a row, and below them those of rows in the row.
fn explain(columns: &[Key], before: &str, text: &mut String) {
    for column in columns {
        let write = column.kind.to_write();
        line(text, format_args!("{before}{}:{} Write {write}.", column.name, column.meaning.concat()));
        if let Kind::Rows(inner) = column.kind {
            explain(inner, &format!("{before}  "), text);
        }
    }
}

fn row(columns: &[Key]) -> String {
    let cells = columns.iter().filter_map(|column| match column.standing {
        Standing::Default(sample) | Standing::Absent(sample) | Standing::Required(sample) => {
            Some(format!("{} = {sample}", column.name))
        }
        Standing::OtherKind(_) | Standing::Inside => None,
    });
    cells.collect::<Vec<_>>().join(", ")
}

fn comment(lines: &[&str], text: &mut String) {
    for meaning in lines {
        line(text, format_args!("#{meaning}"));
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{content}");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_example_reads_back_to_the_defaults() {
        let (example, nothing) = (Settings::read("example", &print(), &[]), Settings::read("nothing", "", &[]));
        assert!(example.is_ok());
        assert_eq!(example, nothing);
    }

    #[test]
    fn the_examples_of_keys_without_a_default_are_right_as_well() {
        let is_setting = |line: &str| line.split(' ').nth(1) == Some("=");
        let samples = print()
            .lines()
            .filter(|line| !line.ends_with("= []"))
            .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n");
        // Applications behind a proxy want one that is trusted, and a list of texts has no sample.
        let samples = samples.replace("[server]\n", "[server]\ntrusted_proxies = [\"10.0.0.0/8\"]\n");
        let settings = Settings::read("samples", &samples, &[]).unwrap();
        assert_eq!(settings.server.public_url().unwrap().as_str(), "https://login.example.org");
        assert_eq!((settings.applications.len(), settings.server.networks.len()), (1, 1));
        assert!(settings.brand.logo.is_some() && settings.hashing.workers.is_some());
    }

    #[test]
    fn every_key_is_there_with_its_variable() {
        let text = print();
        for leaf in leaves() {
            assert!(text.contains(&format!("# Environment: {}\n", leaf.variable())), "{}", leaf.variable());
        }
        assert_eq!(text.matches("# Environment: ").count(), leaves().len());
    }

    #[test]
    fn generated_files_unchanged() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../poortwachter.example.toml");
        let kept = std::fs::read_to_string(file).unwrap();
        assert_eq!(kept, print(), "run `poortwachter config example > poortwachter.example.toml`");
    }
}
