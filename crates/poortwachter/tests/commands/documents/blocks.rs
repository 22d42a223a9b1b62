//! Fenced blocks and commands in a page of Markdown.

use std::fmt::Write as _;

/// A fenced block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The line of its fence, counted from 1.
    pub line: usize,
    /// The first word behind the fence.
    pub language: String,
    /// The rest of that line.
    pub mark: String,
    /// What stands in it, without the indentation of the fence.
    pub text: String,
}

impl Block {
    /// Commands stand in blocks of shell; a block without a language is taken for one.
    pub fn is_shell(&self) -> bool {
        ["", "sh", "bash", "console"].contains(&self.language.as_str())
    }
}

/// Every fenced block of a page, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let (mut all, mut open): (Vec<Block>, Option<(usize, Block)>) = (Vec::new(), None);
    for (number, line) in page.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (Some(_), Some(_)) => all.extend(open.take().map(|(_, block)| block)),
            (Some((indent, block)), None) => {
                block.text.push_str(line.get(*indent..).unwrap_or_default());
                block.text.push('\n');
            }
            (None, Some(info)) => {
                let (language, mark) = info.split_once(' ').unwrap_or((info, ""));
                let (language, mark) = (language.to_owned(), mark.trim().to_owned());
                open = Some((indent, Block { line: number + 1, language, mark, text: String::new() }));
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block does not end");
    all
}

/// The commands of ours in a block of shell, each as its words.
pub fn commands(text: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for line in text.replace("\\\n", " ").lines() {
        for part in parts(line) {
            let mut words = part.as_slice();
            while let Some(first) = words.first() {
                match first.as_str() {
                    "poortwachter" => {
                        all.push(words.to_vec());
                        break;
                    }
                    "sudo" if words.get(1).is_some_and(|word| word == "-u") => words = &words[3..],
                    "sudo" => words = &words[1..],
                    _ => break,
                }
            }
        }
    }
    all
}

/// The simple commands of a line of shell, without comments and redirections.
fn parts(line: &str) -> Vec<Vec<String>> {
    let (mut parts, mut word, mut quoted) = (vec![Vec::new()], None::<String>, None);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match (quoted, character) {
            (Some(end), character) if character == end => quoted = None,
            (None, '"' | '\'') => {
                quoted = Some(character);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, '$') if characters.peek() == Some(&'(') => {
                characters.next();
                word = None;
                parts.push(Vec::new());
            }
            (None, '|' | '&' | ';' | ')' | '>' | '<') => {
                let ended = word.take();
                parts.last_mut().unwrap().extend(ended);
                parts.push(Vec::new());
            }
            (None, character) if character.is_whitespace() => {
                let ended = word.take();
                parts.last_mut().unwrap().extend(ended);
            }
            (_, character) => word.get_or_insert_default().push(character),
        }
    }
    parts.last_mut().unwrap().extend(word);
    parts
}

/// The words of everything between backticks in running text.
pub fn inline(page: &str) -> Vec<Vec<String>> {
    let mut text = String::new();
    let mut inside = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            let _ = writeln!(text, "{line}");
        }
    }
    let code =
        text.split('`').skip(1).step_by(2).map(|code| code.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    code.filter(|words| !words.is_empty()).collect()
}

/// A list of leaked passwords as they are downloaded: SHA-1 in hexadecimal and how often it was seen.
pub fn leaked(count: u32) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{number:040X}:{}", number + 10);
        text
    })
}

#[test]
fn commands_are_found_where_they_stand() {
    let text = "sudo -u poortwachter poortwachter account add a --name \"A B\" \\\n  --reason 'x y'   # why\n\
                head=$(poortwachter audit head --config p.toml)\ncat x | poortwachter check > y && poortwachter demo\necho poortwachter\n";
    let found: Vec<String> = commands(text).iter().map(|words| words.join("_")).collect();
    assert_eq!(
        found,
        [
            "poortwachter_account_add_a_--name_A B_--reason_x y",
            "poortwachter_audit_head_--config_p.toml",
            "poortwachter_check",
            "poortwachter_demo"
        ]
    );
    let page = "a `poortwachter demo` b\n```sh run\npoortwachter check\n```\n   ```sh\n   x\n   ```\n";
    assert_eq!(inline(page), [["poortwachter", "demo"]]);
    let blocks = blocks(page);
    assert_eq!((blocks[0].mark.as_str(), blocks[1].mark.as_str(), blocks[1].text.as_str()), ("run", "", "x\n"));
}
