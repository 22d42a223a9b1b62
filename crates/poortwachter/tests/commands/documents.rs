//! The commands in the documentation: they exist, and those that can be run here are run, in order, as a reader would.
//!
//! A fenced block of shell says in its first line what it takes: `run` (a folder and a running portal), `serve` (it starts one and stays), `root`
//! (a machine of one's own), `network` (servers of somebody else, or a download). Begin reading at [`blocks`]; [`reader`] is who runs them.

mod blocks;
mod reader;

use std::collections::BTreeMap;
use std::path::Path;

use clap::{CommandFactory, Parser};
use poortwachter::cli::Cli;
use poortwachter::settings::Settings;

use blocks::{Block, blocks, commands, inline};
use reader::Reader;

/// The pages with commands. Those of which blocks are run are [`RUN`].
const PAGES: [&str; 9] = [
    "README.md",
    "docs/operating.md",
    "docs/people.md",
    "docs/audit.md",
    "docs/applications.md",
    "docs/managing-applications.md",
    "docs/configuration.md",
    "docs/compliance.md",
    "docs/help.md",
];

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
}

fn shell(page: &str) -> Vec<Block> {
    blocks(page).into_iter().filter(Block::is_shell).collect()
}

#[test]
fn every_block_says_what_it_takes() {
    let mut counts = BTreeMap::new();
    for name in PAGES {
        for block in shell(&page(name)) {
            let mark = block.mark.clone();
            assert!(
                ["run", "serve", "root", "network"].contains(&mark.as_str()),
                "{name} line {}: write what the block takes behind its language: run, serve, root or network",
                block.line
            );
            *counts.entry(mark).or_insert(0) += 1;
        }
    }
    assert!(counts["run"] >= 15 && counts["serve"] >= 1, "most commands can be run: {counts:?}");
}

#[test]
fn every_command_in_a_block_is_one_that_the_program_takes() {
    let mut seen = 0;
    for name in PAGES {
        for block in shell(&page(name)) {
            for command in commands(&block.text) {
                seen += 1;
                let parsed = Cli::try_parse_from(&command);
                let shown = parsed.err().map(|error| error.to_string());
                assert!(shown.is_none(), "{name} line {}: {command:?}: {}", block.line, shown.unwrap_or_default());
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

/// In running text a command may stand without its arguments, with names in their place, and without the program's own name.
#[test]
fn every_command_and_flag_in_the_text_exists() {
    let (mut seen, mut flags) = (0, 0);
    for name in PAGES {
        for words in inline(&page(name)) {
            let first = words[0].as_str();
            let words = if first == "poortwachter" { &words[1..] } else { &words[..] };
            if first != "poortwachter" && (words.len() < 2 || Cli::command().find_subcommand(first).is_none()) {
                continue;
            }
            seen += 1;
            flags += words.iter().filter(|word| word.starts_with("--")).count();
            if let Err(wrong) = exists(words) {
                panic!("{name}: {words:?}: {wrong}");
            }
        }
    }
    assert!(seen > 30 && flags > 10, "{seen} {flags}");
}

/// Whether every command on the way exists, and every flag where it stands.
fn exists(words: &[String]) -> Result<(), String> {
    let (mut at, mut value) = (Cli::command(), false);
    for word in words.iter().map(|word| word.trim_matches(['[', ']', ','])) {
        if let Some(flag) = word.strip_prefix("--") {
            let (flag, given) = flag.split_once('=').map_or((flag, false), |(flag, _)| (flag, true));
            let known = at.get_arguments().find(|argument| argument.get_long() == Some(flag));
            value = !given && known.is_some_and(|argument| argument.get_action().takes_values());
            if known.is_none() && !["help", "version"].contains(&flag) {
                return Err(format!("{} has no --{flag}", at.get_name()));
            }
        } else if std::mem::take(&mut value) {
            // What belongs to the flag before it.
        } else if at.has_subcommands() && !word.is_empty() && word != "..." && word != "…" {
            // `backup FILE` beside `backup check FILE`: what is no command is an argument, in capitals in running text.
            let argument = at.get_positionals().next().is_some() && word.chars().all(|c| c.is_ascii_uppercase());
            if argument {
                continue;
            }
            let inner = at.find_subcommand(word).cloned();
            at = inner.ok_or_else(|| format!("{} has no command {word}", at.get_name()))?;
        }
    }
    Ok(())
}

#[test]
fn every_setting_in_a_block_exists() {
    let mut seen = 0;
    for name in PAGES {
        for block in blocks(&page(name)).iter().filter(|block| block.language == "toml") {
            seen += 1;
            // A block is a part of a file, so that what it needs elsewhere may be missing.
            let complaints = Settings::read("block", &block.text, &[]).err().map(|all| all.to_string());
            let said = complaints.unwrap_or_default();
            assert!(
                !said.contains("does not exist") && !said.contains("not TOML"),
                "{name} line {}: {said}",
                block.line
            );
        }
    }
    assert!(seen >= 8, "{seen}");
}

fn run(name: &str, reader: Reader) {
    let mut reader = reader;
    for block in shell(&page(name)) {
        match block.mark.as_str() {
            "run" => reader.run(name, &block),
            "serve" => reader.serve(name, &block),
            _ => {}
        }
    }
}

#[test]
fn the_readme_can_be_followed() {
    run("README.md", Reader::new());
}

#[test]
fn operating_can_be_followed() {
    let mut reader = Reader::new();
    reader.settings("poortwachter.toml");
    reader.file("pwned-passwords.txt", &blocks::leaked(40));
    reader.start();
    run("docs/operating.md", reader);
}

#[test]
fn people_can_be_followed() {
    let mut reader = Reader::new().with(&[
        ("POORTWACHTER_MAIL__HOST", "localhost"),
        ("POORTWACHTER_MAIL__FROM", "portal@example.org"),
        ("POORTWACHTER_MAIL__SECURITY", "tls"),
        ("POORTWACHTER_MAIL__PORT", "1"),
    ]);
    reader.settings("p.toml");
    let head = "username;name;mail;password\n";
    reader.file(
        "people.csv",
        &format!("{head}b.jansen;Bea Jansen;b@example.org;\np.bakker;Piet Bakker;p@example.org;\n"),
    );
    let hash = "$2y$05$abcdefghijklmnopqrstuuDOPyGkKdbBBsGXzSdZUeJPaMVxF0XKS";
    reader.file("etc/apache2/web.htpasswd", &format!("k.smit:{hash}\n"));
    reader.file("realm.json", "{\"realm\": \"verzuim\", \"users\": [{\"username\": \"a.visser\", \"email\": \"a@example.org\", \"enabled\": true}]}");
    reader.start();
    run("docs/people.md", reader);
}

#[test]
fn the_audit_page_can_be_followed() {
    let mut reader = Reader::new();
    reader.settings("p.toml");
    reader.start();
    reader.account("b.jansen");
    reader.until("poortwachter audit head --config p.toml");
    run("docs/audit.md", reader);
}

#[test]
fn applications_can_be_followed() {
    for name in ["docs/applications.md", "docs/managing-applications.md"] {
        let mut reader = Reader::new();
        reader.settings("etc/poortwachter/poortwachter.toml");
        reader.start();
        run(name, reader);
    }
}

#[test]
fn operating_has_a_table_of_its_contents() {
    let page = page("docs/operating.md");
    let listed: Vec<&str> =
        page.lines().find(|line| line.starts_with("Contents: ")).unwrap().split("](#").skip(1).collect();
    let listed: Vec<&str> = listed.iter().filter_map(|rest| rest.split(')').next()).collect();
    let anchor = |title: &str| {
        let kept =
            title.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " -".contains(*c)).collect::<String>();
        kept.replace(' ', "-")
    };
    let headings: Vec<String> = page.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
    assert_eq!(listed, headings, "the line \"Contents\" has each heading once, in order");
}

#[test]
fn configuration_and_help_can_be_followed() {
    for name in ["docs/configuration.md", "docs/help.md"] {
        run(name, Reader::new());
    }
}
